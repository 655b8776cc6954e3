"""All SQL about sessions; they are found by the digest of the cookie. GoTrue's row is in auth.sessions."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from alcove.foundation.database import Connection, Pool, read_row
from alcove.foundation.identity.model import Session
from alcove.foundation.identity.store.accounts import account_from_row

IDLE_SECONDS: Final = 12 * 3600
MAX_AGE_SECONDS: Final = 7 * 86_400

_ADD = """
WITH begun AS (
    INSERT INTO auth.sessions (id, user_id, created_at, updated_at, refreshed_at, aal, not_after, user_agent, ip)
    VALUES (gen_random_uuid(), $1, now(), now(), now() AT TIME ZONE 'UTC', 'aal1', now() + $2 * interval '1 second',
            $3, $4::inet)
    RETURNING id)
INSERT INTO alcove.browser_session (session_id, digest, backend, fingerprint, username, remember)
SELECT id, $5, $6, $7, $8, $9 FROM begun RETURNING session_id
"""
_FIND = """
SELECT b.session_id, b.backend, b.fingerprint, b.username,
       extract(epoch FROM now() - b.seen_at)::float8 AS unseen,
       extract(epoch FROM now() - b.checked_at)::float8 AS unchecked, a.*
FROM alcove.browser_session AS b
JOIN auth.sessions AS s ON s.id = b.session_id
JOIN alcove.account AS a ON a.id = s.user_id
WHERE b.digest = $1 AND b.seen_at > now() - $2 * interval '1 second' AND s.not_after > now()
"""
_SEEN = "UPDATE alcove.browser_session SET seen_at = now() WHERE session_id = $1"
_CHECKED = "UPDATE alcove.browser_session SET checked_at = now(), seen_at = now() WHERE session_id = $1"
_END = """
DELETE FROM auth.sessions WHERE id = (SELECT session_id FROM alcove.browser_session WHERE digest = $1)
"""
_END_ONE = "DELETE FROM auth.sessions WHERE id = $1 AND user_id = $2 RETURNING id"
_END_ALL = "DELETE FROM auth.sessions WHERE user_id = $1 AND ($2::uuid IS NULL OR id <> $2) RETURNING id"
_IS_LIVE = """
SELECT EXISTS (
    SELECT FROM auth.sessions AS s JOIN auth.users AS u ON u.id = s.user_id
    WHERE s.id = $1 AND s.user_id = $2 AND (s.not_after IS NULL OR s.not_after > now())
      AND u.deleted_at IS NULL AND (u.banned_until IS NULL OR u.banned_until <= now())) AS is_live
"""
_SWEEP = """
DELETE FROM auth.sessions AS s USING alcove.browser_session AS b
WHERE b.session_id = s.id AND (b.seen_at <= now() - $1 * interval '1 second' OR s.not_after <= now())
"""
_LIST = """
SELECT s.id, s.created_at, coalesce(b.seen_at, s.refreshed_at AT TIME ZONE 'UTC', s.created_at) AS seen_at,
       host(s.ip) AS address, s.user_agent
FROM auth.sessions AS s LEFT JOIN alcove.browser_session AS b ON b.session_id = s.id
WHERE s.user_id = $1 AND (s.not_after IS NULL OR s.not_after > now())
  AND (b.seen_at IS NULL OR b.seen_at > now() - $2 * interval '1 second')
ORDER BY seen_at DESC, s.id LIMIT 200
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """The data of a new session; `address` is an IP address or None."""

    account_id: uuid.UUID
    digest: bytes
    backend: str
    fingerprint: bytes
    username: str
    remember: bool
    address: str | None
    user_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionInfo:
    """A session in its user's list."""

    id: uuid.UUID
    created_at: datetime
    seen_at: datetime
    address: str | None
    user_agent: str | None


async def add(source: Pool | Connection, new: NewSession) -> uuid.UUID:
    """Start a session and return its id."""
    session_id: uuid.UUID = await source.fetchval(
        _ADD, new.account_id, MAX_AGE_SECONDS, new.user_agent, new.address, new.digest, new.backend, new.fingerprint,
        new.username, new.remember,
    )  # fmt: skip
    return session_id


async def find(source: Pool | Connection, digest: bytes) -> Session | None:
    """Return an unexpired session of an account that may sign in."""
    row = await read_row(source, _FIND, digest, IDLE_SECONDS)
    account = account_from_row(row)
    if row is None or account is None:
        return None
    return Session(
        id=row["session_id"],
        account=account,
        backend=row["backend"],
        fingerprint=row["fingerprint"],
        username=row["username"],
        seconds_unused=row["unseen"],
        seconds_unchecked=row["unchecked"],
    )


async def is_live(source: Pool | Connection, session_id: uuid.UUID, *, user_id: uuid.UUID) -> bool:
    """Return whether a session exists and its user may sign in."""
    row = await read_row(source, _IS_LIVE, session_id, user_id)
    return row is not None and row["is_live"]


async def record_use(source: Pool | Connection, session_id: uuid.UUID) -> None:
    """Record the use of a session."""
    await source.execute(_SEEN, session_id)


async def record_check(source: Pool | Connection, session_id: uuid.UUID) -> None:
    """Record that the user of a session was checked."""
    await source.execute(_CHECKED, session_id)


async def end(source: Pool | Connection, digest: bytes) -> None:
    """End a session; a trigger notifies processes that hold its connections."""
    await source.execute(_END, digest)


async def end_one(source: Pool | Connection, session_id: uuid.UUID, *, account_id: uuid.UUID) -> bool:
    """End a session of an account; False when it has none with this id."""
    return await source.fetchval(_END_ONE, session_id, account_id) is not None


async def end_all(source: Pool | Connection, account_id: uuid.UUID, *, except_session: uuid.UUID | None = None) -> int:
    """End an account's sessions, except one, and return how many ended."""
    return len(await source.fetch(_END_ALL, account_id, except_session))


async def sweep(source: Pool | Connection) -> None:
    """Delete expired sessions."""
    await source.execute(_SWEEP, IDLE_SECONDS)


async def list_sessions(source: Pool | Connection, account_id: uuid.UUID) -> list[SessionInfo]:
    """Return an account's sessions, the one used last first."""
    return [SessionInfo(**row) for row in await source.fetch(_LIST, account_id, IDLE_SECONDS)]
