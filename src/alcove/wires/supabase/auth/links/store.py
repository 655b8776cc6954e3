"""All SQL about one-time tokens. A user has at most one of each type, and only their hashes are stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from alcove.foundation.database import Connection, read_row
from alcove.wires.supabase.auth.links.model import Link, LinkKind, StoredToken, hash_token
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store.users import find_user

_SAVE: Final = """
INSERT INTO auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to, created_at, updated_at)
VALUES ($1, $2, $3::text::auth.one_time_token_type, $4, $5, $6::timestamptz AT TIME ZONE 'UTC',
    $6::timestamptz AT TIME ZONE 'UTC')
ON CONFLICT (user_id, token_type) DO UPDATE SET id = excluded.id, token_hash = excluded.token_hash,
    relates_to = excluded.relates_to, created_at = excluded.created_at, updated_at = excluded.updated_at
"""
# Of two requests with one token only one gets the row. Users are locked before their tokens, so that there are
# no deadlocks.
_USE: Final = """
WITH owner AS MATERIALIZED (
    SELECT id FROM auth.users WHERE id = (
        SELECT user_id FROM auth.one_time_tokens
        WHERE token_hash = ANY ($1::text[]) AND token_type::text = ANY ($2::text[]) LIMIT 1)
    FOR UPDATE)
DELETE FROM auth.one_time_tokens AS t USING owner
WHERE t.user_id = owner.id AND t.token_hash = ANY ($1::text[]) AND t.token_type::text = ANY ($2::text[])
RETURNING t.user_id, t.token_type::text AS token_type, t.relates_to AS email,
    t.created_at AT TIME ZONE 'UTC' AS created_at
"""
_USE_OF_USER: Final = """
DELETE FROM auth.one_time_tokens WHERE user_id = $1 AND token_type = 'reauthentication_token'
    AND token_hash = ANY ($2::text[]) AND created_at > $3::timestamptz AT TIME ZONE 'UTC'
RETURNING true
"""
_DELETE: Final = "DELETE FROM auth.one_time_tokens WHERE user_id = $1 AND token_type::text = ANY ($2::text[])"
_DELETE_ALL: Final = "DELETE FROM auth.one_time_tokens WHERE user_id = $1"
_LOCK: Final = "SELECT FROM auth.users WHERE id = $1 FOR UPDATE"
_SENT_CONFIRMATION: Final = "UPDATE auth.users SET confirmation_sent_at = $2, updated_at = $2 WHERE id = $1"
_SENT_INVITE: Final = """
UPDATE auth.users SET invited_at = $2, confirmation_sent_at = $2, updated_at = $2 WHERE id = $1
"""
_SENT_RECOVERY: Final = "UPDATE auth.users SET recovery_sent_at = $2, updated_at = $2 WHERE id = $1"
_SENT_EMAIL_CHANGE: Final = "UPDATE auth.users SET email_change_sent_at = $2, updated_at = $2 WHERE id = $1"
_SENT_REAUTHENTICATION: Final = "UPDATE auth.users SET reauthentication_sent_at = $2, updated_at = $2 WHERE id = $1"
_SENT: Final = {
    LinkKind.SIGNUP: _SENT_CONFIRMATION,
    LinkKind.INVITE: _SENT_INVITE,
    LinkKind.RECOVERY: _SENT_RECOVERY,
    LinkKind.MAGIC_LINK: _SENT_RECOVERY,
    LinkKind.EMAIL_CHANGE_CURRENT: _SENT_EMAIL_CHANGE,
    LinkKind.EMAIL_CHANGE_NEW: _SENT_EMAIL_CHANGE,
    LinkKind.REAUTHENTICATION: _SENT_REAUTHENTICATION,
}
_START_EMAIL_CHANGE: Final = """
UPDATE auth.users SET email_change = $2, email_change_confirm_status = 0, updated_at = $3 WHERE id = $1
"""


async def lock_user(connection: Connection, user_id: UUID) -> User | None:
    """Return a user who is locked until the end of the transaction, None when there is none."""
    await connection.execute(_LOCK, user_id)
    return await find_user(connection, user_id)


async def save_token(connection: Connection, user_id: UUID, *, link: Link, now: datetime) -> None:
    """Store the token of a link, in place of an older one of its type, and when it was made."""
    await connection.execute(_SAVE, uuid4(), user_id, link.kind.token_type, hash_token(link.token), link.email, now)
    await connection.execute(_SENT[link.kind], user_id, now)


async def use_token(connection: Connection, forms: Sequence[str], *, token_types: Sequence[str]) -> StoredToken | None:
    """Delete the token that is stored in one of these forms and return it; None without one. It may be expired.

    Its user is locked until the end of the transaction.
    """
    row = await read_row(connection, _USE, list(forms), list(token_types)) if forms else None
    return None if row is None else StoredToken(**row)


async def use_reauthentication_token(
    connection: Connection, user_id: UUID, *, forms: Sequence[str], made_after: datetime
) -> bool:
    """Delete the token of a user's nonce, and return whether it was valid."""
    return bool(await connection.fetchval(_USE_OF_USER, user_id, list(forms), made_after))


async def delete_tokens(connection: Connection, user_id: UUID, *, token_types: Sequence[str] = ()) -> None:
    """Delete a user's tokens of some types, all without types."""
    if token_types:
        await connection.execute(_DELETE, user_id, list(token_types))
    else:
        await connection.execute(_DELETE_ALL, user_id)


async def start_email_change(connection: Connection, user_id: UUID, *, email: str, now: datetime) -> None:
    """Store the address that a user wants to have."""
    await connection.execute(_START_EMAIL_CHANGE, user_id, email, now)
