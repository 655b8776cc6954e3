"""All SQL about factors and their challenges."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Final
from uuid import UUID

import asyncpg

from alcove.foundation.database import Connection, read_row
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.sessions.store import lower_sessions, parse_address

TOTP: Final = "totp"
VERIFIED: Final = "verified"
UNVERIFIED: Final = "unverified"

_DELETE_EXPIRED: Final = """
DELETE FROM auth.mfa_factors AS factor
WHERE user_id = $1 AND status = 'unverified' AND created_at < $2
    AND NOT EXISTS (SELECT FROM auth.mfa_challenges WHERE factor_id = factor.id)
"""
_ADD: Final = """
INSERT INTO auth.mfa_factors (id, user_id, friendly_name, factor_type, status, secret, created_at, updated_at)
VALUES ($1, $2, $3, 'totp', 'unverified', $4, $5, $5)
"""
_FIND: Final = """
SELECT id, factor_type::text AS factor_type, status::text AS status, coalesce(secret, '') AS secret
FROM auth.mfa_factors WHERE id = $1 AND user_id = $2 FOR UPDATE
"""
_PRUNE_CHALLENGES: Final = "DELETE FROM auth.mfa_challenges WHERE factor_id = $1 AND created_at < $2"
_ADD_CHALLENGE: Final = """
INSERT INTO auth.mfa_challenges (id, factor_id, created_at, ip_address) VALUES ($1, $2, $3, $4)
"""
_SET_CHALLENGED: Final = "UPDATE auth.mfa_factors SET last_challenged_at = $2, updated_at = $3 WHERE id = $1"
_FIND_CHALLENGE: Final = """
SELECT id, created_at, verified_at, host(ip_address) AS address FROM auth.mfa_challenges
WHERE id = $1 AND factor_id = $2 FOR UPDATE
"""
_VERIFY_CHALLENGE: Final = "UPDATE auth.mfa_challenges SET verified_at = $2 WHERE id = $1"
_VERIFY_FACTOR: Final = """
UPDATE auth.mfa_factors SET status = 'verified', updated_at = $2 WHERE id = $1 AND status <> 'verified'
"""
_DELETE_UNVERIFIED: Final = """
DELETE FROM auth.mfa_factors WHERE user_id = $1 AND status = 'unverified' AND factor_type = 'totp'
"""
_END_WEAKER: Final = "DELETE FROM auth.sessions WHERE user_id = $1 AND coalesce(aal, 'aal1') < 'aal2'"
_FIND_LEVEL: Final = "SELECT coalesce(aal, 'aal1')::text AS aal FROM auth.sessions WHERE id = $1 AND user_id = $2"
_DELETE: Final = "DELETE FROM auth.mfa_factors WHERE id = $1"
_RENAME: Final = "UPDATE auth.mfa_factors SET friendly_name = $2, updated_at = $3 WHERE id = $1"
_NO_ADDRESS: Final = "0.0.0.0"  # noqa: S104 - stored for a client without an address
_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFactor:
    """A factor with its secret."""

    id: UUID
    factor_type: str
    status: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A challenge of a factor, with the address of the client that asked for it."""

    id: UUID
    created_at: datetime
    verified_at: datetime | None
    address: str


async def delete_expired_factors(connection: Connection, user_id: UUID, *, before: datetime) -> None:
    """Delete the factors of a user that were enrolled before a time and never challenged."""
    await connection.execute(_DELETE_EXPIRED, user_id, before)


async def add_factor(
    connection: Connection, factor_id: UUID, *, user_id: UUID, name: str, secret: str, now: datetime
) -> None:
    """Add an unverified TOTP factor; AuthError when the user has one of this name."""
    try:
        await connection.execute(_ADD, factor_id, user_id, name, secret, now)
    except asyncpg.UniqueViolationError as error:
        raise name_conflict(name) from error


async def find_factor(connection: Connection, factor_id: UUID, *, user_id: UUID) -> StoredFactor | None:
    """Return a factor of a user and lock it, None when there is none."""
    row = await read_row(connection, _FIND, factor_id, user_id)
    return None if row is None else StoredFactor(**row)


async def add_challenge(
    connection: Connection, challenge_id: UUID, *, factor_id: UUID, address: str, now: datetime
) -> None:
    """Add a challenge; those of the day before are deleted."""
    await connection.execute(_PRUNE_CHALLENGES, factor_id, now - timedelta(days=1))
    await connection.execute(_ADD_CHALLENGE, challenge_id, factor_id, now, parse_address(address) or _NO_ADDRESS)
    # The column is unique over all factors, so two challenges of one microsecond need different times.
    for attempt in range(1, _ATTEMPTS + 1):
        shift = timedelta(microseconds=random.randrange(1000) if attempt > 1 else 0)  # noqa: S311 - no secret
        try:
            async with connection.transaction():
                await connection.execute(_SET_CHALLENGED, factor_id, now + shift, now)
        except asyncpg.UniqueViolationError:
            if attempt == _ATTEMPTS:
                raise
        else:
            return


async def find_challenge(connection: Connection, challenge_id: UUID, *, factor_id: UUID) -> Challenge | None:
    """Return a challenge of a factor and lock it, None when there is none."""
    row = await read_row(connection, _FIND_CHALLENGE, challenge_id, factor_id)
    return None if row is None else Challenge(**row)


async def mark_verified(
    connection: Connection, challenge_id: UUID, *, factor_id: UUID, user_id: UUID, now: datetime
) -> None:
    """Use up a challenge; its factor is verified, and the user's factors that were never verified are deleted."""
    await connection.execute(_VERIFY_CHALLENGE, challenge_id, now)
    await connection.execute(_VERIFY_FACTOR, factor_id, now)
    await connection.execute(_DELETE_UNVERIFIED, user_id)


async def end_weaker_sessions(connection: Connection, user_id: UUID) -> None:
    """End the sessions of a user without a second factor."""
    await connection.execute(_END_WEAKER, user_id)


async def find_assurance_level(connection: Connection, session_id: UUID, *, user_id: UUID) -> str | None:
    """Return the level of a session (`aal1`, `aal2`), None when it has ended."""
    row = await read_row(connection, _FIND_LEVEL, session_id, user_id)
    return None if row is None else str(row["aal"])


async def delete_factor(connection: Connection, factor_id: UUID, *, user_id: UUID, now: datetime) -> None:
    """Delete a factor; the sessions that it raised are of the level aal1 again."""
    await connection.execute(_DELETE, factor_id)
    await lower_sessions(connection, user_id, factor_id=factor_id, method=TOTP, now=now)


async def rename_factor(connection: Connection, factor_id: UUID, *, name: str, now: datetime) -> None:
    """Set the name of a factor; AuthError when another factor of the user has it."""
    try:
        await connection.execute(_RENAME, factor_id, name, now)
    except asyncpg.UniqueViolationError as error:
        raise name_conflict(name) from error


def name_conflict(name: str) -> AuthError:
    """Return the error of a name that another factor of the user has."""
    text = f'A factor with the friendly name "{name}" for this user already exists'
    return AuthError("mfa_factor_name_conflict", text, status=422)


def is_same_address(stored: str, address: str) -> bool:
    """Return whether a client has the address that is stored."""
    return ip_address(stored) == ip_address(parse_address(address) or _NO_ADDRESS)
