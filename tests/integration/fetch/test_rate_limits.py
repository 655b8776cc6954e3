"""Rate limiters in the client."""

import asyncio
from itertools import pairwise

import pytest

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool
from alcove.foundation.fetch import RateLimited, RateLimiterDown
from alcove.foundation.ratelimit import MemoryLimitStore, PacedLimiter, ResponseInfo, SerialWindowLimiter, Usage
from integration.fetch.clients import client_for
from integration.fetch.scripted_server import http_response, respond_with, serve_responder
from support.clock import FakeClock


async def test_a_wait_that_is_too_long_is_an_error_of_the_call() -> None:
    """When the limiter rejects the wait, the call raises RateLimited with the seconds, and nothing is sent."""
    clock = FakeClock()
    limiter = PacedLimiter(MemoryLimitStore(clock), "x", gap=100.0, clock=clock, max_wait=60.0)
    async with (
        serve_responder(respond_with(http_response(), http_response())) as server,
        client_for(server, limiter=limiter) as client,
    ):
        await client.request("GET", "/")
        with pytest.raises(RateLimited) as caught:
            await client.request("GET", "/")
    assert caught.value.after == 100.0
    assert len(server.requests) == 1


async def test_the_client_does_not_wait_twice_for_a_refusal(pool: Pool) -> None:
    """A 429 that pauses the shared window is waited for once, then the response is returned."""
    clock = FakeClock()
    limiter = SerialWindowLimiter(pool, "road", limit=60, clock=clock, use_own_clock=True)
    async with (
        serve_responder(
            respond_with(http_response(429), http_response(429, Retry_After="30"), http_response(200, b"x"))
        ) as server,
        client_for(server, limiter=limiter, clock=clock) as client,
    ):
        assert (await client.request("GET", "/")).content == b"x"
    assert 90.0 <= clock.monotonic() <= 99.0
    assert (await limiter.usage()).recent >= 1


async def test_every_redirect_and_try_takes_a_start(pool: Pool) -> None:
    """Redirects and retries count as requests."""
    clock = FakeClock()
    limiter = SerialWindowLimiter(pool, "road", limit=60, clock=clock, use_own_clock=True)
    respond = respond_with(http_response(302, Location="/b"), http_response(500), http_response(200))
    async with serve_responder(respond) as server, client_for(server, limiter=limiter, clock=clock) as client:
        await client.request("GET", "/a")
    assert (await limiter.usage()).recent == len(server.requests) == 3


async def test_the_headers_of_the_client_reach_the_window(pool: Pool) -> None:
    """The remaining header of a real response, in any case, delays the next request."""
    clock = FakeClock()
    limiter = SerialWindowLimiter(
        pool, "road", limit=60, clock=clock, remaining_header="X-Discogs-Ratelimit-Remaining", use_own_clock=True
    )
    respond = respond_with(http_response(200, x_discogs_ratelimit_remaining="1"))
    async with serve_responder(respond) as server, client_for(server, limiter=limiter, clock=clock) as client:
        times = [await _measure(client.request("GET", "/"), clock) for _ in range(3)]
    assert all(later - sooner >= 60.0 for sooner, later in pairwise(times))


async def test_a_database_that_is_gone_lets_nothing_through(pool: Pool) -> None:
    """Without its database the shared window raises RateLimiterDown, and nothing is sent."""
    limiter = SerialWindowLimiter(pool, "road", limit=60, clock=SystemClock())
    await pool.execute("ALTER TABLE outbound_start RENAME TO gone")
    async with serve_responder(respond_with(http_response())) as server, client_for(server, limiter=limiter) as client:
        with pytest.raises(RateLimiterDown):
            await client.request("GET", "/")
    assert not server.requests


async def test_a_response_outlives_its_record(pool: Pool) -> None:
    """When the database fails during a request, its response is returned."""
    limiter = SerialWindowLimiter(pool, "road", limit=60, clock=SystemClock())

    async with limiter.slot():
        await pool.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        assert await limiter.observe(ResponseInfo(200)) == 0.0
    assert await limiter.usage() != Usage(0, 0.0)
    async with asyncio.timeout(60), limiter.slot():
        pass


async def _measure(work: object, clock: FakeClock) -> float:
    await work  # type: ignore[misc] # any call
    return clock.monotonic()
