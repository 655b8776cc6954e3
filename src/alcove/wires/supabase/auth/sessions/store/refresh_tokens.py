"""All SQL about refresh tokens: one statement replaces a valid token, others explain why one is not valid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from alcove.foundation.database import Connection, Pool
from alcove.wires.supabase.auth.config import SessionRules
from alcove.wires.supabase.auth.requests import ClientInfo
from alcove.wires.supabase.auth.sessions.model import AuthMethod, AuthSession
from alcove.wires.supabase.auth.sessions.store.sessions import parse_address
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store.users import SELECT_USER, read_user

_METHODS: Final = """
(SELECT coalesce(json_agg(json_build_object('method', m.authentication_method,
    'timestamp', floor(extract(epoch FROM m.updated_at))::bigint) ORDER BY m.updated_at DESC, m.id), '[]')::text
 FROM auth.mfa_amr_claims AS m WHERE m.session_id = session.id) AS methods
"""
# A database may have been imported again, so that it has both forms of a token: the hash is the current one.
_ID: Final = "(SELECT id FROM auth.refresh_tokens WHERE token = ANY ($1) ORDER BY length(token) DESC LIMIT 1)"
# The session is locked before its tokens, in every statement, so that there are no deadlocks; a refresh that waited for
# another one of the same token finds it revoked.
_REPLACE: Final = f"""
WITH session AS (
    SELECT s.id, s.user_id, s.aal::text AS aal FROM auth.sessions AS s
    WHERE s.id = (SELECT session_id FROM auth.refresh_tokens WHERE id = {_ID})
        AND (s.not_after IS NULL OR s.not_after > $4)
        AND ($5::float8 IS NULL OR s.created_at + $5 * interval '1 second' > $4)
        AND ($6::float8 IS NULL OR coalesce(s.refreshed_at AT TIME ZONE 'UTC', s.created_at)
            + $6 * interval '1 second' > $4)
        AND NOT ($7 AND EXISTS (SELECT FROM auth.sessions AS newer
            WHERE newer.user_id = s.user_id AND newer.created_at > s.created_at))
        AND EXISTS (SELECT FROM auth.users AS u WHERE u.id = s.user_id AND u.deleted_at IS NULL
            AND (u.banned_until IS NULL OR u.banned_until <= $4))
    FOR NO KEY UPDATE OF s),
parent AS (
    UPDATE auth.refresh_tokens AS t SET revoked = true, updated_at = $4, token = $2 FROM session
    WHERE t.id = {_ID} AND t.session_id = session.id AND NOT coalesce(t.revoked, false)
    RETURNING t.session_id),
child AS (
    INSERT INTO auth.refresh_tokens (token, user_id, revoked, created_at, updated_at, parent, session_id)
    SELECT $3, session.user_id::text, false, $4, $4, $2, session.id
    FROM session JOIN parent ON parent.session_id = session.id),
refreshed AS (
    UPDATE auth.sessions AS s SET refreshed_at = $4 AT TIME ZONE 'UTC', updated_at = $4, user_agent = $8, ip = $9
    FROM parent WHERE s.id = parent.session_id)
SELECT person.*, session.id AS session_id, session.aal, {_METHODS}
FROM session JOIN parent ON parent.session_id = session.id
CROSS JOIN LATERAL ({SELECT_USER} WHERE u.id = session.user_id) AS person
"""  # noqa: S608 - made of constants
_LOCK: Final = f"""
SELECT FROM auth.sessions WHERE id = (SELECT session_id FROM auth.refresh_tokens WHERE id = {_ID}) FOR NO KEY UPDATE
"""  # noqa: S608 - made of constants
_FIND: Final = f"""
SELECT person.*, session.id AS session_id, session.aal::text AS aal, {_METHODS},
    coalesce(token.revoked, false) AS is_revoked, token.updated_at AS token_updated_at,
    active.token AS active_token, active.parent AS active_parent, session.created_at AS session_created_at,
    coalesce(session.refreshed_at AT TIME ZONE 'UTC', session.created_at) AS session_refreshed_at, session.not_after,
    EXISTS (SELECT FROM auth.sessions AS newer
        WHERE newer.user_id = session.user_id AND newer.created_at > session.created_at) AS has_newer
FROM auth.refresh_tokens AS token
JOIN auth.sessions AS session ON session.id = token.session_id
LEFT JOIN LATERAL (SELECT t.token, t.parent FROM auth.refresh_tokens AS t
    WHERE t.session_id = session.id AND NOT coalesce(t.revoked, false) ORDER BY t.id DESC LIMIT 1) AS active ON true
CROSS JOIN LATERAL ({SELECT_USER} WHERE u.id = session.user_id) AS person
WHERE token.id = {_ID}
"""  # noqa: S608 - made of constants
_REVOKE_FAMILY: Final = """
WITH session AS (UPDATE auth.sessions SET not_after = $2, updated_at = $2 WHERE id = $1)
UPDATE auth.refresh_tokens SET revoked = true, updated_at = $2 WHERE session_id = $1 AND NOT coalesce(revoked, false)
"""
_LOCK_ACTIVE: Final = """
WITH session AS (SELECT id FROM auth.sessions WHERE id = $1 FOR NO KEY UPDATE)
SELECT t.token FROM auth.refresh_tokens AS t JOIN session ON session.id = t.session_id
WHERE NOT coalesce(t.revoked, false) ORDER BY t.id DESC LIMIT 1
"""
_UPGRADE: Final = f"""
WITH parent AS (
    UPDATE auth.refresh_tokens SET revoked = true, updated_at = $5, token = $3 WHERE token = $2
    RETURNING session_id, user_id),
child AS (
    INSERT INTO auth.refresh_tokens (token, user_id, revoked, created_at, updated_at, parent, session_id)
    SELECT $4, user_id, false, $5, $5, $3, session_id FROM parent)
UPDATE auth.sessions AS session SET aal = $6, factor_id = $7, updated_at = $5 WHERE id = $1
RETURNING session.id AS session_id, session.aal::text AS aal, {_METHODS}
"""  # noqa: S608 - made of constants
_STATE: Final = frozenset(
    {"is_revoked", "token_updated_at", "active_token", "active_parent", "session_created_at", "session_refreshed_at",
     "not_after", "has_newer"}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenReplacement:
    """A token by the forms in which it may be stored, and its replacement; hashes are what will be stored."""

    forms: Sequence[str]
    token_hash: str
    child_hash: str
    at: datetime
    client: ClientInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenState:
    """A refresh token with its session and user; `active_token` is the stored form of the session's current token."""

    is_revoked: bool
    token_updated_at: datetime
    active_token: str | None
    active_parent: str | None
    session_created_at: datetime
    session_refreshed_at: datetime
    not_after: datetime | None
    has_newer: bool
    user: User
    session: AuthSession


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSwap:
    """The current token of a session, as it is stored and as it will be, and the hash of its replacement."""

    session_id: UUID
    stored: str
    token_hash: str
    child_hash: str
    at: datetime


async def replace_token(
    source: Pool | Connection, replacement: TokenReplacement, *, rules: SessionRules
) -> tuple[User, AuthSession] | None:
    """Replace a token and return its user and session; None, and nothing changed, if it is not valid."""
    row = await source.fetchrow(
        _REPLACE, replacement.forms, replacement.token_hash, replacement.child_hash, replacement.at, rules.timebox,
        rules.inactivity_timeout, rules.single_per_user, replacement.client.user_agent,
        parse_address(replacement.client.address),
    )  # fmt: skip
    return None if row is None else _read_session(dict(row))


async def find_token(connection: Connection, forms: Sequence[str]) -> TokenState | None:
    """Return the state of a token, whose session is locked until the end of the transaction."""
    await connection.execute(_LOCK, forms)
    row = await connection.fetchrow(_FIND, forms)
    if row is None:
        return None
    fields = dict(row)
    state = {name: fields.pop(name) for name in _STATE}
    user, session = _read_session(fields)
    return TokenState(**state, user=user, session=session)


async def revoke_family(connection: Connection, session_id: UUID, *, now: datetime) -> None:
    """End a session, and keep its revoked tokens, so that they are recognized."""
    await connection.execute(_REVOKE_FAMILY, session_id, now)


async def lock_active_token(connection: Connection, session_id: UUID) -> str | None:
    """Lock a session until the end of the transaction and return its current token as it is stored, if it has one."""
    stored: str | None = await connection.fetchval(_LOCK_ACTIVE, session_id)
    return stored


async def upgrade_token(connection: Connection, swap: TokenSwap, *, factor_id: UUID, aal: str) -> AuthSession:
    """Replace the current token of a locked session, which gets another assurance level."""
    row = await connection.fetchrow(
        _UPGRADE, swap.session_id, swap.stored, swap.token_hash, swap.child_hash, swap.at, aal, factor_id
    )
    return _session_of(dict(row))


def _read_session(fields: dict[str, Any]) -> tuple[User, AuthSession]:
    session = _session_of(fields)
    user = read_user(fields)
    assert user is not None
    return user, session


def _session_of(fields: dict[str, Any]) -> AuthSession:
    """Return the session in the fields of a row, which are removed from them."""
    methods = msgspec.json.decode(fields.pop("methods"), type=list[AuthMethod])
    return AuthSession(id=fields.pop("session_id"), aal=fields.pop("aal") or "aal1", methods=methods)
