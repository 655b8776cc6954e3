"""Large bodies, read in chunks."""

import asyncio
import tracemalloc

import pytest

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool
from alcove.foundation.fetch import Forbidden, RateLimited, TimedOut, TooLarge, Unreachable
from alcove.foundation.ratelimit import SerialWindowLimiter
from integration.fetch.clients import client_for, short_timeouts
from integration.fetch.scripted_server import ReceivedRequest, http_response, respond_with, serve_responder

PIECE = bytes(65536)


async def large(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
    """Send 64 MiB."""
    writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(PIECE) * 1024}\r\n\r\n".encode())
    for _ in range(1024):
        writer.write(PIECE)
        await writer.drain()


async def stall(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
    """Start a body and stall."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
    await writer.drain()
    await asyncio.Event().wait()


async def truncate_body(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
    """Start a body and close the connection."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
    await writer.drain()
    writer.close()


async def test_a_large_body_takes_no_memory() -> None:
    """64 MiB arrive completely, with only a few MiB in memory."""
    async with serve_responder(large) as server, client_for(server, max_bytes=1 << 30) as client:
        await client.request("HEAD", "/")
        tracemalloc.start()
        size = 0
        async with client.stream("GET", "/") as response:
            assert response.status == 200
            async for chunk in response.chunks:
                size += len(chunk)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert size == 64 << 20
    assert peak < 8 << 20


async def test_a_body_longer_than_the_total_time_is_read() -> None:
    """The total timeout ends with the headers; a body may take longer."""

    async def slow(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
        for _ in range(10):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.1)

    async with (
        serve_responder(slow) as server,
        client_for(server, timeout=short_timeouts()) as client,
        client.stream("GET", "/") as response,
    ):
        assert b"".join([chunk async for chunk in response.chunks]) == b"x" * 10


async def test_a_body_that_stops_times_out() -> None:
    """A chunk that is late raises TimedOut, without a retry."""
    async with serve_responder(stall) as server, client_for(server, timeout=short_timeouts()) as client:
        with pytest.raises(TimedOut):
            async with client.stream("GET", "/") as response:
                assert [chunk async for chunk in response.chunks] == [b"abc"]
    assert len(server.requests) == 1


async def test_a_truncated_body_is_reported() -> None:
    """A body shorter than its Content-Length raises Unreachable."""
    async with serve_responder(truncate_body) as server, client_for(server) as client:
        with pytest.raises(Unreachable):
            async with client.stream("GET", "/") as response:
                assert [chunk async for chunk in response.chunks] == [b"abc"]


async def test_a_stream_is_bounded() -> None:
    """A Content-Length above the limit raises TooLarge before reading."""
    async with serve_responder(large) as server, client_for(server) as client:
        with pytest.raises(TooLarge):
            async with client.stream("GET", "/", max_bytes=1 << 20) as response:
                assert [chunk async for chunk in response.chunks]


async def test_the_head_is_retried_and_followed() -> None:
    """Failures before the headers are retried, redirects followed and checked, 429 raised."""
    respond = respond_with(
        http_response(503, b"later"), http_response(302, b"there", Location="/b"), http_response(200, b"body")
    )
    async with (
        serve_responder(respond) as server,
        client_for(server, max_connections=1) as client,
        client.stream("GET", "/a") as response,
    ):
        assert [chunk async for chunk in response.chunks] == [b"body"]
        assert response.url == f"{server.base}/b"
    async with (
        serve_responder(respond_with(http_response(302, Location="http://10.0.0.1/"))) as server,
        client_for(server) as client,
    ):
        with pytest.raises(Forbidden):
            async with client.stream("GET", "/"):
                pytest.fail("a private address answered")
    async with (
        serve_responder(respond_with(http_response(429, b"x"))) as server,
        client_for(server, max_connections=1) as client,
    ):
        with pytest.raises(RateLimited):
            async with client.stream("GET", "/"):
                pytest.fail("a refusal is no answer")


async def test_a_failure_keeps_its_body() -> None:
    """A 5xx response after the last attempt can still be read."""
    async with (
        serve_responder(respond_with(http_response(500, b"why"))) as server,
        client_for(server, max_connections=1) as client,
        client.stream("GET", "/") as response,
    ):
        assert (response.status, [chunk async for chunk in response.chunks]) == (500, [b"why"])


async def test_leaving_early_frees_the_connection() -> None:
    """A block that ends early leaves a connection for the next call."""
    async with serve_responder(large) as server, client_for(server, max_bytes=1 << 30, max_connections=1) as client:
        for _ in range(3):
            async with client.stream("GET", "/") as response:
                assert await anext(response.chunks)
    assert len(server.requests) == 3


async def test_the_slot_is_held_until_the_block_ends(pool: Pool) -> None:
    """While a body is read no other request starts; afterwards they do."""
    limiters = [SerialWindowLimiter(pool, "road", limit=1000, clock=SystemClock(), max_wait=0.2) for _ in range(2)]
    async with (
        serve_responder(respond_with(http_response(200, b"x"))) as server,
        client_for(server, limiter=limiters[0]) as first,
        client_for(server, limiter=limiters[1]) as second,
    ):
        async with first.stream("GET", "/") as response:
            with pytest.raises(RateLimited):
                await second.request("GET", "/")
            assert [chunk async for chunk in response.chunks] == [b"x"]
        assert (await second.request("GET", "/")).content == b"x"
    assert server.max_active == 1
