"""One-time codes: of the first start, of invitations, and of forgotten passwords."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from alcove.foundation.database import Connection, Pool
from alcove.foundation.identity.model import Role

INVITED_FOR: Final = 7
"""Days for which an invitation can be accepted."""
RECOVERY_FOR: Final = 3600
"""Seconds for which the link of a forgotten password works."""
RECOVERY_AGAIN: Final = 60
"""Seconds after which a further link is sent."""
MOST_OPEN: Final = 200
"""Open invitations of all accounts together."""

_REPLACE_SETUP = """
WITH gone AS (DELETE FROM alcove.setup_code WHERE digest <> $1)
INSERT INTO alcove.setup_code (digest) VALUES ($1)
"""
_DROP_SETUP = "DELETE FROM alcove.setup_code"
_TAKE_SETUP = "DELETE FROM alcove.setup_code WHERE digest = $1 RETURNING digest"

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
_TAKE_INVITATION = """
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
_TAKE_RECOVERY = """
DELETE FROM auth.one_time_tokens
WHERE token_type = 'recovery_token' AND token_hash = $1
  AND created_at > now() AT TIME ZONE 'UTC' - $2 * interval '1 second'
RETURNING user_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An invitation that can still be accepted: for whom, and which roles it gives."""

    id: uuid.UUID
    email: str | None
    roles: Mapping[str, Role]
    created_by: uuid.UUID | None
    created_at: datetime
    expires_at: datetime


async def replace_setup_code(source: Pool | Connection, digest: bytes) -> None:
    """Keep one code for the first account, in place of any other."""
    await source.execute(_REPLACE_SETUP, digest)


async def drop_setup_codes(source: Pool | Connection) -> None:
    """Forget the code for the first account."""
    await source.execute(_DROP_SETUP)


async def take_setup_code(connection: Connection, digest: bytes) -> bool:
    """Use up the code for the first account; False when this is not it."""
    return await connection.fetchval(_TAKE_SETUP, digest) is not None


async def add_invitation(
    source: Pool | Connection,
    digest: bytes,
    *,
    email: str | None,
    roles: Mapping[str, Role],
    created_by: uuid.UUID | None,
) -> Invitation | None:
    """Add an invitation; None when there are as many as there may be."""
    roles_json = json.dumps(dict(roles))
    row = await source.fetchrow(_ADD_INVITATION, digest, email, roles_json, created_by, INVITED_FOR, MOST_OPEN)
    return _invitation(row)


async def find_invitation(source: Pool | Connection, digest: bytes) -> Invitation | None:
    """Return the invitation of a code, unless it was accepted or is too old."""
    return _invitation(await source.fetchrow(_INVITATION, digest))


async def take_invitation(connection: Connection, digest: bytes) -> Invitation | None:
    """Accept the invitation of a code, which nobody else can any more."""
    return _invitation(await connection.fetchrow(_TAKE_INVITATION, digest))


async def note_accepted(connection: Connection, invitation_id: uuid.UUID, *, account_id: uuid.UUID) -> None:
    """Note who has accepted an invitation."""
    await connection.execute(_ACCEPTED_BY, invitation_id, account_id)


async def list_invitations(source: Pool | Connection) -> list[Invitation]:
    """Return the invitations that can still be accepted, newest first."""
    return [found for row in await source.fetch(_INVITATIONS) if (found := _invitation(row))]


async def remove_invitation(source: Pool | Connection, invitation_id: uuid.UUID) -> bool:
    """Take back an invitation; False when there is no open one of that id."""
    return await source.fetchval(_REMOVE_INVITATION, invitation_id) is not None


async def add_recovery(source: Pool | Connection, account_id: uuid.UUID, *, token_hash: str, email: str) -> bool:
    """Keep the code of a forgotten password; False when one was sent a moment ago."""
    return await source.fetchval(_ADD_RECOVERY, account_id, token_hash, email, RECOVERY_AGAIN) is not None


async def take_recovery(connection: Connection, token_hash: str) -> uuid.UUID | None:
    """Use up the code of a forgotten password and return whose it is."""
    found: uuid.UUID | None = await connection.fetchval(_TAKE_RECOVERY, token_hash, RECOVERY_FOR)
    return found


def _invitation(row: Mapping[str, Any] | None) -> Invitation | None:
    return Invitation(**{**row, "roles": json.loads(row["roles"])}) if row is not None else None
