"""All SQL about API tokens; they are found by the digest of their text."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from alcove.foundation.database import Connection, DatabaseError, Pool, read_row, skip_on_full_disk
from alcove.foundation.identity.model import Token
from alcove.foundation.identity.store.accounts import account_from_row

MAX_TOKENS: Final = 100
"""Maximum number of tokens of one account."""

# One statement for the token and for the lock of the client's address.
_FIND = """
SELECT t.scopes, coalesce(t.used_at, '-infinity') < now() - interval '1 minute' AS is_stale, a.*,
       (SELECT count(*) FROM alcove.sign_in_failure
        WHERE address = $2 AND at > now() - $3 * interval '1 second') >= $4 AS locked
FROM (SELECT 1) AS one
LEFT JOIN alcove.api_token AS t ON t.digest = $1 AND (t.expires_at IS NULL OR t.expires_at > now())
LEFT JOIN alcove.account AS a ON a.id = t.user_id
"""
_RECORD_USE = "UPDATE alcove.api_token SET used_at = now() WHERE digest = $1"
_ADD = """
INSERT INTO alcove.api_token (user_id, name, digest, scopes, expires_at)
SELECT $1, $2, $3, $4, now() + $5 * interval '1 day'
WHERE (SELECT count(*) FROM alcove.api_token WHERE user_id = $1) < $6
RETURNING id, name, scopes, created_at, used_at, expires_at
"""
_LIST = """
SELECT id, name, scopes, created_at, used_at, expires_at FROM alcove.api_token WHERE user_id = $1
ORDER BY created_at DESC, id
"""
_LIST_SCRIPTS = """
SELECT t.name, a.name AS username, r.role = 'owner' AS is_admin, t.created_at, t.used_at
FROM auth.identities AS i
JOIN alcove.account AS a ON a.id = i.user_id
JOIN alcove.api_token AS t ON t.user_id = i.user_id
JOIN alcove.account_role AS r ON r.user_id = i.user_id AND r.app = $1
WHERE i.provider = 'local' AND i.provider_id = 'token:' || $1 || ':' || t.name
ORDER BY t.name
"""
_REMOVE = "DELETE FROM alcove.api_token WHERE id = $1 AND user_id = $2 RETURNING id"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenInfo:
    """A token in a list, without its text."""

    id: uuid.UUID
    name: str
    scopes: list[str] | None
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime | None


async def find(source: Pool | Connection, digest: bytes, *, address: str, within: float, max_failures: int) -> Token:
    """Return the token's account, and whether its client address had `max_failures` within `within` seconds."""
    row = await read_row(source, _FIND, digest, address, within, max_failures)
    if row is None:
        raise DatabaseError("a statement that always returns one row returned none")
    account = account_from_row(row) if row["id"] is not None else None
    if account is not None and row["is_stale"]:
        with skip_on_full_disk("last use of a token"):
            await source.execute(_RECORD_USE, digest)
    scopes = row["scopes"]
    return Token(account=account, scopes=frozenset(scopes) if scopes is not None else None, is_locked=row["locked"])


async def add(
    source: Pool | Connection,
    account_id: uuid.UUID,
    *,
    name: str,
    digest: bytes,
    scopes: Collection[str],
    days: int | None,
) -> TokenInfo | None:
    """Add a token; None when the account has too many."""
    row = await source.fetchrow(_ADD, account_id, name, digest, sorted(scopes), days, MAX_TOKENS)
    return TokenInfo(**row) if row is not None else None


async def list_tokens(source: Pool | Connection, account_id: uuid.UUID) -> list[TokenInfo]:
    """Return an account's tokens, newest first."""
    return [TokenInfo(**row) for row in await source.fetch(_LIST, account_id)]


async def list_script_tokens(source: Pool | Connection, app: str) -> list[dict[str, object]]:
    """Return the script tokens of an app, sorted by name, without their text."""
    return [dict(row) for row in await source.fetch(_LIST_SCRIPTS, app)]


async def remove(source: Pool | Connection, token_id: uuid.UUID, *, account_id: uuid.UUID) -> bool:
    """Remove a token of an account; False when it has none with this id."""
    return await source.fetchval(_REMOVE, token_id, account_id) is not None
