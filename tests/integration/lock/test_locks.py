"""Locks between processes, in PostgreSQL and in a real Redis: one holder, owner tokens, expiry, fencing numbers."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool, transaction
from alcove.foundation.lock import (
    HeldLock,
    LockHeld,
    LockLost,
    Locks,
    LockSettings,
    LockStore,
    LockUnavailable,
    PostgresLockStore,
    build_locks,
    guard,
)
from alcove.foundation.lock.redis_store import RedisLockStore
from alcove.foundation.redis import RedisConnection
from support.clock import FakeClock
from support.redis import RedisServer
from support.until import until_async

NAME = "rotation: ümläut"


@pytest.fixture
async def redis_store() -> AsyncIterator[tuple[RedisLockStore, RedisServer]]:
    """Yield the locks of a Redis of the test's own, which is short enough for its folder."""
    with tempfile.TemporaryDirectory() as folder:
        server = RedisServer(Path(folder))
        server.start()
        connection = RedisConnection(server.url, namespace="test")
        yield RedisLockStore(connection), server
        await connection.close()
        server.kill()


@pytest.fixture(params=["postgres", "redis"])
def store(request: pytest.FixtureRequest, pool: Pool, redis_store: tuple[RedisLockStore, RedisServer]) -> LockStore:
    """Return the store of each kind."""
    return redis_store[0] if request.param == "redis" else PostgresLockStore(pool)


async def test_one_owner_holds_a_lock_and_only_it_ends_it(store: LockStore) -> None:
    """Of many that try at once one gets the lock; another owner neither extends nor releases it; numbers go up."""
    fences = await asyncio.gather(*(store.acquire(NAME, owner=f"owner {n}", seconds=60) for n in range(20)))
    [(owner, first)] = [(f"owner {n}", fence) for n, fence in enumerate(fences) if fence is not None]
    assert not await store.extend(NAME, owner="somebody", seconds=60)
    assert not await store.release(NAME, owner="somebody")
    assert await store.acquire(NAME, owner="somebody", seconds=60) is None
    assert await store.extend(NAME, owner=owner, seconds=60)
    other = await store.acquire("another lock", owner="somebody", seconds=60)
    assert other is not None
    assert await store.release(NAME, owner=owner)
    assert not await store.release(NAME, owner=owner)
    second = await store.acquire(NAME, owner="somebody", seconds=60)
    assert second is not None
    assert second > first


async def test_an_expired_lease_is_taken_over(store: LockStore) -> None:
    """Nobody releases the lock of a killed owner: it expires, and that owner can do nothing with it any more."""
    first = await store.acquire(NAME, owner="killed", seconds=0.05)

    async def take() -> int | None:
        return await store.acquire(NAME, owner="next", seconds=60)

    second = await until_async(take)
    assert first is not None
    assert second is not None
    assert second > first
    assert not await store.extend(NAME, owner="killed", seconds=60)
    assert not await store.release(NAME, owner="killed")


async def test_a_block_holds_its_lock_until_it_ends(store: LockStore) -> None:
    """A block longer than its lease keeps the lock, another block is refused meanwhile, and gets it afterwards."""
    locks = Locks(store, clock=SystemClock())
    async with locks.hold(NAME, seconds=0.3) as held:
        ends_at = held._ends_at
        await until_async(lambda: held._ends_at > ends_at + 0.3)
        held.check()
        with pytest.raises(LockHeld, match="Another process"):
            async with locks.hold(NAME):
                raise AssertionError
    async with locks.hold(NAME) as again:
        assert again.fence > held.fence


async def test_a_lease_that_is_lost_stops_the_holder(store: LockStore) -> None:
    """When another owner has the lock, the first holder notices it at the next renewal, and leaves that owner alone."""
    async with Locks(store, clock=SystemClock()).hold(NAME, seconds=0.3) as held:
        await store.release(NAME, owner=held.owner)
        assert await store.acquire(NAME, owner="next", seconds=60)
        await until_async(lambda: held.is_lost)
        with pytest.raises(LockLost):
            held.check()
    assert await store.extend(NAME, owner="next", seconds=60)


async def test_a_late_writer_is_refused_by_its_number(pool: Pool) -> None:
    """A holder that was frozen still believes in its lock; its write is refused in the transaction."""
    clock = FakeClock()
    old, new = (HeldLock(NAME, owner=str(n), fence=n, ends_at=60.0, clock=clock) for n in (7, 8))
    for held in (old, new, new):
        async with transaction(pool) as connection:
            await guard(connection, held)
    with pytest.raises(LockLost):
        await _write_too_late(pool, old)
    assert await pool.fetchval("SELECT to_regclass('written_too_late')") is None
    clock.advance(60)
    async with transaction(pool) as connection:
        with pytest.raises(LockLost):
            await guard(connection, new)


async def _write_too_late(pool: Pool, held: HeldLock) -> None:
    async with transaction(pool) as connection:
        await connection.execute("CREATE TABLE written_too_late ()")
        await guard(connection, held)


async def test_without_its_redis_nobody_gets_a_lock(redis_store: tuple[RedisLockStore, RedisServer]) -> None:
    """PostgreSQL does not stand in for a Redis that is gone; after its loss of all data, numbers still go up."""
    store, server = redis_store
    first = await store.acquire(NAME, owner="first", seconds=60)
    server.kill()
    with pytest.raises(LockUnavailable) as refused:
        await store.acquire(NAME, owner="second", seconds=60)
    assert refused.value.status == 503
    server.start()

    async def take() -> int | None:
        try:
            return await store.acquire(NAME, owner="second", seconds=60)
        except LockUnavailable:
            return None

    second = await until_async(take)
    assert first is not None
    assert second is not None
    assert second > first


async def test_the_setting_chooses_the_store(pool: Pool) -> None:
    """By default locks are in PostgreSQL, also where there is a Redis."""
    redis = RedisConnection()
    locks = build_locks(LockSettings(), pool=pool, redis=redis, clock=SystemClock())
    async with locks.hold(NAME):
        assert await pool.fetchval("SELECT count(*) FROM alcove.lock") == 1
    in_redis = build_locks(LockSettings(alcove_locks="redis"), pool=pool, redis=redis, clock=SystemClock())
    with pytest.raises(LockUnavailable):
        async with in_redis.hold(NAME):
            raise AssertionError
