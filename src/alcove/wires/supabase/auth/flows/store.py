"""All SQL about flows. Their codes are stored as hashes, and each can be exchanged once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from alcove.foundation.database import Connection, Pool, read_row
from alcove.wires.supabase.auth.flows.challenge import CodeChallenge

# Who was sent to a provider is back within minutes, or never; links in mail can live for weeks. They are read in
# the order of their index, so that many flows at once do not make each other slow.
_CREATE: Final = """
WITH pruned AS (
    DELETE FROM auth.flow_state WHERE id IN (
        SELECT id FROM auth.flow_state
        WHERE created_at < $7::timestamptz - interval '1 hour'
            AND (authentication_method = 'oauth' OR created_at < $7::timestamptz - interval '30 days')
        ORDER BY created_at LIMIT 100 FOR UPDATE SKIP LOCKED
    )
)
INSERT INTO auth.flow_state (id, user_id, auth_code, code_challenge_method, code_challenge, provider_type,
    authentication_method, created_at, updated_at)
VALUES ($1, $2, '', $3::auth.code_challenge_method, $4, $5, $6, $7, $7)
"""
_COLUMNS: Final = """
SELECT id, user_id, code_challenge, code_challenge_method::text AS code_challenge_method, provider_type,
    authentication_method, coalesce(provider_access_token, '') AS provider_access_token,
    coalesce(provider_refresh_token, '') AS provider_refresh_token, created_at, auth_code_issued_at
FROM auth.flow_state
"""
_TAKE: Final = """
DELETE FROM auth.flow_state WHERE id = $1 AND auth_code_issued_at IS NULL
RETURNING id, user_id, code_challenge, code_challenge_method::text AS code_challenge_method, provider_type,
    authentication_method, '' AS provider_access_token, '' AS provider_refresh_token, created_at, auth_code_issued_at
"""
_BY_CODE: Final = f"{_COLUMNS} WHERE auth_code = $1 AND user_id IS NOT NULL FOR UPDATE"
_FINISH: Final = """
INSERT INTO auth.flow_state (id, user_id, auth_code, code_challenge_method, code_challenge, provider_type,
    authentication_method, created_at, updated_at, auth_code_issued_at, provider_access_token, provider_refresh_token)
VALUES ($1, $2, $3, $4::auth.code_challenge_method, $5, $6, $7, $8, $9, $9, $10, $11)
"""
_ISSUE_FOR_USER: Final = """
UPDATE auth.flow_state SET auth_code = $3, auth_code_issued_at = $4, updated_at = $4
WHERE id = (
    SELECT id FROM auth.flow_state WHERE user_id = $1 AND authentication_method = $2 AND auth_code_issued_at IS NULL
    ORDER BY created_at DESC LIMIT 1
)
RETURNING id
"""
_DELETE: Final = "DELETE FROM auth.flow_state WHERE id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFlow:
    """A flow to start.

    `provider` is the OAuth provider or `email`, `method` the authentication method of its session (`oauth`,
    `magiclink`, `recovery`, ...). A flow without a challenge ends with a session in the fragment of the redirect.
    """

    provider: str
    method: str
    challenge: CodeChallenge | None
    user_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderTokens:
    """The tokens of a user at a provider; '' for those that it did not give."""

    access_token: str = ""
    refresh_token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A started flow; `user_id` is None until it is known who signs in."""

    id: UUID
    user_id: UUID | None
    challenge: CodeChallenge
    provider: str
    method: str
    tokens: ProviderTokens
    started_at: datetime
    """When its code was issued, before that when the flow was created."""

    @property
    def uses_pkce(self) -> bool:
        """Whether the flow ends with a code instead of a session."""
        return bool(self.challenge.value)

    def is_expired(self, now: datetime, *, lifetime: float) -> bool:
        """Return whether the flow is older than `lifetime` seconds."""
        return now >= self.started_at + timedelta(seconds=lifetime)


async def create_flow(connection: Connection | Pool, flow: NewFlow, *, now: datetime) -> UUID:
    """Store a new flow and return its id; old flows that were not finished are deleted."""
    flow_id = uuid4()
    challenge = flow.challenge or CodeChallenge("", "s256")
    await connection.execute(
        _CREATE,
        flow_id,
        flow.user_id,
        challenge.method,
        challenge.value,
        flow.provider,
        flow.method,
        now,
    )
    return flow_id


async def take_flow(connection: Connection | Pool, flow_id: UUID) -> Flow | None:
    """Remove and return a flow that has no code yet, so that it is used once; None when there is none."""
    return await _find(connection, _TAKE, value=flow_id)


async def find_flow_by_code(connection: Connection, code: str) -> Flow | None:
    """Return the flow with a code and lock it until the end of the transaction; None when there is none."""
    return await _find(connection, _BY_CODE, value=_hash_code(code))


async def issue_code(
    connection: Connection, flow: Flow, *, user_id: UUID, tokens: ProviderTokens, now: datetime
) -> str:
    """Return a new code of a flow that was taken, with which its client gets a session of the user."""
    code = str(uuid4())
    await connection.execute(
        _FINISH,
        flow.id,
        user_id,
        _hash_code(code),
        flow.challenge.method,
        flow.challenge.value,
        flow.provider,
        flow.method,
        flow.started_at,
        now,
        tokens.access_token or None,
        tokens.refresh_token or None,
    )
    return code


async def issue_code_for_user(connection: Connection, user_id: UUID, *, method: str, now: datetime) -> str | None:
    """Return a new code of the user's last flow with a method, None when the user has none without a code."""
    code = str(uuid4())
    issued = await connection.fetchval(_ISSUE_FOR_USER, user_id, method, _hash_code(code), now)
    return code if issued is not None else None


async def delete_flow(connection: Connection, flow_id: UUID) -> None:
    """Delete a flow that is finished."""
    await connection.execute(_DELETE, flow_id)


async def _find(connection: Connection | Pool, statement: str, *, value: object) -> Flow | None:
    row = await read_row(connection, statement, value)
    if row is None:
        return None
    return Flow(
        id=row["id"],
        user_id=row["user_id"],
        challenge=CodeChallenge(row["code_challenge"], row["code_challenge_method"]),
        provider=row["provider_type"],
        method=row["authentication_method"],
        tokens=ProviderTokens(access_token=row["provider_access_token"], refresh_token=row["provider_refresh_token"]),
        started_at=row["auth_code_issued_at"] or row["created_at"],
    )


def _hash_code(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()
