"""All SQL about identities at providers, and about accounts that are found by them."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from alcove.foundation.database import Connection, Pool

_LOCK: Final = """
SELECT pg_advisory_xact_lock(hashtextextended(name, 13)) FROM (SELECT unnest($1::text[]) AS name ORDER BY 1) AS names
"""
_FIND_OWNER: Final = "SELECT user_id FROM auth.identities WHERE provider = $1 AND provider_id = $2"
_UPDATE: Final = """
UPDATE auth.identities SET identity_data = identity_data || $3::text::jsonb, last_sign_in_at = $4, updated_at = $4
WHERE provider = $1 AND provider_id = $2
"""
# An address that a provider has not verified says nothing about whose account it is.
_FIND_BY_EMAILS: Final = """
SELECT u.id FROM auth.users AS u
WHERE u.deleted_at IS NULL AND NOT u.is_sso_user AND u.aud = $2 AND (
    lower(u.email) = ANY ($1::text[])
    OR EXISTS (SELECT FROM auth.identities AS i WHERE i.user_id = u.id AND i.email = ANY ($1::text[])
        AND i.provider NOT LIKE 'sso:%' AND i.identity_data ->> 'email_verified' = 'true'))
ORDER BY u.created_at, u.id LIMIT 2
"""
_IS_TAKEN: Final = "SELECT EXISTS (SELECT FROM auth.users WHERE lower(email) = $1 AND NOT is_sso_user)"
_LIST_PROVIDERS: Final = """
SELECT provider FROM auth.identities WHERE user_id = $1 GROUP BY provider ORDER BY min(created_at), provider
"""
_DELETE: Final = "DELETE FROM auth.identities WHERE id = $1 AND user_id = $2"
_DELETE_OTHERS: Final = """
DELETE FROM auth.identities WHERE user_id = $1 AND NOT (provider = $2 AND provider_id = $3)
"""
_DELETE_FACTORS: Final = "DELETE FROM auth.mfa_factors WHERE user_id = $1"
_RESET_USER: Final = """
UPDATE auth.users SET encrypted_password = '', raw_user_meta_data = $2::text::jsonb, phone = NULL,
    email_change = '', phone_change = '', updated_at = $3
WHERE id = $1
"""
_CLEAR_PHONE: Final = """
UPDATE auth.users SET phone = NULL, phone_confirmed_at = NULL, updated_at = $2 WHERE id = $1
"""
_END_ANONYMITY: Final = "UPDATE auth.users SET is_anonymous = false, updated_at = $2 WHERE id = $1"
_IS_INVITED: Final = """
SELECT EXISTS (SELECT FROM auth.one_time_tokens
    WHERE token_hash = ANY ($1::text[]) AND token_type = 'confirmation_token')
"""


async def lock_names(connection: Connection, names: Sequence[str]) -> None:
    """Wait for other sign-ins of the same identity or addresses, until the end of the transaction."""
    await connection.execute(_LOCK, list(names))


async def find_identity_owner(connection: Connection, provider: str, *, subject: str) -> UUID | None:
    """Return the user who has an identity, None when nobody has."""
    owner: UUID | None = await connection.fetchval(_FIND_OWNER, provider, subject)
    return owner


async def update_identity(
    connection: Connection, provider: str, *, subject: str, data: Mapping[str, Any], now: datetime
) -> None:
    """Store what a provider says at a sign-in."""
    await connection.execute(_UPDATE, provider, subject, json.dumps(data), now)


async def find_users_by_emails(connection: Connection, emails: Sequence[str], *, aud: str) -> list[UUID]:
    """Return the users, at most two, who have one of the addresses themselves or verified by a provider."""
    return [row["id"] for row in await connection.fetch(_FIND_BY_EMAILS, list(emails), aud)]


async def is_email_taken(connection: Connection, email: str) -> bool:
    """Return whether a user has an address."""
    return bool(await connection.fetchval(_IS_TAKEN, email))


async def list_providers(connection: Connection, user_id: UUID) -> list[str]:
    """Return the providers of a user's identities, the oldest first."""
    return [row["provider"] for row in await connection.fetch(_LIST_PROVIDERS, user_id)]


async def delete_identity(connection: Connection, user_id: UUID, *, identity_id: UUID) -> bool:
    """Delete an identity of a user and return whether it was there."""
    return str(await connection.execute(_DELETE, identity_id, user_id)) != "DELETE 0"


async def delete_other_identities(connection: Connection, user_id: UUID, *, provider: str, subject: str) -> None:
    """Delete all identities of a user except one."""
    await connection.execute(_DELETE_OTHERS, user_id, provider, subject)


async def reset_user(connection: Connection, user_id: UUID, *, metadata: Mapping[str, Any], now: datetime) -> None:
    """Remove what somebody may have prepared in an account that was never confirmed: password, phone, metadata."""
    await connection.execute(_RESET_USER, user_id, json.dumps(metadata), now)


async def delete_factors(connection: Connection, user_id: UUID) -> None:
    """Delete all second factors of a user."""
    await connection.execute(_DELETE_FACTORS, user_id)


async def clear_phone(connection: Connection, user_id: UUID, *, now: datetime) -> None:
    """Remove the phone number of a user."""
    await connection.execute(_CLEAR_PHONE, user_id, now)


async def end_anonymity(connection: Connection, user_id: UUID, *, now: datetime) -> None:
    """Make an anonymous user a permanent one."""
    await connection.execute(_END_ANONYMITY, user_id, now)


async def is_invited(source: Pool | Connection, forms: Sequence[str]) -> bool:
    """Return whether a token of an invitation is stored in one of these forms."""
    return bool(await source.fetchval(_IS_INVITED, list(forms)))
