"""Limiters with stores in memory, PostgreSQL and Redis."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack

import pytest

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import close_pool, open_pool
from alcove.foundation.ratelimit import (
    LimitStore,
    MemoryLimitStore,
    PacedLimiter,
    PostgresLimitStore,
    RateLimiter,
    RedisLimitStore,
    ResponseInfo,
    Rule,
    Usage,
    WaitTooLong,
    WindowLimiter,
)
from alcove.foundation.redis import RedisConnection
from support.clock import FakeClock
from support.redis import RedisServer, redis_server
from support.until import until_async

LIMIT = 5
CLOCK = SystemClock()
CLOCK_ERROR = 0.02
"""How far the clocks of a store and of this process may be apart."""

OpenStore = Callable[[], LimitStore]
"""Opens the store as another process would."""


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    """Yield a Redis server for all tests, which use different keys."""
    with redis_server() as running:
        yield running


@pytest.fixture(params=["memory", "postgres", "redis"])
async def open_store(request: pytest.FixtureRequest) -> AsyncIterator[OpenStore]:
    """Yield a function that opens a store of one kind."""
    async with AsyncExitStack() as stack:
        if request.param == "memory":
            memory = MemoryLimitStore(CLOCK)
            yield lambda: memory
        elif request.param == "postgres":
            pool = await open_pool(request.getfixturevalue("dsn"))
            stack.push_async_callback(close_pool, pool)
            yield lambda: PostgresLimitStore(pool)
        else:
            url = request.getfixturevalue("server").url

            def open_redis_store() -> LimitStore:
                connection = RedisConnection(url)
                stack.push_async_callback(connection.close)
                return RedisLimitStore(connection, fallback=MemoryLimitStore(CLOCK))

            yield open_redis_store


async def start_times(limiters: list[RateLimiter], *, count: int) -> list[float]:
    """Return the start times of `count` concurrent requests per limiter."""
    times: list[float] = []

    async def run_request(limiter: RateLimiter) -> None:
        async with limiter.slot():
            times.append(time.monotonic())

    await asyncio.gather(*(run_request(limiter) for limiter in limiters for _ in range(count)))
    return sorted(times)


def are_spaced(times: list[float], *, since: float, gap: float) -> bool:
    """Return whether start `n` is at least `n` gaps after `since`, whenever it was measured."""
    return all(moment - since >= index * gap - CLOCK_ERROR for index, moment in enumerate(times))


async def test_a_moving_window_is_never_exceeded(open_store: OpenStore) -> None:
    """Concurrent requests in three processes never exceed the limit of a window."""
    limiters: list[RateLimiter] = [
        WindowLimiter(open_store(), "window", limit=LIMIT, window=1.0, clock=CLOCK) for _ in range(3)
    ]
    began = time.monotonic()
    times = await start_times(limiters, count=LIMIT)
    # A start is measured later than it is counted, so only the time since the beginning has a lower bound.
    assert all(moment - began >= index // LIMIT - CLOCK_ERROR for index, moment in enumerate(times))
    assert (await limiters[0].usage()).recent == LIMIT


async def test_starts_of_all_processes_have_a_gap(open_store: OpenStore) -> None:
    """Starts of two processes have the gap."""
    limiters: list[RateLimiter] = [PacedLimiter(open_store(), "pace", gap=0.2, clock=CLOCK) for _ in range(2)]
    began = time.monotonic()
    times = await start_times(limiters, count=4)
    assert are_spaced(times, since=began, gap=0.2)


async def test_a_refusal_stops_all_processes(open_store: OpenStore) -> None:
    """A refusal in one process delays all processes, and a shorter hold does not end a longer one."""
    first, second = (PacedLimiter(open_store(), "held", gap=0.1, clock=CLOCK, max_wait=5.0) for _ in range(2))
    began = time.monotonic()
    assert await first.observe(ResponseInfo(429, {"Retry-After": "1"})) == 1.0
    await open_store().hold("held", 0.05)
    assert 0.5 < (await first.usage()).pause <= 1.0
    await start_times([first], count=1)
    assert time.monotonic() - began > 0.95
    if not isinstance(open_store(), MemoryLimitStore):
        await first.observe(ResponseInfo(429, {"Retry-After": "60"}))
        with pytest.raises(WaitTooLong) as caught:
            await start_times([second], count=1)
        assert caught.value.after == pytest.approx(60, abs=1)


async def test_keys_are_independent(open_store: OpenStore) -> None:
    """A full limit affects only its own key."""
    store, rule = open_store(), Rule(1, 60.0)
    assert await store.start("one", rule) == 0.0
    assert await store.start("one", rule) == pytest.approx(60, abs=1)
    assert await store.start("two", rule) == 0.0
    assert await store.usage("three", rule) == Usage(0, 0.0)


async def test_a_start_takes_one_redis_command(server: RedisServer) -> None:
    """A start, a refused start and the usage take one command each, and all keys expire."""
    connection = RedisConnection(server.url)
    store, rule = RedisLimitStore(connection, fallback=MemoryLimitStore(CLOCK)), Rule(1, 5.0)
    await store.usage("counted", rule)
    server.forget_commands()
    await store.start("counted", rule)
    await store.start("counted", rule)
    await store.usage("counted", rule)
    await store.hold("counted", 3.0)
    assert server.commands()["eval"] == 4
    for name in ("alcove:limit:{counted}", "alcove:limit:{counted}:hold"):
        assert 0 < int(server.ask("PTTL", name)[1:]) <= 5100
    await connection.close()


@pytest.mark.slow
async def test_without_redis_the_limit_is_per_process() -> None:
    """When Redis is killed under load, each process keeps its own gap; after the restart they share it again."""
    with redis_server() as server:
        connections = [RedisConnection(server.url) for _ in range(2)]
        limiters = [
            PacedLimiter(
                RedisLimitStore(connection, fallback=MemoryLimitStore(CLOCK)), "mid-load", gap=0.1, clock=CLOCK
            )
            for connection in connections
        ]
        began = time.monotonic()
        tasks = [asyncio.create_task(start_times([limiter], count=8)) for limiter in limiters]
        await asyncio.sleep(0.5)
        server.kill()
        for task in tasks:
            times = await task
            assert len(times) == 8
            assert are_spaced(times, since=began, gap=0.1)
        server.start()
        await until_async(lambda: not any(connection.is_unavailable for connection in connections))
        began = time.monotonic()
        assert are_spaced(await start_times(list(limiters), count=3), since=began, gap=0.1)
        for connection in connections:
            await connection.close()


async def test_memory_is_bounded() -> None:
    """The least recently used keys are evicted."""
    store = MemoryLimitStore(FakeClock())
    for number in range(10_001):
        await store.start(str(number), Rule(1, 60.0))
    assert (await store.usage("0", Rule(1, 60.0))).recent == 0
    assert (await store.usage("10000", Rule(1, 60.0))).recent == 1
