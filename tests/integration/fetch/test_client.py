"""Calls: time, size, tries."""

import asyncio
import gzip
import os
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from alcove.foundation.fetch import (
    BadAnswer,
    Breaker,
    CircuitOpen,
    FetchError,
    InvalidRequest,
    RateLimited,
    TimedOut,
    TooLarge,
    Unreachable,
)
from alcove.foundation.fetch.answer import Headers
from integration.fetch.clients import client_for, hasty
from integration.fetch.talking import Seen, Speak, answer, saying, talking
from support.clock import FakeClock


async def silent(_seen: Seen, _writer: asyncio.StreamWriter) -> None:
    """Take the request and say nothing."""
    await asyncio.Event().wait()


async def hang_up(_seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Close the connection without an answer."""
    writer.transport.abort()


async def half(_seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Promise more than is sent."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
    await writer.drain()
    writer.close()


async def drip(_seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Send one byte at a time, each in good time, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.1)


async def test_a_call_and_its_answer() -> None:
    """Method, path, parameters, headers and JSON arrive as given, with the User-Agent; the answer comes back whole."""
    async with talking(saying(answer(201, b'{"id": 7}', X_Kind="a"))) as server, client_for(server) as client:
        found = await client.request(
            "post", "/things", params={"q": "a b"}, headers={"Accept": "text/x"}, json={"a": 1}
        )
    assert (found.status, found.headers["x-kind"], found.json()) == (201, "a", {"id": 7})
    (seen,) = server.seen
    assert (seen.method, seen.target, seen.body) == ("POST", "/things?q=a+b", b'{"a":1}')
    assert seen.headers == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": "test/1",
        "accept": "text/x",
        "accept-encoding": "gzip, deflate",
        "content-type": "application/json",
        "content-length": "7",
    }


async def test_no_proxy_cookie_or_login_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxy variables and cookies of earlier answers change nothing."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with talking(saying(answer(200, Set_Cookie="a=b"))) as server, client_for(server) as client:
        await client.request("GET", "/")
        await client.request("GET", "/")
    assert len(server.seen) == 2
    assert all("cookie" not in seen.headers for seen in server.seen)


@pytest.mark.parametrize("speak", [hang_up, half, saying(answer(500)), saying(answer(503, Retry_After="1"))])
async def test_failures_of_a_get_are_tried_again(speak: Speak) -> None:
    """Broken connections and 5xx answers are tried three times more, after 1, 2 and 4 s and a bit."""
    clock = FakeClock()
    async with talking(speak) as server, client_for(server, clock=clock) as client:
        try:
            found = await client.request("GET", "/")
        except Unreachable:
            assert speak in (hang_up, half)
        else:
            assert found.status in (500, 503)
    assert len(server.seen) == 4
    assert 7.0 <= clock.monotonic() <= 7.0 * 1.25


async def test_silence_is_tried_again() -> None:
    """A server that says nothing is tried again after the read timeout, then the call is timed out."""
    async with talking(silent) as server, client_for(server, timeout=hasty(read=0.1), retries=2) as client:
        with pytest.raises(TimedOut):
            await client.request("GET", "/")
    assert len(server.seen) == 3


async def test_a_try_that_works_ends_the_tries() -> None:
    """The first good answer is the call's answer."""
    async with talking(saying(answer(502), answer(500), answer(200, b"ok"))) as server, client_for(server) as client:
        assert (await client.request("GET", "/")).content == b"ok"
    assert len(server.seen) == 3


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("speak", [hang_up, silent, saying(answer(500))])
async def test_other_methods_are_tried_once(method: str, speak: Speak) -> None:
    """What may have changed something is never sent twice."""
    async with talking(speak) as server, client_for(server, timeout=hasty()) as client:
        if speak in (hang_up, silent):
            with pytest.raises((Unreachable, TimedOut)):
                await client.request(method, "/")
        else:
            assert (await client.request(method, "/")).status == 500
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
async def test_refusals_of_the_request_are_answers(status: int) -> None:
    """4xx answers are returned at the first try."""
    async with talking(saying(answer(status, b"why"))) as server, client_for(server) as client:
        assert (await client.request("GET", "/")).content == b"why"
    assert len(server.seen) == 1


async def test_nobody_listening_is_unreachable() -> None:
    """A closed port raises Unreachable after the tries."""
    async with talking(silent) as server:
        base = server.base
    clock = FakeClock()
    async with client_for(base, clock=clock) as client:
        with pytest.raises(Unreachable):
            await client.request("GET", "/")
    assert clock.monotonic() >= 7.0


async def test_the_total_time_ends_a_dripping_answer() -> None:
    """An answer whose bytes each come in time still ends at the total time."""
    async with talking(drip) as server, client_for(server, timeout=hasty(), retries=0) as client:
        with pytest.raises(TimedOut):
            await client.request("GET", "/")
    assert asyncio.get_running_loop().time() - server.seen[0].at < 2.0


@pytest.mark.parametrize(("method", "tries"), [("GET", 3), ("POST", 3)])
async def test_too_many_requests_waits_and_gives_up_after_three(method: str, tries: int) -> None:
    """429 answers wait 60 and 120 s and a bit, for any method; the third raises RateLimited."""
    clock = FakeClock()
    async with talking(saying(answer(429))) as server, client_for(server, clock=clock) as client:
        with pytest.raises(RateLimited) as caught:
            await client.request(method, "/")
    assert len(server.seen) == tries
    assert 180.0 <= clock.monotonic() <= 198.0
    assert 240.0 <= caught.value.after <= 264.0


async def test_retry_after_is_honoured() -> None:
    """The server's own number of seconds or date is waited for, and then the answer is returned."""
    clock = FakeClock()
    date = "Thu, 01 Jan 2026 00:01:00 GMT"
    answers = saying(answer(429, Retry_After="20"), answer(429, Retry_After=date), answer(200))
    async with talking(answers) as server, client_for(server, clock=clock) as client:
        assert (await client.request("GET", "/")).status == 200
    assert 60.0 <= clock.monotonic() <= 66.0


async def test_a_long_retry_after_is_not_waited_for() -> None:
    """A server that wants more than a quarter of an hour is told of at once."""
    clock = FakeClock()
    async with talking(saying(answer(429, Retry_After="1000"))) as server, client_for(server, clock=clock) as client:
        with pytest.raises(RateLimited) as caught:
            await client.request("GET", "/")
    assert (len(server.seen), clock.monotonic()) == (1, 0.0)
    assert 1000.0 <= caught.value.after <= 1100.0


async def test_each_try_is_signed_anew() -> None:
    """A retried call carries a new signature, over method, whole URL and body."""
    asked: list[tuple[str, str, bytes | None]] = []

    def sign(method: str, url: str, headers: Headers, body: bytes | None) -> Headers:
        asked.append((method, url, body))
        return {**headers, "Authorization": f"nonce {len(asked)}"}

    async with talking(saying(answer(500), answer(429), answer(200))) as server, client_for(server) as client:
        await client.request("GET", "/a", params={"b": "c"}, auth=sign)
        await client.request("POST", "/a", data={"b": "c"}, auth=sign)
    assert [seen.headers["authorization"] for seen in server.seen] == [f"nonce {n}" for n in (1, 2, 3, 4)]
    assert asked == 3 * [("GET", f"{server.base}/a?b=c", None)] + [("POST", f"{server.base}/a", b"b=c")]


def chunked(body: bytes, **headers: str) -> bytes:
    """Return an answer that does not say its length."""
    lines = ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    pieces = [body[at : at + 65536] for at in range(0, len(body), 65536)]
    parts = [f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + b"".join(parts) + b"0\r\n\r\n"


@pytest.mark.parametrize("make", [answer, chunked])
@pytest.mark.parametrize("extra", [0, 1])
async def test_the_size_is_bounded(make: Callable[..., bytes], extra: int) -> None:
    """An answer of exactly the limit is taken, one byte more is not, whether its length is told or not."""
    body = b"x" * (100_000 + extra)
    said = make(200, body) if make is answer else make(body)
    async with talking(saying(said)) as server, client_for(server, max_bytes=100_000) as client:
        if extra:
            with pytest.raises(TooLarge):
                await client.request("GET", "/")
        else:
            assert (await client.request("GET", "/")).content == body
    assert len(server.seen) == 1


@pytest.mark.parametrize("layers", [1, 2])
async def test_a_compressed_bomb_ends_at_the_limit(layers: int) -> None:
    """Half a gigabyte behind a few bytes raises TooLarge and takes no memory to speak of."""
    packer = zlib.compressobj(9, wbits=31)
    megabyte = bytes(1 << 20)
    bomb = b"".join([packer.compress(megabyte) for _ in range(500)]) + packer.flush()
    for _ in range(layers - 1):
        bomb = gzip.compress(bomb)
    encoding = ", ".join(["gzip"] * layers)
    async with (
        talking(saying(chunked(bomb, Content_Encoding=encoding))) as server,
        client_for(server, max_bytes=3 << 20) as client,
    ):
        await client.request("HEAD", "/")
        tracemalloc.start()
        with pytest.raises(TooLarge):
            await client.request("GET", "/")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 16 << 20


async def test_compressed_answers_are_unpacked() -> None:
    """Answers in gzip and deflate are read transparently."""
    text = b"some text" * 100
    answers = saying(
        answer(200, gzip.compress(text), Content_Encoding="gzip"),
        answer(200, zlib.compress(text), Content_Encoding="deflate"),
    )
    async with talking(answers) as server, client_for(server) as client:
        assert [(await client.request("GET", "/")).content for _ in range(2)] == [text, text]


async def test_broken_compression_is_a_bad_answer() -> None:
    """Bytes that are not what their encoding says raise BadAnswer at the first try."""
    said = answer(200, os.urandom(64), Content_Encoding="gzip")
    async with talking(saying(said)) as server, client_for(server) as client:
        with pytest.raises(BadAnswer):
            await client.request("GET", "/")
    assert len(server.seen) == 1


async def test_what_is_no_http_is_unreachable() -> None:
    """A server that speaks something else breaks the connection, not the caller."""
    async with talking(saying(b"220 mail ready\r\n\r\n")) as server, client_for(server, retries=0) as client:
        with pytest.raises(Unreachable):
            await client.request("GET", "/")


@pytest.mark.parametrize("headers", [{"X-A": "b\r\nX-C: d"}, {"X A": "b"}, {"X-A": "ü€"}])
async def test_headers_cannot_be_smuggled(headers: dict[str, str]) -> None:
    """Line breaks and other impossible characters in headers are refused before anything is sent."""
    async with talking(saying(answer())) as server, client_for(server) as client:
        with pytest.raises(InvalidRequest):
            await client.request("GET", "/", headers=headers)
    assert not any("x-c" in seen.headers for seen in server.seen)


async def test_a_server_that_keeps_failing_is_left_alone() -> None:
    """After so many failed calls the next raises CircuitOpen without a request, until the reset; successes close it."""
    terms: dict[str, Any] = {"breaker": Breaker(failures=2, reset=0.3), "retries": 0}
    said = saying(answer(500), answer(503), answer(200))
    async with talking(said) as server, client_for(server, **terms) as client, client_for(server, **terms) as other:
        assert (await client.request("GET", "/")).status == 500
        assert (await other.request("POST", "/")).status == 503
        for each in (client, other):
            with pytest.raises(CircuitOpen):
                await each.request("GET", "/")
        assert len(server.seen) == 2
        await asyncio.sleep(0.35)
        for _ in range(3):
            assert (await client.request("GET", "/")).status == 200


async def test_failures_that_come_at_once_are_all_counted() -> None:
    """Three first calls that fail together open a circuit that bears three failures."""
    terms: dict[str, Any] = {"breaker": Breaker(failures=3, reset=60), "retries": 0}
    async with talking(saying(answer(500))) as server, client_for(server, **terms) as client:
        await asyncio.gather(*(client.request("GET", "/") for _ in range(3)))
        with pytest.raises(CircuitOpen):
            await client.request("GET", "/")


async def test_only_failures_of_the_server_open_the_circuit() -> None:
    """Refusals, answers that are too large and good answers in between do not count as failures."""
    terms: dict[str, Any] = {"breaker": Breaker(failures=2, reset=60), "retries": 0, "max_bytes": 10}
    said = [answer(500), answer(404), answer(500), answer(200, b"x" * 11), answer(500), answer(200)]
    async with talking(saying(*said)) as server, client_for(server, **terms) as client:
        for _ in said:
            try:
                await client.request("GET", "/")
            except TooLarge:
                continue
    assert len(server.seen) == len(said)


async def test_calls_at_once_share_the_connections() -> None:
    """Many calls at once are all answered, over no more connections than the policy allows."""

    async def speak(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.01)
        writer.write(answer(200, b"x"))

    async with talking(speak) as server, client_for(server, max_connections=3) as client:
        found = await asyncio.gather(*(client.request("GET", f"/{n}") for n in range(30)))
    assert all(each.content == b"x" for each in found)
    assert server.busiest == 3


async def test_a_cancelled_call_leaves_the_client_usable() -> None:
    """A call that is cancelled while it waits gives its connection back."""
    said = saying(answer(200, b"x"))

    async def speak(seen: Seen, writer: asyncio.StreamWriter) -> None:
        await (silent if seen.target == "/silent" else said)(seen, writer)

    async with talking(speak) as server, client_for(server, max_connections=1) as client:
        call = asyncio.create_task(client.request("GET", "/silent"))
        await asyncio.sleep(0.2)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert (await client.request("GET", "/")).content == b"x"


async def test_no_error_quotes_path_query_or_header() -> None:
    """Errors name the host only: keys live in paths, queries and headers."""
    async with talking(hang_up) as server, client_for(server, retries=0) as client:
        with pytest.raises(FetchError) as caught:
            await client.request("GET", "/SECRET", params={"k": "SECRET"}, headers={"X-Api-Key": "SECRET"})
    assert "SECRET" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
