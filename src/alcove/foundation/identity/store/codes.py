"""One-time codes: setup, invitations, and password recovery."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from alcove.foundation.database import Connection, Pool
from alcove.foundation.identity.model import Role

INVITATION_DAYS: Final = 7
"""Days for which an invitation is valid."""
RECOVERY_SECONDS: Final = 3600
"""Seconds for which a recovery link is valid."""
RECOVERY_RESEND_SECONDS: Final = 60
"""Seconds after which another link may be sent."""
MAX_OPEN: Final = 200
"""Maximum number of open invitations of all accounts."""

_REPLACE_SETUP = """
WITH gone AS (DELETE FROM alcove.setup_code WHERE digest <> $1)
INSERT INTO alcove.setup_code (digest) VALUES ($1)
"""
_DROP_SETUP = "DELETE FROM alcove.setup_code"
_USE_SETUP = "DELETE FROM alcove.setup_code WHERE digest = $1 RETURNING digest"

_ADD_INVITATION = """
INSERT INTO alcove.invitation (code_digest, email, roles, created_by, expires_at)
SELECT $1, $2, $3::jsonb, $4, now() + $5 * interval '1 day'
WHERE (SELECT count(*) FROM alcove.invitation WHERE accepted_at IS NULL AND expires_at > now()) < $6
RETURNING id, email, roles::text, created_by, created_at, expires_at
"""
_INVITATION = """
SELECT id, email, roles::text, created_by, created_at, expires_at FROM alcove.invitation
WHERE code_digest = $1 AND accepted_at IS NULL AND expires_at > now()
"""
_ACCEPT_INVITATION = """
UPDATE alcove.invitation SET accepted_at = now()
WHERE code_digest = $1 AND accepted_at IS NULL AND expires_at > now()
RETURNING id, email, roles::text, created_by, created_at, expires_at
"""
_ACCEPTED_BY = "UPDATE alcove.invitation SET accepted_by = $2 WHERE id = $1"
_INVITATIONS = """
SELECT id, email, roles::text, created_by, created_at, expires_at FROM alcove.invitation
WHERE accepted_at IS NULL AND expires_at > now() ORDER BY created_at DESC, id LIMIT 200
"""
_REMOVE_INVITATION = """
DELETE FROM alcove.invitation WHERE id = $1 AND accepted_at IS NULL RETURNING id
"""

_ADD_RECOVERY = """
INSERT INTO auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to, created_at, updated_at)
VALUES (gen_random_uuid(), $1, 'recovery_token', $2, $3, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')
ON CONFLICT (user_id, token_type) DO UPDATE
SET token_hash = excluded.token_hash, relates_to = excluded.relates_to, created_at = excluded.created_at,
    updated_at = excluded.updated_at
WHERE auth.one_time_tokens.created_at < now() AT TIME ZONE 'UTC' - $4 * interval '1 second'
RETURNING user_id
"""
_USE_RECOVERY = """
DELETE FROM auth.one_time_tokens
WHERE token_type = 'recovery_token' AND token_hash = $1
  AND created_at > now() AT TIME ZONE 'UTC' - $2 * interval '1 second'
RETURNING user_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An open invitation and its roles."""

    id: uuid.UUID
    email: str | None
    roles: Mapping[str, Role]
    created_by: uuid.UUID | None
    created_at: datetime
    expires_at: datetime


async def replace_setup_code(source: Pool | Connection, digest: bytes) -> None:
    """Store the setup code, replacing any other."""
    await source.execute(_REPLACE_SETUP, digest)


async def drop_setup_codes(source: Pool | Connection) -> None:
    """Delete the setup code."""
    await source.execute(_DROP_SETUP)


async def use_setup_code(connection: Connection, digest: bytes) -> bool:
    """Use up the setup code; False when it is wrong."""
    return await connection.fetchval(_USE_SETUP, digest) is not None


async def add_invitation(
    source: Pool | Connection,
    digest: bytes,
    *,
    email: str | None,
    roles: Mapping[str, Role],
    created_by: uuid.UUID | None,
) -> Invitation | None:
    """Add an invitation; None when there are too many."""
    roles_json = json.dumps(dict(roles))
    row = await source.fetchrow(_ADD_INVITATION, digest, email, roles_json, created_by, INVITATION_DAYS, MAX_OPEN)
    return _invitation(row)


async def find_invitation(source: Pool | Connection, digest: bytes) -> Invitation | None:
    """Return the invitation of a code, unless it was accepted or is too old."""
    return _invitation(await source.fetchrow(_INVITATION, digest))


async def accept_invitation(connection: Connection, digest: bytes) -> Invitation | None:
    """Mark an invitation as accepted, and return it."""
    return _invitation(await connection.fetchrow(_ACCEPT_INVITATION, digest))


async def record_acceptance(connection: Connection, invitation_id: uuid.UUID, *, account_id: uuid.UUID) -> None:
    """Record who accepted an invitation."""
    await connection.execute(_ACCEPTED_BY, invitation_id, account_id)


async def list_invitations(source: Pool | Connection) -> list[Invitation]:
    """Return the invitations that can still be accepted, newest first."""
    return [invitation for row in await source.fetch(_INVITATIONS) if (invitation := _invitation(row))]


async def remove_invitation(source: Pool | Connection, invitation_id: uuid.UUID) -> bool:
    """Remove an invitation; False when there is no open one with this id."""
    return await source.fetchval(_REMOVE_INVITATION, invitation_id) is not None


async def add_recovery_code(source: Pool | Connection, account_id: uuid.UUID, *, token_hash: str, email: str) -> bool:
    """Store a recovery code; False when one was sent within the last minute."""
    return await source.fetchval(_ADD_RECOVERY, account_id, token_hash, email, RECOVERY_RESEND_SECONDS) is not None


async def use_recovery_code(connection: Connection, token_hash: str) -> uuid.UUID | None:
    """Use up a recovery code and return its account's id."""
    account_id: uuid.UUID | None = await connection.fetchval(_USE_RECOVERY, token_hash, RECOVERY_SECONDS)
    return account_id


def _invitation(row: Mapping[str, Any] | None) -> Invitation | None:
    return Invitation(**{**row, "roles": json.loads(row["roles"])}) if row is not None else None
