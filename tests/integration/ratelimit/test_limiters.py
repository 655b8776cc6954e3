"""Paces and windows under simulated time: gaps, refusals, patience."""

import asyncio
import random

import pytest

from alcove.foundation.clock import SystemClock
from alcove.foundation.ratelimit import (
    MemoryLimits,
    PacedLimiter,
    Refusals,
    ResponseInfo,
    WaitTooLong,
    WindowLimiter,
)
from support.clock import FakeClock

PATIENCE = 30.0
REFUSALS = Refusals(ladder=(30.0,), statuses=frozenset({429, 503}))


def pace(clock: FakeClock | SystemClock, *, gap: float, refusals: Refusals = REFUSALS) -> PacedLimiter:
    """Return a pace that is kept in memory."""
    return PacedLimiter(MemoryLimits(clock), "x", gap=gap, clock=clock, patience=PATIENCE, refusals=refusals)


async def starts(limiter: PacedLimiter, clock: FakeClock, count: int) -> list[float]:
    """Return when some requests start that come at once."""
    when = []
    for _ in range(count):
        async with limiter.slot():
            when.append(clock.monotonic())
    return when


async def test_a_gap_lies_between_starts() -> None:
    """The first one starts at once, each further one a gap later; a wider gap counts at once."""
    clock = FakeClock()
    limiter = pace(clock, gap=2.0)
    assert await starts(limiter, clock, 3) == [0.0, 2.0, 4.0]
    limiter.widen(5.0)
    limiter.widen(1.0)
    assert await starts(limiter, clock, 2) == [9.0, 14.0]
    clock.advance(100)
    assert (await limiter.usage()).pause == 0.0
    assert await starts(limiter, clock, 1) == [114.0]


@pytest.mark.parametrize(("status", "header", "seconds"), [(429, "7", 7.0), (503, "5", 5.0), (429, None, 30.0)])
async def test_a_refusal_keeps_everybody_away(status: int, header: str | None, seconds: float) -> None:
    """What `Retry-After` asks for is obeyed by all who come later; a failure that names no time is no refusal."""
    clock = FakeClock()
    limiter = pace(clock, gap=0.5)
    async with limiter.slot():
        held = await limiter.observe(ResponseInfo(status, {"Retry-After": header} if header else {}))
    assert held == seconds
    assert await starts(limiter, clock, 2) == [seconds, seconds + 0.5]
    assert await limiter.observe(ResponseInfo(503)) == 0.0


async def test_nobody_waits_for_long() -> None:
    """When the next start is too far away, that is said at once, with when to come back."""
    clock = FakeClock()
    limiter = pace(clock, gap=1.0)
    await limiter.observe(ResponseInfo(429, {"Retry-After": "600"}))
    with pytest.raises(WaitTooLong) as raised:
        await starts(limiter, clock, 1)
    assert raised.value.after == 600.0
    assert clock.monotonic() == 0.0
    clock.advance(600 - PATIENCE)
    assert await starts(limiter, clock, 1) == [600.0]


async def test_who_gives_up_leaves_no_gap() -> None:
    """Requests that are cancelled while they wait do not make those wait that come later."""
    clock = SystemClock()
    limiter = pace(clock, gap=0.2)

    async def one() -> float:
        async with limiter.slot():
            return clock.monotonic()

    first = await one()
    gone = [asyncio.create_task(one()) for _ in range(100)]
    await asyncio.sleep(0)
    for task in gone:
        task.cancel()
    await asyncio.gather(*gone, return_exceptions=True)
    assert 0.19 < await one() - first < 5


async def test_a_long_row_is_refused_at_its_end() -> None:
    """Who would wait for too long behind others is told at once."""
    limiter = pace(SystemClock(), gap=10.0)

    async def one() -> None:
        async with limiter.slot():
            pass

    await one()
    waiting = [asyncio.create_task(one()) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(WaitTooLong, match="away"):
        await one()
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_refusals_climb_the_ladder_and_an_answer_brings_it_down() -> None:
    """Refusals without a time keep all away for 60, 120, 240 and 240 s and a bit; a good answer starts over."""
    clock = FakeClock()
    rng = random.Random(7)  # noqa: S311 - seeded
    limiter = WindowLimiter(MemoryLimits(clock), "e", limit=100, window=60, clock=clock, rng=rng)
    for seconds in (60.0, 120.0, 240.0, 240.0):
        held = await limiter.observe(ResponseInfo(429))
        assert seconds <= held <= 1.1 * seconds
        assert (await limiter.usage()).pause == pytest.approx(held)
        before = clock.monotonic()
        async with limiter.slot():
            assert clock.monotonic() - before == pytest.approx(held)
    assert await limiter.observe(ResponseInfo(200)) == 0.0
    assert await limiter.observe(ResponseInfo(429)) <= 66.0


async def test_patience_has_an_end() -> None:
    """A full window that opens after the patience raises WaitTooLong with the seconds."""
    clock = FakeClock()
    limiter = WindowLimiter(MemoryLimits(clock), "d", limit=1, window=600, clock=clock, patience=60.0)
    async with limiter.slot():
        pass
    assert (await limiter.usage()).pause == 600
    with pytest.raises(WaitTooLong) as caught:
        async with limiter.slot():
            pytest.fail("the window was full")
    assert caught.value.after == 600


@pytest.mark.parametrize(("header", "after"), [("7", 7.0), (None, 0.0)])
async def test_a_refusal_can_end_the_request(header: str | None, after: float) -> None:
    """Where the caller has rules of its own, a refusal is raised, and only a time that was named holds the others."""
    clock = FakeClock()
    limiter = pace(clock, gap=0.5, refusals=Refusals(ladder=(), raised=True))
    with pytest.raises(WaitTooLong) as caught:
        await limiter.observe(ResponseInfo(429, {"Retry-After": header} if header else {}))
    assert caught.value.after == after
    assert await starts(limiter, clock, 1) == [after]
    assert await limiter.observe(ResponseInfo(503, {"Retry-After": "9"})) == 0.0
