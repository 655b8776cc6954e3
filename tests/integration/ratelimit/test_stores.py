"""Paces and windows, wherever their starts are kept: in memory, in PostgreSQL or in Redis."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack

import pytest

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import close_pool, open_pool
from alcove.foundation.ratelimit import (
    LimitStore,
    MemoryLimits,
    PacedLimiter,
    PostgresLimits,
    RateLimiter,
    RedisLimits,
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

Stores = Callable[[], LimitStore]
"""Gives the store as another process would have it."""


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    """Give a Redis server for all tests, which use other keys."""
    with redis_server() as running:
        yield running


@pytest.fixture(params=["memory", "postgres", "redis"])
async def stores(request: pytest.FixtureRequest) -> AsyncIterator[Stores]:
    """Give one of the stores, as one process after another opens it."""
    async with AsyncExitStack() as stack:
        if request.param == "memory":
            memory = MemoryLimits(CLOCK)
            yield lambda: memory
        elif request.param == "postgres":
            pool = await open_pool(request.getfixturevalue("dsn"))
            stack.push_async_callback(close_pool, pool)
            yield lambda: PostgresLimits(pool)
        else:
            url = request.getfixturevalue("server").url

            def opened() -> LimitStore:
                connection = RedisConnection(url)
                stack.push_async_callback(connection.close)
                return RedisLimits(connection, otherwise=MemoryLimits(CLOCK))

            yield opened


async def starts(limiters: list[RateLimiter], *, count: int) -> list[float]:
    """Return when requests start of which `count` ask each of the limiters at once."""
    when: list[float] = []

    async def one(limiter: RateLimiter) -> None:
        async with limiter.slot():
            when.append(time.monotonic())

    await asyncio.gather(*(one(limiter) for limiter in limiters for _ in range(count)))
    return sorted(when)


def are_spaced(when: list[float], *, since: float, gap: float) -> bool:
    """Return whether the moments leave room for a gap before each but the first, however late they were noticed."""
    return all(moment - since >= place * gap - CLOCK_ERROR for place, moment in enumerate(when))


async def test_a_moving_window_is_never_exceeded(stores: Stores) -> None:
    """Requests that three processes ask for at once start in as many windows as the limit demands."""
    limiters: list[RateLimiter] = [
        WindowLimiter(stores(), "window", limit=LIMIT, window=1.0, clock=CLOCK) for _ in range(3)
    ]
    began = time.monotonic()
    when = await starts(limiters, count=LIMIT)
    # A start is noticed here later than it was counted, so only the time since the beginning has a sure lower bound.
    assert all(moment - began >= place // LIMIT - CLOCK_ERROR for place, moment in enumerate(when))
    assert (await limiters[0].usage()).recent == LIMIT


async def test_a_gap_lies_between_starts_of_all_processes(stores: Stores) -> None:
    """Starts keep their distance, whoever in whichever process asks."""
    limiters: list[RateLimiter] = [PacedLimiter(stores(), "pace", gap=0.2, clock=CLOCK) for _ in range(2)]
    began = time.monotonic()
    when = await starts(limiters, count=4)
    assert are_spaced(when, since=began, gap=0.2)


async def test_a_refusal_keeps_all_processes_away(stores: Stores) -> None:
    """What one was told to wait holds for the others too, and a shorter hold ends no longer one."""
    one, two = (PacedLimiter(stores(), "held", gap=0.1, clock=CLOCK, patience=5.0) for _ in range(2))
    began = time.monotonic()
    assert await one.observe(ResponseInfo(429, {"Retry-After": "1"})) == 1.0
    await stores().hold("held", 0.05)
    assert 0.5 < (await one.usage()).pause <= 1.0
    await starts([one], count=1)
    assert time.monotonic() - began > 0.95
    if not isinstance(stores(), MemoryLimits):
        await one.observe(ResponseInfo(429, {"Retry-After": "60"}))
        with pytest.raises(WaitTooLong) as caught:
            await starts([two], count=1)
        assert caught.value.after == pytest.approx(60, abs=1)


async def test_keys_do_not_wait_for_each_other(stores: Stores) -> None:
    """A full limit is full for its own key only."""
    store, rule = stores(), Rule(1, 60.0)
    assert await store.start("one", rule) == 0.0
    assert await store.start("one", rule) == pytest.approx(60, abs=1)
    assert await store.start("two", rule) == 0.0
    assert await store.usage("three", rule) == Usage(0, 0.0)


async def test_a_start_costs_one_command(server: RedisServer) -> None:
    """In Redis a start is one command, a refused one and a look at the usage as well; nothing stays for ever."""
    connection = RedisConnection(server.url)
    store, rule = RedisLimits(connection, otherwise=MemoryLimits(CLOCK)), Rule(1, 5.0)
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


async def test_without_redis_each_process_goes_on_alone() -> None:
    """Redis dies in mid-load: every request starts, the gap in each process is kept, and both agree again later."""
    with redis_server() as server:
        connections = [RedisConnection(server.url) for _ in range(2)]
        limiters = [
            PacedLimiter(RedisLimits(each, otherwise=MemoryLimits(CLOCK)), "mid-load", gap=0.1, clock=CLOCK)
            for each in connections
        ]
        began = time.monotonic()
        alone = [asyncio.create_task(starts([limiter], count=8)) for limiter in limiters]
        await asyncio.sleep(0.5)
        server.kill()
        for task in alone:
            when = await task
            assert len(when) == 8
            assert are_spaced(when, since=began, gap=0.1)
        server.start()
        await until_async(lambda: not any(each.is_away for each in connections))
        began = time.monotonic()
        assert are_spaced(await starts(list(limiters), count=3), since=began, gap=0.1)
        for each in connections:
            await each.close()


async def test_memory_has_an_end() -> None:
    """Of very many keys, those used least recently are forgotten."""
    store = MemoryLimits(FakeClock())
    for number in range(10_001):
        await store.start(str(number), Rule(1, 60.0))
    assert (await store.usage("0", Rule(1, 60.0))).recent == 0
    assert (await store.usage("10000", Rule(1, 60.0))).recent == 1
