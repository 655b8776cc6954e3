"""A cache that any process can invalidate by NOTIFY."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest

from alcove.foundation.cache import Cache, CacheInvalidation, RedisTier
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import PgListener, Pool
from alcove.foundation.redis import RedisConnection
from support.until import until_async


@pytest.fixture
async def listener(dsn: str) -> AsyncIterator[PgListener]:
    """Yield a listener."""
    opened = PgListener(dsn)
    await opened.start()
    yield opened
    await opened.close()


class Table:
    """A table with one number."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.reads = 0

    async def read(self) -> int:
        """Return the number."""
        self.reads += 1
        value: int = await self._pool.fetchval("SELECT value FROM number")
        return value

    async def write(self, value: int, *, payload: str = "") -> None:
        """Change the number and notify, in one transaction."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("UPDATE number SET value = $1", value)
            await connection.execute("SELECT pg_notify('numbers', $1)", payload)


@pytest.fixture
async def table(pool: Pool) -> Table:
    """Return the table."""
    await pool.execute("CREATE TABLE number (value integer)")
    await pool.execute("INSERT INTO number VALUES (0)")
    return Table(pool)


async def test_a_change_invalidates_the_cache(table: Table, listener: PgListener) -> None:
    """The number is read once per change, after its notification."""
    changes = CacheInvalidation(listener, "numbers")
    cache: Cache[str, int] = Cache(size=10, clock=SystemClock(), changes=changes)
    assert await cache.get("n", table.read) == 0
    await until_async(changes.ensure_listening)
    for value in (1, 2, 3):
        await table.write(value)
        await until_async(partial(_equals, cache, table, value=value))
    before = table.reads
    assert [await cache.get("n", table.read) for _ in range(50)] == [3] * 50
    assert table.reads == before
    await changes.close()


async def test_a_payload_can_be_a_key_prefix(table: Table, listener: PgListener) -> None:
    """With `by_prefix` only keys with the payload as prefix are removed."""
    changes = CacheInvalidation(listener, "numbers", by_prefix=True)
    cache: Cache[str, int] = Cache(size=10, clock=SystemClock(), changes=changes)
    await until_async(changes.ensure_listening)
    cache.put("user:1", 1)
    cache.put("user:2", 2)
    await table.write(1, payload="user:1")
    await until_async(lambda: cache.peek("user:1") is None)
    assert cache.peek("user:2") == 2
    await changes.close()


async def test_nothing_is_cached_without_a_connection(table: Table, listener: PgListener, pool: Pool) -> None:
    """Without its connection the cache loads each time; after the reconnection it loads again."""
    changes = CacheInvalidation(listener, "numbers")
    cache: Cache[str, int] = Cache(size=10, clock=SystemClock(), changes=changes)
    await until_async(changes.ensure_listening)
    assert await cache.get("n", table.read) == 0
    await pool.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'alcove-listener' AND datname = current_database()"
    )
    await table.write(5)
    await until_async(lambda: _equals(cache, table, value=5))
    await changes.close()
    before = table.reads
    cache.put("n", -1)
    await asyncio.gather(*(cache.get("n", table.read) for _ in range(2)))
    assert table.reads == before + 2
    await changes.close()


def test_a_redis_tier_cannot_be_invalidated(dsn: str) -> None:
    """A cache with both an invalidation and a tier raises ValueError."""
    with pytest.raises(ValueError, match="cannot be invalidated"):
        Cache(
            size=1,
            clock=SystemClock(),
            changes=CacheInvalidation(PgListener(dsn), "numbers"),
            tier=RedisTier(RedisConnection(), "x", kind=int),
        )


async def _equals(cache: Cache[str, int], table: Table, *, value: int) -> bool:
    return await cache.get("n", table.read) == value
