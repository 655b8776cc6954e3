"""All SQL about sessions."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.foundation.database import Connection, Pool, read_row
from alcove.wires.supabase.auth.requests import ClientInfo
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store.users import SELECT_USER, read_user

_INSERT: Final = """
WITH session AS (
    INSERT INTO auth.sessions (id, user_id, created_at, updated_at, factor_id, aal, user_agent, ip)
    VALUES ($1, $2, $3, $3, $4, $5, $6, $7)),
method AS (
    INSERT INTO auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method)
    SELECT gen_random_uuid(), $1, $3, $3, method FROM unnest($8::text[]) AS method),
token AS (
    INSERT INTO auth.refresh_tokens (token, user_id, revoked, created_at, updated_at, session_id)
    VALUES ($9, $2::text, false, $3, $3, $1))
UPDATE auth.users SET last_sign_in_at = $3, updated_at = $3 WHERE id = $2
"""
_FIND_CALLER: Final = f"""
SELECT person.*,
    EXISTS (SELECT FROM auth.sessions AS s
        WHERE s.id = $2 AND s.user_id = $1 AND (s.not_after IS NULL OR s.not_after > $3)) AS has_session
FROM ({SELECT_USER} WHERE u.id = $1 AND u.deleted_at IS NULL) AS person
"""  # noqa: S608 - made of constants
_END_ALL: Final = "DELETE FROM auth.sessions WHERE user_id = $1 AND ($2::uuid IS NULL OR id <> $2)"
_END_ONE: Final = "DELETE FROM auth.sessions WHERE id = $1 AND user_id = $2"
_ADD_METHOD: Final = """
INSERT INTO auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method)
VALUES (gen_random_uuid(), $1, $3, $3, $2)
ON CONFLICT (session_id, authentication_method) DO UPDATE SET updated_at = excluded.updated_at
"""
_LOWER: Final = """
WITH lowered AS (
    UPDATE auth.sessions SET aal = 'aal1', factor_id = NULL, updated_at = $3
    WHERE user_id = $1 AND factor_id = $2 RETURNING id)
DELETE FROM auth.mfa_amr_claims AS m USING lowered WHERE m.session_id = lowered.id AND m.authentication_method = $4
"""
_REPLACE_HASH: Final = """
UPDATE auth.users SET encrypted_password = $3 WHERE id = $1 AND encrypted_password = $2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session that begins, and the hash of its first refresh token."""

    id: UUID
    user_id: UUID
    started_at: datetime
    aal: str
    methods: Sequence[str]
    client: ClientInfo
    token_hash: str
    factor_id: UUID | None = None


async def insert_session(connection: Connection, session: NewSession) -> None:
    """Start a session, which is the user's last sign-in."""
    await connection.execute(
        _INSERT, session.id, session.user_id, session.started_at, session.factor_id, session.aal,
        session.client.user_agent, parse_address(session.client.address), session.methods, session.token_hash,
    )  # fmt: skip


async def find_caller(
    source: Pool | Connection, user_id: UUID, *, session_id: UUID | None, now: datetime
) -> tuple[User | None, bool]:
    """Return a user, None when there is none, and whether the session is one of theirs and has not ended."""
    row = await read_row(source, _FIND_CALLER, user_id, session_id, now)
    if row is None:
        return None, False
    fields = dict(row)
    has_session = fields.pop("has_session")
    return read_user(fields), has_session


async def end_sessions(connection: Connection, user_id: UUID, *, except_session: UUID | None = None) -> None:
    """End the sessions of a user, except one."""
    await connection.execute(_END_ALL, user_id, except_session)


async def end_session(connection: Connection, user_id: UUID, *, session_id: UUID) -> None:
    """End one session of a user."""
    await connection.execute(_END_ONE, session_id, user_id)


async def add_method(connection: Connection, session_id: UUID, *, method: str, now: datetime) -> None:
    """Record that the user of a session proved who they are once more."""
    await connection.execute(_ADD_METHOD, session_id, method, now)


async def lower_sessions(connection: Connection, user_id: UUID, *, factor_id: UUID, method: str, now: datetime) -> None:
    """Take the sessions of a factor that is removed back to aal1, without its method."""
    await connection.execute(_LOWER, user_id, factor_id, now, method)


async def replace_password_hash(connection: Connection, user: User, *, password_hash: str) -> None:
    """Store a better hash of the same password, unless the password was changed meanwhile."""
    await connection.execute(_REPLACE_HASH, user.id, user.password_hash, password_hash)


def parse_address(text: str) -> str | None:
    """Return an IP address as it is stored, None for anything else."""
    try:
        return str(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return None
