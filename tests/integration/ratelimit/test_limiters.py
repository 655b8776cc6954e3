"""PacedLimiter and WindowLimiter under simulated time."""

import asyncio
import random

import pytest

from alcove.foundation.clock import SystemClock
from alcove.foundation.ratelimit import (
    MemoryLimitStore,
    PacedLimiter,
    RefusalPolicy,
    ResponseInfo,
    WaitTooLong,
    WindowLimiter,
)
from support.clock import FakeClock

MAX_WAIT = 30.0
REFUSAL_POLICY = RefusalPolicy(backoff_steps=(30.0,), statuses=frozenset({429, 503}))


def paced_limiter(
    clock: FakeClock | SystemClock, *, gap: float, refusals: RefusalPolicy = REFUSAL_POLICY
) -> PacedLimiter:
    """Return a limiter with a store in memory."""
    return PacedLimiter(MemoryLimitStore(clock), "x", gap=gap, clock=clock, max_wait=MAX_WAIT, refusals=refusals)


async def start_times(limiter: PacedLimiter, clock: FakeClock, count: int) -> list[float]:
    """Return the start times of `count` requests in sequence."""
    times = []
    for _ in range(count):
        async with limiter.slot():
            times.append(clock.monotonic())
    return times


async def test_starts_have_a_gap() -> None:
    """The first request starts at once, each further one a gap later; a wider gap applies at once."""
    clock = FakeClock()
    limiter = paced_limiter(clock, gap=2.0)
    assert await start_times(limiter, clock, 3) == [0.0, 2.0, 4.0]
    limiter.widen(5.0)
    limiter.widen(1.0)
    assert await start_times(limiter, clock, 2) == [9.0, 14.0]
    clock.advance(100)
    assert (await limiter.usage()).pause == 0.0
    assert await start_times(limiter, clock, 1) == [114.0]


@pytest.mark.parametrize(("status", "header", "seconds"), [(429, "7", 7.0), (503, "5", 5.0), (429, None, 30.0)])
async def test_a_refusal_stops_all_starts(status: int, header: str | None, seconds: float) -> None:
    """`Retry-After` delays all later starts; a 503 without it is not a refusal."""
    clock = FakeClock()
    limiter = paced_limiter(clock, gap=0.5)
    async with limiter.slot():
        seconds_held = await limiter.observe(ResponseInfo(status, {"Retry-After": header} if header else {}))
    assert seconds_held == seconds
    assert await start_times(limiter, clock, 2) == [seconds, seconds + 0.5]
    assert await limiter.observe(ResponseInfo(503)) == 0.0


async def test_a_long_wait_is_refused() -> None:
    """When the wait would exceed `max_wait`, WaitTooLong is raised at once, with the seconds."""
    clock = FakeClock()
    limiter = paced_limiter(clock, gap=1.0)
    await limiter.observe(ResponseInfo(429, {"Retry-After": "600"}))
    with pytest.raises(WaitTooLong) as caught:
        await start_times(limiter, clock, 1)
    assert caught.value.after == 600.0
    assert clock.monotonic() == 0.0
    clock.advance(600 - MAX_WAIT)
    assert await start_times(limiter, clock, 1) == [600.0]


async def test_cancelled_requests_use_no_start() -> None:
    """Requests that are cancelled while they wait do not delay later ones."""
    clock = SystemClock()
    limiter = paced_limiter(clock, gap=0.2)

    async def run_request() -> float:
        async with limiter.slot():
            return clock.monotonic()

    first = await run_request()
    cancelled = [asyncio.create_task(run_request()) for _ in range(100)]
    await asyncio.sleep(0)
    for task in cancelled:
        task.cancel()
    await asyncio.gather(*cancelled, return_exceptions=True)
    assert 0.19 < await run_request() - first < 5


async def test_a_long_queue_is_refused() -> None:
    """WaitTooLong is raised at once when the queue in front is too long."""
    limiter = paced_limiter(SystemClock(), gap=10.0)

    async def run_request() -> None:
        async with limiter.slot():
            pass

    await run_request()
    waiting = [asyncio.create_task(run_request()) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(WaitTooLong, match="away"):
        await run_request()
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_consecutive_refusals_back_off() -> None:
    """Refusals without `Retry-After` wait for 60, 120, 240 and 240 s plus jitter; a success resets this."""
    clock = FakeClock()
    rng = random.Random(7)  # noqa: S311 - seeded
    limiter = WindowLimiter(MemoryLimitStore(clock), "e", limit=100, window=60, clock=clock, rng=rng)
    for seconds in (60.0, 120.0, 240.0, 240.0):
        seconds_held = await limiter.observe(ResponseInfo(429))
        assert seconds <= seconds_held <= 1.1 * seconds
        assert (await limiter.usage()).pause == pytest.approx(seconds_held)
        before = clock.monotonic()
        async with limiter.slot():
            assert clock.monotonic() - before == pytest.approx(seconds_held)
    assert await limiter.observe(ResponseInfo(200)) == 0.0
    assert await limiter.observe(ResponseInfo(429)) <= 66.0


async def test_max_wait() -> None:
    """A full window that moves on after `max_wait` raises WaitTooLong with the seconds."""
    clock = FakeClock()
    limiter = WindowLimiter(MemoryLimitStore(clock), "d", limit=1, window=600, clock=clock, max_wait=60.0)
    async with limiter.slot():
        pass
    assert (await limiter.usage()).pause == 600
    with pytest.raises(WaitTooLong) as caught:
        async with limiter.slot():
            pytest.fail("the window was full")
    assert caught.value.after == 600


@pytest.mark.parametrize(("header", "after"), [("7", 7.0), (None, 0.0)])
async def test_a_refusal_can_raise(header: str | None, after: float) -> None:
    """With `raise_on_refusal` a refusal raises WaitTooLong, and only `Retry-After` delays other starts."""
    clock = FakeClock()
    limiter = paced_limiter(clock, gap=0.5, refusals=RefusalPolicy(backoff_steps=(), raise_on_refusal=True))
    with pytest.raises(WaitTooLong) as caught:
        await limiter.observe(ResponseInfo(429, {"Retry-After": header} if header else {}))
    assert caught.value.after == after
    assert await start_times(limiter, clock, 1) == [after]
    assert await limiter.observe(ResponseInfo(503, {"Retry-After": "9"})) == 0.0
