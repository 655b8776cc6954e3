"""One window for everybody, kept in PostgreSQL."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool
from alcove.foundation.ratelimit import ResponseInfo, SerialWindowLimiter, Usage, WaitTooLong
from support.clock import FakeClock
from support.until import until_async

KEY = "road"
REMAINING = "X-Road-Remaining"


def window(pool: Pool, clock: FakeClock, *, limit: int = 60, patience: float = 900.0) -> SerialWindowLimiter:
    """Return a window of a minute under simulated time."""
    return SerialWindowLimiter(
        pool,
        KEY,
        limit=limit,
        clock=clock,
        remaining_header=REMAINING,
        rng=random.Random(7),  # noqa: S311 - seeded
        patience=patience,
        own_time=True,
    )


def ok(**headers: str) -> ResponseInfo:
    """Return what a limiter sees of a good answer."""
    return ResponseInfo(200, {name.replace("_", "-"): value for name, value in headers.items()})


async def ride(
    road: SerialWindowLimiter, clock: FakeClock, *, answer: ResponseInfo | None = None, took: float = 0.2
) -> float:
    """Make one request that takes a while and return when it started."""
    async with road.slot():
        began = clock.monotonic()
        clock.advance(took)
        await road.observe(answer or ok())
    return began


async def test_no_window_ever_holds_more_than_the_limit_and_little_is_lost(pool: Pool) -> None:
    """Over five minutes no 60 s hold more than the limit, and at least 97 % of the limit is used."""
    clock = FakeClock()
    road = window(pool, clock, limit=20)
    starts = []
    while clock.monotonic() < 300:
        starts.append(await ride(road, clock))
    for first, next_after_full in zip(starts, starts[20:], strict=False):
        assert next_after_full - first >= 60.0
    assert len(starts) >= 0.97 * 20 * 5


async def test_starts_are_spaced(pool: Pool) -> None:
    """Two starts lie nearly an even share of the window apart; a burst never happens."""
    clock = FakeClock()
    road = window(pool, clock, limit=60)
    starts = [await ride(road, clock, took=0.01) for _ in range(10)]
    assert min(later - sooner for sooner, later in pairwise(starts)) == pytest.approx(0.95, abs=0.001)


async def test_a_slow_answer_counts_from_its_arrival(pool: Pool) -> None:
    """The other side may count a request as late as it answers, so the window runs from there."""
    clock = FakeClock()
    road = window(pool, clock, limit=1)
    await ride(road, clock, took=7.0)
    assert await ride(road, clock) == pytest.approx(7.0 + 60.1, abs=0.001)


async def test_a_request_without_an_answer_counts_as_well(pool: Pool) -> None:
    """A request that failed is counted from the moment it was given up."""
    clock = FakeClock()
    road = window(pool, clock, limit=1)
    with pytest.raises(ConnectionError):
        await break_off(road, clock, after=5.0)
    assert await ride(road, clock) == pytest.approx(65.1, abs=0.001)


async def test_refusals_climb_the_ladder_and_an_answer_brings_it_down(pool: Pool) -> None:
    """Refusals without a time hold everybody for 60, 120, 240 and 240 s and a bit; a good answer starts over."""
    clock = FakeClock()
    road, other = window(pool, clock), window(pool, clock)
    for seconds in (60.0, 120.0, 240.0, 240.0):
        async with road.slot():
            held = await road.observe(ResponseInfo(429))
        assert seconds <= held <= 1.1 * seconds
        assert (await other.usage()).pause == pytest.approx(held, abs=0.001)
        before = clock.monotonic()
        async with other.slot():
            assert clock.monotonic() - before == pytest.approx(held, abs=0.001)
    await ride(road, clock)
    async with road.slot():
        assert 60.0 <= await road.observe(ResponseInfo(429)) <= 66.0


async def test_a_refusal_may_name_its_time(pool: Pool) -> None:
    """Retry-After holds everybody for what it says, as seconds or as a date."""
    clock = FakeClock(datetime(2026, 1, 1, tzinfo=UTC))
    road = window(pool, clock)
    assert 17.0 <= await road.observe(ResponseInfo(429, {"retry-after": "17"})) <= 18.7
    moment = "Thu, 01 Jan 2026 00:01:30 GMT"
    assert 90.0 <= await road.observe(ResponseInfo(429, {"Retry-After": moment}, clock.now())) <= 99.0


async def test_old_refusals_are_forgotten(pool: Pool) -> None:
    """Refusals of another day do not make today's first one longer."""
    clock = FakeClock()
    road = window(pool, clock)
    for _ in range(3):
        await road.observe(ResponseInfo(429))
    clock.advance(timedelta(hours=5).total_seconds())
    assert await road.observe(ResponseInfo(429)) <= 66.0


async def test_few_remaining_waits_until_one_of_ours_left_the_window(pool: Pool) -> None:
    """When the other side has only two left for us, the next start waits for our oldest to leave its window."""
    clock = FakeClock()
    road = window(pool, clock)
    await ride(road, clock)
    await ride(road, clock, answer=ok(X_Road_Remaining="3"))
    assert (await road.usage()).pause < 1.0
    await ride(road, clock, answer=ok(x_road_remaining="2"))
    assert await ride(road, clock) == pytest.approx(0.2 + 60.1, abs=0.001)


async def test_nonsense_in_the_header_is_ignored(pool: Pool) -> None:
    """A remaining count that is no whole number holds nobody."""
    clock = FakeClock()
    road = window(pool, clock)
    for value in ("", "-1", "1.5", "none", "9" * 400, "²"):
        await ride(road, clock, answer=ok(X_Road_Remaining=value))
    assert (await road.usage()).pause < 1.0


async def test_usage_tells_starts_and_pause(pool: Pool) -> None:
    """Usage counts the window's starts and the pause that the next must make, and nothing on an empty road."""
    clock = FakeClock()
    road = window(pool, clock, limit=30)
    assert await road.usage() == Usage(0, 0.0)
    for _ in range(3):
        await ride(road, clock)
    usage = await road.usage()
    assert usage.recent == 3
    assert usage.pause == pytest.approx(1.9 - 0.2, abs=0.001)
    clock.advance(61)
    assert await road.usage() == Usage(0, 0.0)


async def test_rows_do_not_pile_up(pool: Pool) -> None:
    """Starts that have left the window are deleted by those that come after."""
    clock = FakeClock()
    road = window(pool, clock, limit=10)
    for _ in range(40):
        await ride(road, clock)
    assert await pool.fetchval("SELECT count(*) FROM outbound_start") <= 11


async def test_a_wait_beyond_patience_is_refused_at_once(pool: Pool) -> None:
    """A hold longer than the patience raises WaitTooLong with the seconds, without waiting, and frees the road."""
    clock = FakeClock()
    road = window(pool, clock)
    await road.observe(ResponseInfo(429, {"Retry-After": "1800"}))
    for _ in range(2):
        with pytest.raises(WaitTooLong) as caught:
            await ride(road, clock)
        assert 1800.0 <= caught.value.after <= 1980.0
    assert clock.monotonic() == 0.0


async def test_patience_ends_while_somebody_else_rides(pool: Pool) -> None:
    """Who waits for another's request gives up when patience ends, within the process and across connections."""
    here = SerialWindowLimiter(pool, KEY, limit=60, clock=SystemClock(), patience=0.2)
    there = SerialWindowLimiter(pool, KEY, limit=60, clock=SystemClock(), patience=0.2)
    async with here.slot():
        for road in (here, there):
            with pytest.raises(WaitTooLong):
                async with road.slot():
                    pytest.fail("two requests were in flight")
    async with asyncio.timeout(60), SerialWindowLimiter(pool, KEY, limit=60, clock=SystemClock()).slot():
        pass


async def test_waiting_can_be_cancelled(pool: Pool) -> None:
    """A cancelled wait leaves no lock, no start and no connection behind, wherever it stood."""
    road = SerialWindowLimiter(pool, KEY, limit=1, window=30.0, clock=SystemClock())
    other = SerialWindowLimiter(pool, KEY, limit=1, window=30.0, clock=SystemClock())
    async with road.slot():
        waiting = [asyncio.create_task(enter(each)) for each in (road, other)]
        await asyncio.sleep(0.2)
        await cancel(waiting)
    waiting = [asyncio.create_task(enter(road))]
    await asyncio.sleep(0.2)
    await cancel(waiting)
    assert (await road.usage()).recent == 1
    locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
    # The server learns of an ended connection a moment later.

    async def is_done() -> object:
        return not (await pool.fetchval(locks) or pool.get_idle_size() != pool.get_size())

    await until_async(is_done)


async def test_other_keys_do_not_wait(pool: Pool) -> None:
    """Two roads know nothing of each other."""
    one = SerialWindowLimiter(pool, "one", limit=1, clock=SystemClock())
    two = SerialWindowLimiter(pool, "two", limit=1, clock=SystemClock())
    async with asyncio.timeout(60), one.slot(), two.slot():
        pass
    assert (await two.usage()).recent == 1


async def test_a_clock_set_back_does_not_stop_the_road(pool: Pool) -> None:
    """After the common clock was set back by an hour, the next start waits for one window at most."""
    clock = FakeClock()
    road = window(pool, clock, limit=1)
    clock.advance(3600)
    await ride(road, clock)
    clock.advance(-3600)
    assert (await road.usage()).pause <= 60.1


async def enter(road: SerialWindowLimiter) -> None:
    """Take a slot."""
    async with road.slot():
        pytest.fail("the road was taken")


async def break_off(road: SerialWindowLimiter, clock: FakeClock, *, after: float) -> None:
    """Make a request that gets no answer."""
    async with road.slot():
        clock.advance(after)
        raise ConnectionError


async def cancel(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel tasks and see them end that way."""
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        assert isinstance(outcome, asyncio.CancelledError)
