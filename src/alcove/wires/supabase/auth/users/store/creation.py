"""All SQL that adds users and identities."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

from alcove.foundation.database import Connection
from alcove.wires.supabase.auth.errors import AuthError, unexpected_failure

# GoTrue cannot read NULL in the columns of tokens.
_ADD_USER: Final = """
INSERT INTO auth.users (instance_id, id, aud, role, email, phone, encrypted_password, raw_app_meta_data,
    raw_user_meta_data, is_anonymous, created_at, updated_at, confirmation_token, recovery_token,
    email_change_token_new, email_change)
VALUES ('00000000-0000-0000-0000-000000000000', $1, $2, $3, $4, $5, $6, $7::text::jsonb, $8::text::jsonb, $9, $10, $10,
    '', '', '', '')
"""
_ADD_IDENTITY: Final = """
INSERT INTO auth.identities (id, user_id, provider, provider_id, identity_data, last_sign_in_at, created_at, updated_at)
VALUES (gen_random_uuid(), $1, $2, $3, $4::text::jsonb, $5, $5, $5)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """A user to add; `email` is normalized, and `password_hash` is empty for a user without password."""

    id: UUID = field(default_factory=uuid4)
    aud: str
    role: str
    email: str | None = None
    phone: str | None = None
    password_hash: str = ""
    app_metadata: Mapping[str, Any] = field(default_factory=dict)
    user_metadata: Mapping[str, Any] = field(default_factory=dict)
    is_anonymous: bool = False


async def add_user(connection: Connection, new: NewUser, *, now: datetime) -> None:
    """Add an unconfirmed user without identities; AuthError when its address, number or id is taken."""
    try:
        await connection.execute(
            _ADD_USER,
            new.id,
            new.aud,
            new.role,
            new.email,
            new.phone,
            new.password_hash,
            json.dumps(new.app_metadata),
            json.dumps(new.user_metadata),
            new.is_anonymous,
            now,
        )
    except asyncpg.UniqueViolationError as error:
        raise name_conflict(error) from error
    except (asyncpg.PLPGSQLError, asyncpg.IntegrityConstraintViolationError) as error:
        # A trigger of the database refuses the user.
        raise unexpected_failure("Database error saving new user") from error


async def add_identity(
    connection: Connection, user_id: UUID, *, provider: str, provider_id: str, data: Mapping[str, Any], now: datetime
) -> None:
    """Add an identity to a user; AuthError when it belongs to one already."""
    try:
        await connection.execute(_ADD_IDENTITY, user_id, provider, provider_id, json.dumps(data), now)
    except asyncpg.UniqueViolationError as error:
        raise AuthError("identity_already_exists", "Identity is already linked to another user", status=422) from error


async def add_email_identity(
    connection: Connection, user_id: UUID, *, email: str, is_verified: bool, now: datetime
) -> None:
    """Add the identity of a user's e-mail address."""
    data = {"sub": str(user_id), "email": email, "email_verified": is_verified, "phone_verified": False}
    await add_identity(connection, user_id, provider="email", provider_id=str(user_id), data=data, now=now)


async def add_phone_identity(
    connection: Connection, user_id: UUID, *, phone: str, is_verified: bool, now: datetime
) -> None:
    """Add the identity of a user's phone number."""
    data = {"sub": str(user_id), "phone": phone, "email_verified": False, "phone_verified": is_verified}
    await add_identity(connection, user_id, provider="phone", provider_id=str(user_id), data=data, now=now)


def email_exists() -> AuthError:
    """Return the error of an address that another user has."""
    return AuthError("email_exists", "A user with this email address has already been registered", status=422)


def name_conflict(error: asyncpg.UniqueViolationError) -> AuthError:
    """Return the error of a user whose address, number or id another user has."""
    if error.constraint_name == "users_phone_key":
        return AuthError("phone_exists", "Phone number already registered by another user", status=422)
    if error.constraint_name == "users_pkey":
        return AuthError("user_already_exists", "User already registered", status=422)
    if error.table_name != "users":
        return unexpected_failure("Database error saving new user")
    return email_exists()
