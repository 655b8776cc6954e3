"""What fetching large files asks of a client: ranges, hosts, private catalogues, long bodies."""

import asyncio
import hashlib
import random
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvloop

from alcove.foundation.fetch import Forbidden, TimedOut, TooLarge, Unreachable
from integration.fetch.clients import client_for, short_timeouts
from integration.fetch.scripted_server import ReceivedRequest, Responder, http_response, respond_with, serve_responder
from support.certificates import make_authority

BODY = random.Random(7).randbytes(5_000_011)  # noqa: S311 - seeded
LARGE = 1 << 30


def send_body(body: bytes, *, pieces: int = 100_000, status: int = 200, **headers: str) -> Responder:
    """Return a speaker that sends a body in pieces of a size."""

    async def respond(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        writer.write(
            http_response(status, b"", **headers).replace(b"Content-Length: 0", b"Content-Length: %d" % len(body))
        )
        for first in range(0, len(body), pieces):
            writer.write(body[first : first + pieces])
            await writer.drain()

    return respond


@pytest.mark.parametrize("pieces", [1_000_003, 100_000, 4096])
async def test_a_long_body_arrives_as_it_is(pieces: int) -> None:
    """With any chunk sizes, also together with the headers, every byte arrives."""
    async with serve_responder(send_body(BODY, pieces=pieces)) as server, client_for(server) as client:
        async with client.stream("GET", "/", max_bytes=LARGE) as response:
            body = b"".join([chunk async for chunk in response.chunks])
        assert hashlib.sha256(body).digest() == hashlib.sha256(BODY).digest()
        assert (await client.request("GET", "/")).content == BODY


async def test_a_slow_reader_stops_the_sender() -> None:
    """What is not read yet waits at the sender; only a few hundred kilobytes are held."""
    sent = 0

    async def respond(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % LARGE)
        while True:
            writer.write(bytes(100_000))
            await writer.drain()
            sent += 100_000

    async with (
        serve_responder(respond) as server,
        client_for(server, max_bytes=LARGE) as client,
        client.stream("GET", "/") as response,
    ):
        assert await anext(response.chunks)
        before = -1
        while sent != before:
            before = sent
            await asyncio.sleep(0.1)
        assert sent < 32 << 20
        assert await anext(response.chunks)


async def test_a_stalled_or_truncated_long_body_is_reported() -> None:
    """After megabytes, too, a stall times out, an early end is an error, and the size is bounded."""

    async def stall(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % LARGE + BODY)
        await writer.drain()
        if _request.target == "/end":
            writer.close()
        await asyncio.Event().wait()

    async with (
        serve_responder(stall) as server,
        client_for(server, timeout=short_timeouts(), max_bytes=LARGE) as client,
    ):
        for target, error in (("/stop", TimedOut), ("/end", Unreachable)):
            sizes: list[int] = []
            with pytest.raises(error):
                async with client.stream("GET", target) as response:
                    assert [chunk async for chunk in _record_sizes(response.chunks, sizes)]
            assert sum(sizes) == len(BODY)
        with pytest.raises(TooLarge):
            async with client.stream("GET", "/", max_bytes=LARGE - 1) as response:
                assert [chunk async for chunk in response.chunks]


async def _record_sizes(chunks: AsyncIterator[bytes], sizes: list[int]) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        sizes.append(len(chunk))
        yield chunk


def test_long_bodies_arrive_on_the_loop_of_the_processes(tmp_path: Path) -> None:
    """With uvloop, with and without TLS, on new and reused connections, everything arrives."""
    trust = make_authority(tmp_path)
    uvloop.run(_both_wires(trust.server_context("right.example"), trust.client_context()))


async def _both_wires(offered: ssl.SSLContext, trusted: ssl.SSLContext) -> None:
    for context in (None, offered):
        async with _serve(context) as port:
            base = f"{'http' if context is None else 'https'}://right.example:{port}"
            terms = {"allow_private": frozenset({"right.example"}), "resolver": LoopbackResolver(), "tls": trusted}
            async with client_for(base, **terms) as client:  # type: ignore[arg-type] # the policy's terms
                for _ in range(3):
                    async with client.stream("GET", "/", max_bytes=LARGE) as response:
                        assert b"".join([chunk async for chunk in response.chunks]) == BODY
                    assert (await client.request("GET", "/short")).content == b"short"


class LoopbackResolver:
    """A resolver that returns loopback for every name."""

    async def resolve(self, _host: str, _port: int) -> list[str]:
        """Return loopback."""
        return ["127.0.0.1"]


@asynccontextmanager
async def _serve(context: ssl.SSLContext | None) -> AsyncIterator[int]:
    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(http_response(200, b"short" if b"/short" in head else BODY))
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            writer.transport.abort()

    async with await asyncio.start_server(respond, "127.0.0.1", 0, ssl=context) as server:
        yield server.sockets[0].getsockname()[1]


async def test_range_requests_are_supported() -> None:
    """Range and If-Range are sent, also after a redirect to another host; 206 and 416 are returned."""
    part = http_response(206, b"cd", Content_Range="bytes 2-3/4")
    expected = {"Range": "bytes=2-", "If-Range": '"tag"', "Accept-Encoding": "identity", "Cookie": "own"}
    async with (
        serve_responder(respond_with(part, http_response(416, Content_Range="bytes */4"))) as store,
        serve_responder(respond_with(http_response(302, Location=f"{store.base}/b"))) as server,
        client_for(server) as client,
    ):
        async with client.stream("GET", "/a", headers=expected) as response:
            assert (response.status, response.headers["content-range"]) == (206, "bytes 2-3/4")
            assert [chunk async for chunk in response.chunks] == [b"cd"]
        async with client.stream("GET", "/a", headers=expected) as response:
            assert response.status == 416
    headers = store.requests[0].headers
    assert (headers["range"], headers["if-range"], headers["accept-encoding"]) == ("bytes=2-", '"tag"', "identity")
    assert "cookie" not in headers


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("archive.org", True),
        ("ia800.us.archive.org", True),
        ("IA800.US.Archive.ORG.", True),
        ("plain.example", True),
        ("sub.plain.example", False),
        ("notarchive.org", False),
        ("archive.org.evil.example", False),
    ],
)
async def test_only_the_hosts_of_a_policy_are_called(host: str, *, allowed: bool) -> None:
    """A policy with hosts rejects all others, also in redirects."""
    terms = {
        "hosts": frozenset({".archive.org", "plain.example"}),
        "allow_private": frozenset({"*"}),
        "resolver": LoopbackResolver(),
    }
    async with serve_responder(respond_with(http_response(200, b"x"))) as far:
        target = f"http://{host}:{far.port}/"
        redirecting = serve_responder(respond_with(http_response(302, Location=target)))
        async with redirecting as near, client_for(f"http://plain.example:{near.port}", **terms) as client:  # type: ignore[arg-type] # the policy's terms
            for start in (target, "/"):
                if allowed:
                    assert (await client.request("GET", start)).content == b"x"
                else:
                    with pytest.raises(Forbidden):
                        await client.request("GET", start)
    assert bool(far.requests) == allowed


async def test_private_hosts_can_be_allowed_for_one_call() -> None:
    """Hosts allowed for one call are not allowed for the next one on a kept connection; redirects stay allowed."""
    async with (
        serve_responder(
            respond_with(http_response(302, Location="/b"), http_response(200, b"x"), http_response(200, b"y"))
        ) as server,
        client_for(server, allow_private=frozenset()) as client,
    ):
        assert (await client.request("GET", "/", allow_private={"127.0.0.1"})).content == b"x"
        with pytest.raises(Forbidden):
            await client.request("GET", "/")
        async with client.stream("GET", "/", allow_private=["127.0.0.1"]) as response:
            assert [chunk async for chunk in response.chunks] == [b"y"]
        for other in ("10.0.0.1", "localhost"):
            with pytest.raises(Forbidden):
                await client.request("GET", f"http://{other}:{server.port}/", allow_private={"127.0.0.1"})
    assert len(server.requests) == 3


async def test_short_bodies_keep_their_connection() -> None:
    """Small responses keep the connection for the next call; a closed one is replaced."""
    ports: list[int] = []

    async def respond(seen: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        ports.append(writer.get_extra_info("peername")[1])
        writer.write(http_response(200, bytes(1000)))
        if seen.target == "/last":
            await writer.drain()
            writer.close()

    async with serve_responder(respond) as server, client_for(server) as client:
        for target in ("/", "/", "/last"):
            await client.request("GET", target)
        assert len(set(ports)) == 1
        assert (await client.request("GET", "/")).status == 200
    assert len(set(ports)) == 2
