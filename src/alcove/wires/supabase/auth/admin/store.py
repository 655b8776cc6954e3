"""All SQL of the admin API that no other folder needs."""

import base64
import hashlib
from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.foundation.database import Connection, Pool, read_row, read_table
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store.users import SELECT_USER, read_user

# People look for a part of an address or of a name; the characters of patterns have no meaning.
_MATCHES: Final = """
u.aud = $1 AND ($2 = '' OR strpos(lower(u.email), lower($2)) > 0
    OR strpos(lower(u.raw_user_meta_data ->> 'full_name'), lower($2)) > 0)
"""
_COUNT: Final = f"SELECT count(*) AS count FROM auth.users AS u WHERE {_MATCHES}"  # noqa: S608 - made of constants
_NEWEST: Final = f"{SELECT_USER} WHERE {_MATCHES} ORDER BY u.created_at DESC, u.id LIMIT $3 OFFSET $4"
_OLDEST: Final = f"{SELECT_USER} WHERE {_MATCHES} ORDER BY u.created_at, u.id LIMIT $3 OFFSET $4"
_LOCK: Final = "SELECT FROM auth.users WHERE id = $1 FOR UPDATE"
_DELETE: Final = "DELETE FROM auth.users WHERE id = $1"
_DELETE_FLOWS: Final = "DELETE FROM auth.flow_state WHERE user_id = $1"
_HIDE_USER: Final = """
UPDATE auth.users SET email = $2, phone = $3, email_change = $4, phone_change = '', encrypted_password = NULL,
    confirmation_token = '', recovery_token = '', email_change_token_current = '', email_change_token_new = '',
    phone_change_token = '', reauthentication_token = '', raw_app_meta_data = '{}', raw_user_meta_data = '{}',
    deleted_at = $5, updated_at = $5
WHERE id = $1
"""
_HIDE_IDENTITY: Final = """
UPDATE auth.identities SET provider_id = $2, identity_data = '{}', updated_at = $3 WHERE id = $1
"""
_DELETE_OWN: Final = (
    "DELETE FROM auth.one_time_tokens WHERE user_id = $1",
    "DELETE FROM auth.mfa_factors WHERE user_id = $1",
    "DELETE FROM auth.sessions WHERE user_id = $1",
    _DELETE_FLOWS,
)
_MAX_PHONE: Final = 15


async def list_users(
    source: Pool | Connection, *, aud: str, text: str, oldest_first: bool, limit: int, offset: int
) -> tuple[list[User], int]:
    """Return a page of the users whose address or full name contains a text, and how many there are in all."""
    total = await read_row(source, _COUNT, aud, text)
    rows = await read_table(source, _OLDEST if oldest_first else _NEWEST, aud, text, limit, offset)
    users = [user for row in rows if (user := read_user(row)) is not None]
    return users, total["count"] if total is not None else 0


async def lock_user(connection: Connection, user_id: UUID) -> None:
    """Let changes of a user wait for each other until the end of the transaction."""
    await connection.execute(_LOCK, user_id)


async def delete_user(connection: Connection, user_id: UUID) -> None:
    """Delete a user with everything that refers to it."""
    await connection.execute(_DELETE, user_id)
    # Flows have no foreign key.
    await connection.execute(_DELETE_FLOWS, user_id)


async def hide_user(connection: Connection, user: User, *, now: datetime) -> None:
    """Delete a user softly: the row stays, without anything that says who it was, and nobody can sign in.

    The address and the ids at providers become hashes, by which somebody who knows them can still find the row.
    """
    hide = _Hide(user.id)
    await connection.execute(
        _HIDE_USER,
        user.id,
        hide.text(user.email) or None,
        hide.text(user.phone)[:_MAX_PHONE] or None,
        hide.text(user.email_change),
        now,
    )
    for identity in user.identities:
        hidden = hide.text(identity.provider + identity.provider_id)
        await connection.execute(_HIDE_IDENTITY, identity.id, hidden, now)
    for statement in _DELETE_OWN:
        await connection.execute(statement, user.id)


class _Hide:
    """Replaces texts of a user by hashes."""

    def __init__(self, user_id: UUID) -> None:
        self._user_id = user_id

    def text(self, text: str | None) -> str:
        """Return the hash of a text, '' for none."""
        if not text:
            return ""
        digest = hashlib.sha256(f"{self._user_id}{text}".encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
