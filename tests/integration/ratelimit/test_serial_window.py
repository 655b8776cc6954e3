"""SerialWindowLimiter: one window for all processes, in PostgreSQL."""

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

KEY = "limiter"
REMAINING = "X-Road-Remaining"


def new_limiter(pool: Pool, clock: FakeClock, *, limit: int = 60, max_wait: float = 900.0) -> SerialWindowLimiter:
    """Return a limiter with a window of a minute under simulated time."""
    return SerialWindowLimiter(
        pool,
        KEY,
        limit=limit,
        clock=clock,
        remaining_header=REMAINING,
        rng=random.Random(7),  # noqa: S311 - seeded
        max_wait=max_wait,
        use_own_clock=True,
    )


def ok(**headers: str) -> ResponseInfo:
    """Return a successful response."""
    return ResponseInfo(200, {name.replace("_", "-"): value for name, value in headers.items()})


async def run_request(
    limiter: SerialWindowLimiter, clock: FakeClock, *, answer: ResponseInfo | None = None, took: float = 0.2
) -> float:
    """Make a request that takes some time and return when it started."""
    async with limiter.slot():
        began = clock.monotonic()
        clock.advance(took)
        await limiter.observe(answer or ok())
    return began


async def test_no_window_exceeds_the_limit_and_the_throughput_is_near_it(pool: Pool) -> None:
    """Over five minutes no 60 s exceed the limit, and at least 97 % of the limit is used."""
    clock = FakeClock()
    limiter = new_limiter(pool, clock, limit=20)
    starts = []
    while clock.monotonic() < 300:
        starts.append(await run_request(limiter, clock))
    for first, next_after_full in zip(starts, starts[20:], strict=False):
        assert next_after_full - first >= 60.0
    assert len(starts) >= 0.97 * 20 * 5


async def test_starts_are_spaced(pool: Pool) -> None:
    """Starts are spread almost evenly over the window, without bursts."""
    clock = FakeClock()
    limiter = new_limiter(pool, clock, limit=60)
    starts = [await run_request(limiter, clock, took=0.01) for _ in range(10)]
    assert min(later - sooner for sooner, later in pairwise(starts)) == pytest.approx(0.95, abs=0.001)


async def test_a_slow_answer_counts_from_its_arrival(pool: Pool) -> None:
    """The server may count a request as late as its response, so the window starts second."""
    clock = FakeClock()
    limiter = new_limiter(pool, clock, limit=1)
    await run_request(limiter, clock, took=7.0)
    assert await run_request(limiter, clock) == pytest.approx(7.0 + 60.1, abs=0.001)


async def test_a_request_without_an_answer_counts_as_well(pool: Pool) -> None:
    """A failed request counts from the time of its failure."""
    clock = FakeClock()
    limiter = new_limiter(pool, clock, limit=1)
    with pytest.raises(ConnectionError):
        await fail_request(limiter, clock, after=5.0)
    assert await run_request(limiter, clock) == pytest.approx(65.1, abs=0.001)


async def test_consecutive_refusals_back_off(pool: Pool) -> None:
    """Refusals without `Retry-After` wait for 60, 120, 240 and 240 s plus jitter; a success resets this."""
    clock = FakeClock()
    limiter, other = new_limiter(pool, clock), new_limiter(pool, clock)
    for seconds in (60.0, 120.0, 240.0, 240.0):
        async with limiter.slot():
            held = await limiter.observe(ResponseInfo(429))
        assert seconds <= held <= 1.1 * seconds
        assert (await other.usage()).pause == pytest.approx(held, abs=0.001)
        before = clock.monotonic()
        async with other.slot():
            assert clock.monotonic() - before == pytest.approx(held, abs=0.001)
    await run_request(limiter, clock)
    async with limiter.slot():
        assert 60.0 <= await limiter.observe(ResponseInfo(429)) <= 66.0


async def test_retry_after(pool: Pool) -> None:
    """`Retry-After` delays all starts, as seconds or as a date."""
    clock = FakeClock(datetime(2026, 1, 1, tzinfo=UTC))
    limiter = new_limiter(pool, clock)
    assert 17.0 <= await limiter.observe(ResponseInfo(429, {"retry-after": "17"})) <= 18.7
    moment = "Thu, 01 Jan 2026 00:01:30 GMT"
    assert 90.0 <= await limiter.observe(ResponseInfo(429, {"Retry-After": moment}, clock.now())) <= 99.0


async def test_old_refusals_are_forgotten(pool: Pool) -> None:
    """Refusals of an earlier day do not lengthen the wait after today's first one."""
    clock = FakeClock()
    limiter = new_limiter(pool, clock)
    for _ in range(3):
        await limiter.observe(ResponseInfo(429))
    clock.advance(timedelta(hours=5).total_seconds())
    assert await limiter.observe(ResponseInfo(429)) <= 66.0


async def test_few_remaining_requests(pool: Pool) -> None:
    """When the server has only two requests left, the next start waits until our oldest has left the window."""
    clock = FakeClock()
    limiter = new_limiter(pool, clock)
    await run_request(limiter, clock)
    await run_request(limiter, clock, answer=ok(X_Road_Remaining="3"))
    assert (await limiter.usage()).pause < 1.0
    await run_request(limiter, clock, answer=ok(x_road_remaining="2"))
    assert await run_request(limiter, clock) == pytest.approx(0.2 + 60.1, abs=0.001)


async def test_an_invalid_header_is_ignored(pool: Pool) -> None:
    """A remaining count that is not a whole number delays nothing."""
    clock = FakeClock()
    limiter = new_limiter(pool, clock)
    for value in ("", "-1", "1.5", "none", "9" * 400, "²"):
        await run_request(limiter, clock, answer=ok(X_Road_Remaining=value))
    assert (await limiter.usage()).pause < 1.0


async def test_usage(pool: Pool) -> None:
    """Usage has the starts in the window and the pause before the next one; both are 0 at first."""
    clock = FakeClock()
    limiter = new_limiter(pool, clock, limit=30)
    assert await limiter.usage() == Usage(0, 0.0)
    for _ in range(3):
        await run_request(limiter, clock)
    usage = await limiter.usage()
    assert usage.recent == 3
    assert usage.pause == pytest.approx(1.9 - 0.2, abs=0.001)
    clock.advance(61)
    assert await limiter.usage() == Usage(0, 0.0)


async def test_expired_rows_are_deleted(pool: Pool) -> None:
    """Starts that have left the window are deleted by later ones."""
    clock = FakeClock()
    limiter = new_limiter(pool, clock, limit=10)
    for _ in range(40):
        await run_request(limiter, clock)
    assert await pool.fetchval("SELECT count(*) FROM outbound_start") <= 11


async def test_a_wait_beyond_max_wait_is_refused_at_once(pool: Pool) -> None:
    """A hold longer than `max_wait` raises WaitTooLong with the seconds at once, and releases the lock."""
    clock = FakeClock()
    limiter = new_limiter(pool, clock)
    await limiter.observe(ResponseInfo(429, {"Retry-After": "1800"}))
    for _ in range(2):
        with pytest.raises(WaitTooLong) as caught:
            await run_request(limiter, clock)
        assert 1800.0 <= caught.value.after <= 1980.0
    assert clock.monotonic() == 0.0


async def test_max_wait_for_the_request_of_another_process(pool: Pool) -> None:
    """Waiting for another request ends after `max_wait`, within a process and across connections."""
    first = SerialWindowLimiter(pool, KEY, limit=60, clock=SystemClock(), max_wait=0.2)
    second = SerialWindowLimiter(pool, KEY, limit=60, clock=SystemClock(), max_wait=0.2)
    async with first.slot():
        for limiter in (first, second):
            with pytest.raises(WaitTooLong):
                async with limiter.slot():
                    pytest.fail("two requests were in flight")
    async with asyncio.timeout(60), SerialWindowLimiter(pool, KEY, limit=60, clock=SystemClock()).slot():
        pass


async def test_waiting_can_be_cancelled(pool: Pool) -> None:
    """A wait that is cancelled at any point leaves no lock, start or connection behind."""
    limiter = SerialWindowLimiter(pool, KEY, limit=1, window=30.0, clock=SystemClock())
    other = SerialWindowLimiter(pool, KEY, limit=1, window=30.0, clock=SystemClock())
    async with limiter.slot():
        waiting = [asyncio.create_task(use_slot(waiting_limiter)) for waiting_limiter in (limiter, other)]
        await asyncio.sleep(0.2)
        await cancel(waiting)
    waiting = [asyncio.create_task(use_slot(limiter))]
    await asyncio.sleep(0.2)
    await cancel(waiting)
    assert (await limiter.usage()).recent == 1
    here = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    locks = f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND {here}"  # noqa: S608 - a constant
    # The server learns of an ended connection a moment later.

    async def is_done() -> object:
        return not (await pool.fetchval(locks) or pool.get_idle_size() != pool.get_size())

    await until_async(is_done)


async def test_keys_are_independent(pool: Pool) -> None:
    """Two limiters with different keys do not affect each other."""
    one = SerialWindowLimiter(pool, "one", limit=1, clock=SystemClock())
    two = SerialWindowLimiter(pool, "two", limit=1, clock=SystemClock())
    async with asyncio.timeout(60), one.slot(), two.slot():
        pass
    assert (await two.usage()).recent == 1


async def test_a_clock_that_is_set_back_delays_one_window(pool: Pool) -> None:
    """After the clock of the database is set back by an hour, the next start waits for one window at most."""
    clock = FakeClock()
    limiter = new_limiter(pool, clock, limit=1)
    clock.advance(3600)
    await run_request(limiter, clock)
    clock.advance(-3600)
    assert (await limiter.usage()).pause <= 60.1


async def use_slot(limiter: SerialWindowLimiter) -> None:
    """Use a slot."""
    async with limiter.slot():
        pytest.fail("the limiter was taken")


async def fail_request(limiter: SerialWindowLimiter, clock: FakeClock, *, after: float) -> None:
    """Make a request without a response."""
    async with limiter.slot():
        clock.advance(after)
        raise ConnectionError


async def cancel(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel tasks and check that they were cancelled."""
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        assert isinstance(outcome, asyncio.CancelledError)
