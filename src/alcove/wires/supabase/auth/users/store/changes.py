"""All SQL that changes users, one function per intent."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from alcove.foundation.database import Connection
from alcove.wires.supabase.auth.users.store.creation import name_conflict

# A member that is null in the change is removed.
_MERGE_APP: Final = """
UPDATE auth.users SET raw_app_meta_data = (coalesce(raw_app_meta_data, '{}') || $2::text::jsonb) - $3::text[],
    updated_at = $4
WHERE id = $1
"""
_MERGE_USER: Final = """
UPDATE auth.users SET raw_user_meta_data = (coalesce(raw_user_meta_data, '{}') || $2::text::jsonb) - $3::text[],
    updated_at = $4
WHERE id = $1
"""
_MERGE_IDENTITY: Final = """
UPDATE auth.identities SET identity_data = identity_data || $3::text::jsonb, updated_at = $4
WHERE user_id = $1 AND provider = $2
"""
_CONFIRM_EMAIL: Final = """
UPDATE auth.users SET email_confirmed_at = $2, confirmation_token = '', updated_at = $2,
    raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || '{"email_verified": true}'
WHERE id = $1
"""
_CONFIRM_PHONE: Final = """
UPDATE auth.users SET phone_confirmed_at = $2, confirmation_token = '', updated_at = $2,
    raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || '{"phone_verified": true}'
WHERE id = $1
"""
_SET_ROLE: Final = "UPDATE auth.users SET role = $2, updated_at = $3 WHERE id = $1"
_SET_EMAIL: Final = "UPDATE auth.users SET email = $2, updated_at = $3 WHERE id = $1"
_SET_PHONE: Final = "UPDATE auth.users SET phone = $2, updated_at = $3 WHERE id = $1"
_SET_BAN: Final = "UPDATE auth.users SET banned_until = $2, updated_at = $3 WHERE id = $1"
# Whoever sets a new password may no longer trust what was started with the old one.
_SET_PASSWORD: Final = """
UPDATE auth.users SET encrypted_password = $2, updated_at = $3, confirmation_token = '', confirmation_sent_at = NULL,
    recovery_token = '', recovery_sent_at = NULL, email_change_token_current = '', email_change_token_new = '',
    phone_change_token = '', reauthentication_token = '', reauthentication_sent_at = NULL
WHERE id = $1
"""  # noqa: S105 - a statement
_DELETE_TOKENS: Final = "DELETE FROM auth.one_time_tokens WHERE user_id = $1"


async def merge_app_metadata(
    connection: Connection, user_id: UUID, *, changes: Mapping[str, Any], now: datetime
) -> None:
    """Set the members of a user's app_metadata; those that are None are removed."""
    await connection.execute(_MERGE_APP, user_id, json.dumps(changes), _list_removed(changes), now)


async def merge_user_metadata(
    connection: Connection, user_id: UUID, *, changes: Mapping[str, Any], now: datetime
) -> None:
    """Set the members of a user's user_metadata; those that are None are removed."""
    await connection.execute(_MERGE_USER, user_id, json.dumps(changes), _list_removed(changes), now)


async def merge_identity_data(
    connection: Connection, user_id: UUID, *, provider: str, changes: Mapping[str, Any], now: datetime
) -> None:
    """Set members of the data of a user's identity at a provider."""
    await connection.execute(_MERGE_IDENTITY, user_id, provider, json.dumps(changes), now)


async def confirm_email(connection: Connection, user_id: UUID, *, now: datetime) -> None:
    """Confirm the address of a user; links and codes that were sent before are void."""
    await connection.execute(_CONFIRM_EMAIL, user_id, now)
    await connection.execute(_DELETE_TOKENS, user_id)


async def confirm_phone(connection: Connection, user_id: UUID, *, now: datetime) -> None:
    """Confirm the phone number of a user; links and codes that were sent before are void."""
    await connection.execute(_CONFIRM_PHONE, user_id, now)
    await connection.execute(_DELETE_TOKENS, user_id)


async def set_role(connection: Connection, user_id: UUID, *, role: str, now: datetime) -> None:
    """Set the role in a user's tokens."""
    await connection.execute(_SET_ROLE, user_id, role, now)


async def set_email(connection: Connection, user_id: UUID, *, email: str, now: datetime) -> None:
    """Set the address of a user; AuthError when another user has it."""
    await _set_name(connection, _SET_EMAIL, user_id=user_id, name=email, now=now)


async def set_phone(connection: Connection, user_id: UUID, *, phone: str, now: datetime) -> None:
    """Set the phone number of a user; AuthError when another user has it."""
    await _set_name(connection, _SET_PHONE, user_id=user_id, name=phone, now=now)


async def set_ban(connection: Connection, user_id: UUID, *, until: datetime | None, now: datetime) -> None:
    """Ban a user until a time, or lift the ban."""
    await connection.execute(_SET_BAN, user_id, until, now)


async def set_password_hash(connection: Connection, user_id: UUID, *, password_hash: str, now: datetime) -> None:
    """Set the password of a user; links and codes that were sent before are void. Sessions remain."""
    await connection.execute(_SET_PASSWORD, user_id, password_hash, now)
    await connection.execute(_DELETE_TOKENS, user_id)


async def _set_name(connection: Connection, statement: str, *, user_id: UUID, name: str, now: datetime) -> None:
    try:
        await connection.execute(statement, user_id, name, now)
    except asyncpg.UniqueViolationError as error:
        raise name_conflict(error) from error


def _list_removed(changes: Mapping[str, Any]) -> list[str]:
    return [name for name, value in changes.items() if value is None]
