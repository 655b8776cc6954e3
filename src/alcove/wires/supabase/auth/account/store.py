"""All SQL of sign-up and of changes of one's own account that no other part makes."""

from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from alcove.foundation.database import Connection, Pool, read_row
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store.creation import name_conflict
from alcove.wires.supabase.auth.users.store.users import SELECT_USER, read_user

# Whoever signs in at a provider with an address has it, too.
_BY_ANY_EMAIL: Final = f"""
{SELECT_USER}
WHERE u.id IN (
        SELECT id FROM auth.users WHERE lower(email) = $1
        UNION ALL SELECT user_id FROM auth.identities WHERE email = $1 AND provider NOT LIKE 'sso:%')
    AND u.aud = $2 AND u.deleted_at IS NULL AND NOT u.is_sso_user AND u.id IS DISTINCT FROM $3
ORDER BY lower(u.email) = $1 DESC NULLS LAST, u.created_at LIMIT 1
"""  # noqa: S608 - made of constants
_STORE_FIRST_CONFIRMATION: Final = """
UPDATE auth.users SET email_change_confirm_status = 1, updated_at = $2 WHERE id = $1
"""
_CHANGE_EMAIL: Final = """
UPDATE auth.users SET email = $2::text, email_change = '', email_change_confirm_status = 0, email_change_token_new = '',
    email_change_token_current = '', email_confirmed_at = coalesce(email_confirmed_at, $3), is_anonymous = false,
    raw_user_meta_data = coalesce(raw_user_meta_data, '{}')
        || jsonb_build_object('email', $2::text, 'email_verified', true),
    updated_at = $3
WHERE id = $1
"""
_SESSION_START: Final = "SELECT created_at FROM auth.sessions WHERE id = $1"
_LIST_PROVIDERS: Final = """
UPDATE auth.users SET updated_at = $2, raw_app_meta_data =
    jsonb_build_object('provider', 'email') || coalesce(raw_app_meta_data, '{}') || jsonb_build_object('providers',
        (SELECT json_agg(DISTINCT provider) FROM auth.identities WHERE user_id = $1))
WHERE id = $1
"""


async def find_user_by_any_email(
    source: Pool | Connection, email: str, *, aud: str, except_id: UUID | None = None
) -> User | None:
    """Return a user who has an address or signs in with it at a provider, None when nobody does."""
    return read_user(await read_row(source, _BY_ANY_EMAIL, email, aud, except_id))


async def record_first_confirmation(connection: Connection, user_id: UUID, *, now: datetime) -> None:
    """Record that one of the two addresses has confirmed a change."""
    await connection.execute(_STORE_FIRST_CONFIRMATION, user_id, now)


async def change_email(connection: Connection, user_id: UUID, *, email: str, now: datetime) -> None:
    """Set the confirmed address of a user, with which nobody is anonymous; AuthError when another user has it."""
    try:
        await connection.execute(_CHANGE_EMAIL, user_id, email, now)
    except asyncpg.UniqueViolationError as error:
        raise name_conflict(error) from error


async def list_providers(connection: Connection, user_id: UUID, *, now: datetime) -> None:
    """List the providers of a user's identities in its app_metadata."""
    await connection.execute(_LIST_PROVIDERS, user_id, now)


async def find_session_start(source: Pool | Connection, session_id: UUID | None) -> datetime | None:
    """Return when a session began, None when there is none."""
    started_at: datetime | None = await source.fetchval(_SESSION_START, session_id)
    return started_at
