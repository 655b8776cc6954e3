"""A cache that hears of changes by NOTIFY, in whichever process they are made."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest

from alcove.foundation.cache import Cache, Changes, RedisTier
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Notices, Pool
from alcove.foundation.redis import RedisConnection
from support.until import until_async


@pytest.fixture
async def notices(dsn: str) -> AsyncIterator[Notices]:
    """Give the process's notifications."""
    opened = Notices(dsn)
    await opened.start()
    yield opened
    await opened.close()


class Table:
    """A table of one number."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.reads = 0

    async def read(self) -> int:
        """Return the number."""
        self.reads += 1
        value: int = await self._pool.fetchval("SELECT value FROM number")
        return value

    async def write(self, value: int, *, payload: str = "") -> None:
        """Change the number and say so, in one transaction."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("UPDATE number SET value = $1", value)
            await connection.execute("SELECT pg_notify('numbers', $1)", payload)


@pytest.fixture
async def table(pool: Pool) -> Table:
    """Give the table."""
    await pool.execute("CREATE TABLE number (value integer)")
    await pool.execute("INSERT INTO number VALUES (0)")
    return Table(pool)


async def test_a_change_is_seen_at_once_and_read_once(table: Table, notices: Notices) -> None:
    """Between changes nothing is read; after each change the new value is seen, once it was heard of."""
    changes = Changes(notices, "numbers")
    cache: Cache[str, int] = Cache(size=10, clock=SystemClock(), changes=changes)
    assert await cache.get("n", table.read) == 0
    await until_async(changes.is_heard)
    for value in (1, 2, 3):
        await table.write(value)
        await until_async(partial(_equals, cache, table, value=value))
    before = table.reads
    assert [await cache.get("n", table.read) for _ in range(50)] == [3] * 50
    assert table.reads == before
    await changes.close()


async def test_a_payload_can_name_the_keys(table: Table, notices: Notices) -> None:
    """With `by_prefix` only the keys that begin with the payload are forgotten."""
    changes = Changes(notices, "numbers", by_prefix=True)
    cache: Cache[str, int] = Cache(size=10, clock=SystemClock(), changes=changes)
    await until_async(changes.is_heard)
    cache.put("user:1", 1)
    cache.put("user:2", 2)
    await table.write(1, payload="user:1")
    await until_async(lambda: cache.peek("user:1") is None)
    assert cache.peek("user:2") == 2
    await changes.close()


async def test_while_nothing_is_heard_nothing_is_kept(table: Table, notices: Notices, pool: Pool) -> None:
    """Without its connection the cache reads each time; when it is back, what may have been missed is read again."""
    changes = Changes(notices, "numbers")
    cache: Cache[str, int] = Cache(size=10, clock=SystemClock(), changes=changes)
    await until_async(changes.is_heard)
    assert await cache.get("n", table.read) == 0
    await pool.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'alcove-notices'"
    )
    await table.write(5)
    await until_async(lambda: _equals(cache, table, value=5))
    await changes.close()
    before = table.reads
    cache.put("n", -1)
    await asyncio.gather(*(cache.get("n", table.read) for _ in range(2)))
    assert table.reads == before + 2
    await changes.close()


def test_what_ages_in_redis_cannot_be_told_of_changes(dsn: str) -> None:
    """A cache takes changes or a tier, not both: while Redis is away nobody could tell it."""
    with pytest.raises(ValueError, match="only age"):
        Cache(
            size=1,
            clock=SystemClock(),
            changes=Changes(Notices(dsn), "numbers"),
            tier=RedisTier(RedisConnection(), "x", kind=int),
        )


async def _equals(cache: Cache[str, int], table: Table, *, value: int) -> bool:
    return await cache.get("n", table.read) == value
