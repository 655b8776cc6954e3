"""All SQL of locks: leases by the clock of the database, and the numbers of those that have written."""

from typing import Final

from alcove.foundation.database import Connection, Pool, run_statement
from alcove.foundation.lock.errors import LockLost
from alcove.foundation.lock.locks import HeldLock

# The number is at least the time in microseconds, as in Redis, so that it also goes up when the store is changed.
_ACQUIRE: Final = """
INSERT INTO alcove.lock AS l (name, owner, fence, expires_at)
VALUES ($1, $2, extract(epoch FROM clock_timestamp()) * 1000000,
        clock_timestamp() + $3::float8 * interval '1 second')
ON CONFLICT (name) DO UPDATE
SET owner = excluded.owner, fence = greatest(l.fence + 1, excluded.fence), expires_at = excluded.expires_at
WHERE l.expires_at <= clock_timestamp()
RETURNING fence
"""
_EXTEND: Final = """
UPDATE alcove.lock SET expires_at = clock_timestamp() + $3::float8 * interval '1 second'
WHERE name = $1 AND owner = $2 AND expires_at > clock_timestamp() RETURNING name
"""
_RELEASE: Final = """
UPDATE alcove.lock SET expires_at = '-infinity'
WHERE name = $1 AND owner = $2 AND expires_at > clock_timestamp() RETURNING name
"""
_GUARD: Final = """
INSERT INTO alcove.lock_fence AS f (name, fence) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET fence = excluded.fence WHERE f.fence <= excluded.fence
RETURNING fence
"""


class PostgresLockStore:
    """Leases in PostgreSQL; errors of asyncpg are raised when the connection is lost."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def acquire(self, name: str, *, owner: str, seconds: float) -> int | None:
        """Take a lock that nobody holds, and return its fencing number; None when somebody does."""
        rows = await run_statement(self._pool, _ACQUIRE, name, owner, seconds)
        return rows[0]["fence"] if rows else None

    async def extend(self, name: str, *, owner: str, seconds: float) -> bool:
        """Let the lease of this owner end in `seconds` from now; False when it is not the owner any more."""
        return bool(await run_statement(self._pool, _EXTEND, name, owner, seconds))

    async def release(self, name: str, *, owner: str) -> bool:
        """End the lease of this owner; False when it is not the owner any more."""
        return bool(await run_statement(self._pool, _RELEASE, name, owner))


async def guard(connection: Connection, held: HeldLock) -> None:
    """Let the writes of this transaction happen only if no later holder has written; LockLost."""
    held.check()
    if await connection.fetchval(_GUARD, held.name, held.fence) is None:
        raise LockLost(held.name)
