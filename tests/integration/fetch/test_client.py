"""Calls: time, size, attempts."""

import asyncio
import gzip
import os
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from alcove.foundation.fetch import (
    Breaker,
    CircuitOpen,
    FetchError,
    InvalidRequest,
    InvalidResponse,
    RateLimited,
    TimedOut,
    TooLarge,
    Unreachable,
)
from alcove.foundation.fetch.response import Headers
from integration.fetch.clients import client_for, short_timeouts
from integration.fetch.scripted_server import ReceivedRequest, Responder, http_response, respond_with, serve_responder
from support.clock import FakeClock


async def never_respond(_request: ReceivedRequest, _writer: asyncio.StreamWriter) -> None:
    """Read the request and never respond."""
    await asyncio.Event().wait()


async def disconnect(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
    """Close the connection without a response."""
    writer.transport.abort()


async def truncate(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
    """Send less than the Content-Length."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
    await writer.drain()
    writer.close()


async def send_slowly(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
    """Send one byte at a time, forever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.1)


async def test_a_call_and_its_response() -> None:
    """Method, path, parameters, headers, JSON and User-Agent are sent; the response is complete."""
    async with (
        serve_responder(respond_with(http_response(201, b'{"id": 7}', X_Kind="a"))) as server,
        client_for(server) as client,
    ):
        response = await client.request(
            "post", "/things", params={"q": "a b"}, headers={"Accept": "text/x"}, json={"a": 1}
        )
    assert (response.status, response.headers["x-kind"], response.json()) == (201, "a", {"id": 7})
    (request,) = server.requests
    assert (request.method, request.target, request.body) == ("POST", "/things?q=a+b", b'{"a":1}')
    assert request.headers == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": "test/1",
        "accept": "text/x",
        "accept-encoding": "gzip, deflate",
        "content-type": "application/json",
        "content-length": "7",
    }


async def test_no_proxy_cookie_or_login_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxy variables and cookies of earlier responses are ignored."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with (
        serve_responder(respond_with(http_response(200, Set_Cookie="a=b"))) as server,
        client_for(server) as client,
    ):
        await client.request("GET", "/")
        await client.request("GET", "/")
    assert len(server.requests) == 2
    assert all("cookie" not in request.headers for request in server.requests)


@pytest.mark.parametrize(
    "respond",
    [disconnect, truncate, respond_with(http_response(500)), respond_with(http_response(503, Retry_After="1"))],
)
async def test_failures_of_a_get_are_retried(respond: Responder) -> None:
    """Broken connections and 5xx responses are retried three times, after 1, 2 and 4 s with jitter."""
    clock = FakeClock()
    async with serve_responder(respond) as server, client_for(server, clock=clock) as client:
        try:
            response = await client.request("GET", "/")
        except Unreachable:
            assert respond in (disconnect, truncate)
        else:
            assert response.status in (500, 503)
    assert len(server.requests) == 4
    assert 7.0 <= clock.monotonic() <= 7.0 * 1.25


async def test_silence_is_retried() -> None:
    """A silent server is retried after the read timeout; then the call times out."""
    async with (
        serve_responder(never_respond) as server,
        client_for(server, timeout=short_timeouts(read=0.1), retries=2) as client,
    ):
        with pytest.raises(TimedOut):
            await client.request("GET", "/")
    assert len(server.requests) == 3


async def test_a_successful_attempt_ends_the_retries() -> None:
    """The first successful response is returned."""
    async with (
        serve_responder(respond_with(http_response(502), http_response(500), http_response(200, b"ok"))) as server,
        client_for(server) as client,
    ):
        assert (await client.request("GET", "/")).content == b"ok"
    assert len(server.requests) == 3


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("respond", [disconnect, never_respond, respond_with(http_response(500))])
async def test_other_methods_are_attempted_once(method: str, respond: Responder) -> None:
    """A request that may have changed something is not retried."""
    async with serve_responder(respond) as server, client_for(server, timeout=short_timeouts()) as client:
        if respond in (disconnect, never_respond):
            with pytest.raises((Unreachable, TimedOut)):
                await client.request(method, "/")
        else:
            assert (await client.request(method, "/")).status == 500
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
async def test_refusals_of_the_request_are_returned(status: int) -> None:
    """4xx responses are returned without retries."""
    async with serve_responder(respond_with(http_response(status, b"why"))) as server, client_for(server) as client:
        assert (await client.request("GET", "/")).content == b"why"
    assert len(server.requests) == 1


async def test_a_closed_port_is_unreachable() -> None:
    """A closed port raises Unreachable after the attempts."""
    async with serve_responder(never_respond) as server:
        base = server.base
    clock = FakeClock()
    async with client_for(base, clock=clock) as client:
        with pytest.raises(Unreachable):
            await client.request("GET", "/")
    assert clock.monotonic() >= 7.0


async def test_the_total_time_ends_a_slow_response() -> None:
    """A slow response ends at the total timeout, although each byte is in time."""
    async with (
        serve_responder(send_slowly) as server,
        client_for(server, timeout=short_timeouts(), retries=0) as client,
    ):
        with pytest.raises(TimedOut):
            await client.request("GET", "/")


@pytest.mark.parametrize(("method", "tries"), [("GET", 3), ("POST", 3)])
async def test_too_many_requests_waits_and_gives_up_after_three(method: str, tries: int) -> None:
    """429 responses wait 60 and 120 s with jitter, for any method; the third raises RateLimited."""
    clock = FakeClock()
    async with serve_responder(respond_with(http_response(429))) as server, client_for(server, clock=clock) as client:
        with pytest.raises(RateLimited) as caught:
            await client.request(method, "/")
    assert len(server.requests) == tries
    assert 180.0 <= clock.monotonic() <= 198.0
    assert 240.0 <= caught.value.after <= 264.0


async def test_retry_after_is_honoured() -> None:
    """The server's delay, in seconds or as a date, is waited for; then the response is returned."""
    clock = FakeClock()
    date = "Thu, 01 Jan 2026 00:01:00 GMT"
    responses = respond_with(
        http_response(429, Retry_After="20"), http_response(429, Retry_After=date), http_response(200)
    )
    async with serve_responder(responses) as server, client_for(server, clock=clock) as client:
        assert (await client.request("GET", "/")).status == 200
    assert 60.0 <= clock.monotonic() <= 66.0


async def test_a_long_retry_after_is_not_waited_for() -> None:
    """A server that wants more than 15 minutes raises RateLimited immediately."""
    clock = FakeClock()
    async with (
        serve_responder(respond_with(http_response(429, Retry_After="1000"))) as server,
        client_for(server, clock=clock) as client,
    ):
        with pytest.raises(RateLimited) as caught:
            await client.request("GET", "/")
    assert (len(server.requests), clock.monotonic()) == (1, 0.0)
    assert 1000.0 <= caught.value.after <= 1100.0


async def test_each_attempt_is_signed() -> None:
    """A retried call carries a new signature, over method, whole URL and body."""
    signed: list[tuple[str, str, bytes | None]] = []

    def sign(method: str, url: str, headers: Headers, body: bytes | None) -> Headers:
        signed.append((method, url, body))
        return {**headers, "Authorization": f"nonce {len(signed)}"}

    async with (
        serve_responder(respond_with(http_response(500), http_response(429), http_response(200))) as server,
        client_for(server) as client,
    ):
        await client.request("GET", "/a", params={"b": "c"}, auth=sign)
        await client.request("POST", "/a", data={"b": "c"}, auth=sign)
    assert [request.headers["authorization"] for request in server.requests] == [f"nonce {n}" for n in (1, 2, 3, 4)]
    assert signed == 3 * [("GET", f"{server.base}/a?b=c", None)] + [("POST", f"{server.base}/a", b"b=c")]


def chunked_response(body: bytes, **headers: str) -> bytes:
    """Return a chunked response."""
    lines = ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    pieces = [body[at : at + 65536] for at in range(0, len(body), 65536)]
    parts = [f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + b"".join(parts) + b"0\r\n\r\n"


@pytest.mark.parametrize("make", [http_response, chunked_response])
@pytest.mark.parametrize("extra", [0, 1])
async def test_the_size_is_bounded(make: Callable[..., bytes], extra: int) -> None:
    """A response of exactly the limit is accepted, one byte more is not, with or without Content-Length."""
    body = b"x" * (100_000 + extra)
    said = make(200, body) if make is http_response else make(body)
    async with serve_responder(respond_with(said)) as server, client_for(server, max_bytes=100_000) as client:
        if extra:
            with pytest.raises(TooLarge):
                await client.request("GET", "/")
        else:
            assert (await client.request("GET", "/")).content == body
    assert len(server.requests) == 1


@pytest.mark.slow
@pytest.mark.parametrize("layers", [1, 2])
async def test_a_compressed_bomb_ends_at_the_limit(layers: int) -> None:
    """A compressed response of half a gigabyte raises TooLarge with little memory."""
    packer = zlib.compressobj(9, wbits=31)
    megabyte = bytes(1 << 20)
    bomb = b"".join([packer.compress(megabyte) for _ in range(500)]) + packer.flush()
    for _ in range(layers - 1):
        bomb = gzip.compress(bomb)
    encoding = ", ".join(["gzip"] * layers)
    async with (
        serve_responder(respond_with(chunked_response(bomb, Content_Encoding=encoding))) as server,
        client_for(server, max_bytes=3 << 20) as client,
    ):
        await client.request("HEAD", "/")
        tracemalloc.start()
        with pytest.raises(TooLarge):
            await client.request("GET", "/")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 16 << 20


async def test_compressed_responses_are_decompressed() -> None:
    """Responses compressed with gzip or deflate are decompressed."""
    text = b"some text" * 100
    responses = respond_with(
        http_response(200, gzip.compress(text), Content_Encoding="gzip"),
        http_response(200, zlib.compress(text), Content_Encoding="deflate"),
    )
    async with serve_responder(responses) as server, client_for(server) as client:
        assert [(await client.request("GET", "/")).content for _ in range(2)] == [text, text]


async def test_broken_compression_is_an_invalid_response() -> None:
    """Invalid compressed bytes raise InvalidResponse without a retry."""
    said = http_response(200, os.urandom(64), Content_Encoding="gzip")
    async with serve_responder(respond_with(said)) as server, client_for(server) as client:
        with pytest.raises(InvalidResponse):
            await client.request("GET", "/")
    assert len(server.requests) == 1


async def test_a_response_that_is_not_http_is_unreachable() -> None:
    """A server that speaks something else breaks the connection, not the caller."""
    async with (
        serve_responder(respond_with(b"220 mail ready\r\n\r\n")) as server,
        client_for(server, retries=0) as client,
    ):
        with pytest.raises(Unreachable):
            await client.request("GET", "/")


@pytest.mark.parametrize("headers", [{"X-A": "b\r\nX-C: d"}, {"X A": "b"}, {"X-A": "ü€"}])
async def test_header_injection_is_rejected(headers: dict[str, str]) -> None:
    """Line breaks and other invalid characters in headers are rejected before sending."""
    async with serve_responder(respond_with(http_response())) as server, client_for(server) as client:
        with pytest.raises(InvalidRequest):
            await client.request("GET", "/", headers=headers)
    assert not any("x-c" in request.headers for request in server.requests)


async def test_a_server_that_keeps_failing_is_not_called() -> None:
    """After so many failed calls the next raises CircuitOpen without a request, until the reset; successes close it."""
    terms: dict[str, Any] = {"breaker": Breaker(failures=2, reset=0.3), "retries": 0}
    said = respond_with(http_response(500), http_response(503), http_response(200))
    async with (
        serve_responder(said) as server,
        client_for(server, **terms) as client,
        client_for(server, **terms) as other,
    ):
        assert (await client.request("GET", "/")).status == 500
        assert (await other.request("POST", "/")).status == 503
        for item in (client, other):
            with pytest.raises(CircuitOpen):
                await item.request("GET", "/")
        assert len(server.requests) == 2
        await asyncio.sleep(0.35)
        for _ in range(3):
            assert (await client.request("GET", "/")).status == 200


async def test_failures_that_come_at_once_are_all_counted() -> None:
    """Three first calls that fail together open a circuit that bears three failures."""
    terms: dict[str, Any] = {"breaker": Breaker(failures=3, reset=60), "retries": 0}
    async with serve_responder(respond_with(http_response(500))) as server, client_for(server, **terms) as client:
        await asyncio.gather(*(client.request("GET", "/") for _ in range(3)))
        with pytest.raises(CircuitOpen):
            await client.request("GET", "/")


async def test_only_failures_of_the_server_open_the_circuit() -> None:
    """4xx, too large and successful responses do not count as failures."""
    terms: dict[str, Any] = {"breaker": Breaker(failures=2, reset=60), "retries": 0, "max_bytes": 10}
    said = [
        http_response(500),
        http_response(404),
        http_response(500),
        http_response(200, b"x" * 11),
        http_response(500),
        http_response(200),
    ]
    async with serve_responder(respond_with(*said)) as server, client_for(server, **terms) as client:
        for _ in said:
            try:
                await client.request("GET", "/")
            except TooLarge:
                continue
    assert len(server.requests) == len(said)


async def test_calls_at_once_share_the_connections() -> None:
    """Concurrent calls all succeed, over no more connections than the policy allows."""

    async def respond(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.01)
        writer.write(http_response(200, b"x"))

    async with serve_responder(respond) as server, client_for(server, max_connections=3) as client:
        response = await asyncio.gather(*(client.request("GET", f"/{n}") for n in range(30)))
    assert all(item.content == b"x" for item in response)
    assert server.max_active == 3


async def test_a_cancelled_call_leaves_the_client_usable() -> None:
    """A call that is cancelled while it waits gives its connection back."""
    responder = respond_with(http_response(200, b"x"))

    async def respond(request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        await (never_respond if request.target == "/silent" else responder)(request, writer)

    async with serve_responder(respond) as server, client_for(server, max_connections=1) as client:
        call = asyncio.create_task(client.request("GET", "/silent"))
        await asyncio.sleep(0.2)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert (await client.request("GET", "/")).content == b"x"


async def test_no_error_quotes_path_query_or_header() -> None:
    """Errors name the host only: keys live in paths, queries and headers."""
    async with serve_responder(disconnect) as server, client_for(server, retries=0) as client:
        with pytest.raises(FetchError) as caught:
            await client.request("GET", "/SECRET", params={"k": "SECRET"}, headers={"X-Api-Key": "SECRET"})
    assert "SECRET" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
