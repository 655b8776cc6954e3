"""All SQL about users: one statement reads a user with identities and factors."""

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import msgspec

from alcove.foundation.database import Connection, Pool, read_row
from alcove.wires.supabase.auth.users.model import Factor, Identity, User

SELECT_USER: Final = """
SELECT u.id, coalesce(u.aud, '') AS aud, coalesce(u.role, '') AS role, u.email::text AS email, u.phone,
    coalesce(u.encrypted_password, '') AS password_hash,
    coalesce(u.raw_app_meta_data, '{}')::text AS app_metadata,
    coalesce(u.raw_user_meta_data, '{}')::text AS user_metadata,
    (SELECT coalesce(json_agg(json_build_object('id', i.id, 'user_id', i.user_id, 'provider', i.provider,
        'provider_id', i.provider_id, 'identity_data', i.identity_data, 'last_sign_in_at', i.last_sign_in_at,
        'created_at', i.created_at, 'updated_at', i.updated_at, 'email', i.email)
        ORDER BY i.created_at, i.id), '[]')::text
     FROM auth.identities AS i WHERE i.user_id = u.id) AS identities,
    (SELECT coalesce(json_agg(json_build_object('id', f.id, 'factor_type', f.factor_type, 'status', f.status,
        'friendly_name', f.friendly_name, 'phone', f.phone, 'created_at', f.created_at, 'updated_at', f.updated_at,
        'last_challenged_at', f.last_challenged_at)
        ORDER BY f.created_at, f.id), '[]')::text
     FROM auth.mfa_factors AS f WHERE f.user_id = u.id) AS factors,
    u.is_anonymous, u.is_sso_user, u.email_confirmed_at, u.phone_confirmed_at, u.confirmed_at, u.confirmation_sent_at,
    u.recovery_sent_at, u.reauthentication_sent_at, u.email_change::text AS email_change, u.email_change_sent_at,
    coalesce(u.email_change_confirm_status, 0)::integer AS email_change_confirm_status, u.phone_change, u.invited_at,
    u.last_sign_in_at,
    CASE u.banned_until WHEN 'infinity' THEN '9999-12-31 00:00:00+00' ELSE u.banned_until END AS banned_until,
    u.deleted_at, u.created_at, u.updated_at
FROM auth.users AS u
"""
"""The rows of users, for `read_user`; statements add their WHERE clause."""
_BY_ID: Final = f"{SELECT_USER} WHERE u.id = $1"
_BY_EMAIL: Final = (
    f"{SELECT_USER} WHERE lower(u.email) = $1 AND u.aud = $2 AND NOT u.is_sso_user AND u.deleted_at IS NULL"
)


async def find_user(source: Pool | Connection, user_id: UUID) -> User | None:
    """Return a user by id, None when there is none."""
    return read_user(await read_row(source, _BY_ID, user_id))


async def find_user_by_email(source: Pool | Connection, email: str, *, aud: str) -> User | None:
    """Return the user with a normalized address, None when there is none."""
    return read_user(await read_row(source, _BY_EMAIL, email, aud))


def read_user(row: Mapping[str, Any] | None) -> User | None:
    """Return the user in a row."""
    if row is None:
        return None
    fields = dict(row)
    return User(
        **{
            **fields,
            "app_metadata": json.loads(fields["app_metadata"]),
            "user_metadata": json.loads(fields["user_metadata"]),
            "identities": msgspec.json.decode(fields["identities"], type=list[Identity]),
            "factors": msgspec.json.decode(fields["factors"], type=list[Factor]),
        }
    )
