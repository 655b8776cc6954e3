"""Sign-ins: sessions by the digest of their id, tokens by theirs, and the failures of the last minutes."""

from dataclasses import dataclass
from typing import Final

from alcove.foundation.database import Connection, Pool, transaction

CHANNEL: Final = "books_session"
"""Notices on this channel say that a session has ended."""
IDLE: Final = 12 * 3600
OLDEST: Final = 7 * 86_400
FORGOTTEN: Final = 3600
"""Seconds after which a failed sign-in no longer counts for anything."""

_ADD = "INSERT INTO books_session (digest, username, is_admin, mode, remember) VALUES ($1, $2, $3, $4, $5)"
_FIND = """
SELECT username, is_admin, mode, extract(epoch FROM now() - seen_at)::float8 AS unseen,
       extract(epoch FROM now() - checked_at)::float8 AS unchecked
FROM books_session
WHERE digest = $1 AND seen_at > now() - $2 * interval '1 second' AND created_at > now() - $3 * interval '1 second'
"""
_SEEN = "UPDATE books_session SET seen_at = now() WHERE digest = $1"
_CHECKED = "UPDATE books_session SET checked_at = now(), seen_at = now(), is_admin = $2 WHERE digest = $1"
_END = """
WITH ended AS (DELETE FROM books_session WHERE digest = $1 RETURNING digest)
SELECT pg_notify($2, '') FROM ended
"""
_SWEEP = """
DELETE FROM books_session
WHERE seen_at <= now() - $1 * interval '1 second' OR created_at <= now() - $2 * interval '1 second'
"""
_SWEEP_ATTEMPTS = "DELETE FROM books_attempt WHERE at <= now() - $1 * interval '1 second'"

_TOKEN = "SELECT username, is_admin FROM books_token WHERE digest = $1"  # noqa: S105 - a statement
_USED = """
UPDATE books_token SET used_at = now()
WHERE digest = $1 AND coalesce(used_at, '-infinity') < now() - interval '1 minute'
"""
_ADD_ONE = """
INSERT INTO books_token (name, digest, username, is_admin) VALUES ($1, $2, $3, $4)
ON CONFLICT (name) DO NOTHING RETURNING id
"""
_TOKENS = "SELECT name, username, is_admin, created_at, used_at FROM books_token ORDER BY name"
_END_ONE = "DELETE FROM books_token WHERE name = $1 RETURNING id"

_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('books_attempt ' || $1, 0))"
_FAILURES = """
SELECT count(*) FILTER (WHERE username = $1 AND at > now() - $3 * interval '1 second') AS own,
       extract(epoch FROM now() - max(at) FILTER (WHERE username = $1))::float8 AS own_age,
       count(*) FILTER (WHERE at > now() - $4 * interval '1 second') AS every,
       extract(epoch FROM now() - min(at) FILTER (WHERE at > now() - $4 * interval '1 second'))::float8 AS every_age
FROM books_attempt WHERE address = $2 AND at > now() - greatest($3, $4) * interval '1 second'
"""
_ADD_ATTEMPT = "INSERT INTO books_attempt (username, address) VALUES ($1, $2) RETURNING id"
_DROP_ATTEMPT = "DELETE FROM books_attempt WHERE id = $1"
_DROP_ATTEMPTS = "DELETE FROM books_attempt WHERE username = $1 AND address = $2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A sign-in that has not ended: seconds since it was used, and since its user was looked up."""

    username: str
    is_admin: bool
    mode: str
    unseen: float
    unchecked: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """Failed sign-ins from one address: those of one name and those of all, with their ages in seconds."""

    own: int
    own_age: float
    every: int
    every_age: float


async def add(
    source: Pool | Connection, digest: bytes, *, username: str, is_admin: bool, mode: str, remember: bool
) -> None:
    """Begin a session."""
    await source.execute(_ADD, digest, username, is_admin, mode, remember)


async def find(source: Pool | Connection, digest: bytes) -> Session | None:
    """Return a session that is neither too old nor idle for too long."""
    row = await source.fetchrow(_FIND, digest, IDLE, OLDEST)
    return Session(**row) if row else None


async def seen(source: Pool | Connection, digest: bytes) -> None:
    """Note that a session was used."""
    await source.execute(_SEEN, digest)


async def checked(source: Pool | Connection, digest: bytes, *, is_admin: bool) -> None:
    """Note that the user of a session is still there."""
    await source.execute(_CHECKED, digest, is_admin)


async def end(source: Pool | Connection, digest: bytes) -> None:
    """End a session, and tell those who hold connections for it."""
    await source.execute(_END, digest, CHANNEL)


async def sweep(source: Pool | Connection) -> None:
    """Remove what has ended by itself, and failures that count no more."""
    await source.execute(_SWEEP, IDLE, OLDEST)
    await source.execute(_SWEEP_ATTEMPTS, FORGOTTEN)


async def token(source: Pool | Connection, digest: bytes) -> tuple[str, bool] | None:
    """Return whose token it is, and whether an administrator's."""
    row = await source.fetchrow(_TOKEN, digest)
    if row is None:
        return None
    await source.execute(_USED, digest)
    return row["username"], row["is_admin"]


async def add_token(source: Pool | Connection, name: str, *, digest: bytes, username: str, is_admin: bool) -> bool:
    """Add a token; False when there is one of the name."""
    return await source.fetchval(_ADD_ONE, name, digest, username, is_admin) is not None


async def tokens(source: Pool | Connection) -> list[dict[str, object]]:
    """Return all tokens by name, without what they are."""
    return [dict(row) for row in await source.fetch(_TOKENS)]


async def end_token(source: Pool | Connection, name: str) -> bool:
    """Remove a token; False when there is none of the name."""
    return await source.fetchval(_END_ONE, name) is not None


async def failures(connection: Connection, *, username: str, address: str, own: float, every: float) -> Failures:
    """Return the failures within `own` and `every` seconds; nobody else of this address counts until the commit."""
    await connection.execute(_TURN, address)
    row = await connection.fetchrow(_FAILURES, username, address, own, every)
    return Failures(
        own=row["own"], own_age=row["own_age"] or 0.0, every=row["every"], every_age=row["every_age"] or 0.0
    )


async def add_failure(connection: Connection, *, username: str, address: str) -> int:
    """Count a sign-in as failed until it has succeeded, and return its number."""
    number: int = await connection.fetchval(_ADD_ATTEMPT, username, address)
    return number


async def drop_failure(source: Pool | Connection, number: int) -> None:
    """Take back one failure: nobody could say whether it was one."""
    await source.execute(_DROP_ATTEMPT, number)


async def drop_failures(pool: Pool, *, username: str, address: str) -> None:
    """Forget the failures of a name at an address, which has come in."""
    async with transaction(pool) as connection:
        await connection.execute(_TURN, address)
        await connection.execute(_DROP_ATTEMPTS, username, address)
