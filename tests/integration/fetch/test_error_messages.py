"""The messages of failed calls: what happened, which host, and what to do."""

import asyncio
import random
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from alcove.foundation.clock import SystemClock
from alcove.foundation.fetch import (
    CertificateInvalid,
    Client,
    ConnectionBroken,
    FetchError,
    InvalidResponse,
    NameUnresolved,
    NoLimit,
    Policy,
    PrivateAddress,
    TimedOut,
    Timeouts,
    TooManyRedirects,
    Unreachable,
)
from integration.fetch.scripted_server import ReceivedRequest, http_response, serve_responder
from support.certificates import make_authority
from support.sockets import free_port

Answer = Callable[[ReceivedRequest, asyncio.StreamWriter], None]
BIG = 2 * 1024 * 1024


def client(base: str, *, allow: frozenset[str] = frozenset({"127.0.0.1"}), tls: ssl.SSLContext | None = None) -> Client:
    """Return a client that gives up at once."""
    policy = Policy(
        name="tests", base_url=base, user_agent="tests", retries=0, allow_private=allow,
        timeout=Timeouts(connect=2.0, read=0.5, total=3.0),
    )  # fmt: skip
    rng = random.Random(1)  # noqa: S311 - seeded
    return Client(policy, limiter=NoLimit(), clock=SystemClock(), rng=rng, tls=tls)


async def fail(base: str, **options: object) -> FetchError:
    """Return the error of a streamed download."""
    async with client(base, **options) as http:  # type: ignore[arg-type] # the test's own words
        with pytest.raises(FetchError) as caught:
            await download(http)
    return caught.value


async def download(http: Client) -> None:
    """Read a whole body."""
    async with http.stream("GET", "/file", max_bytes=8 * BIG) as response:
        async for _ in response.chunks:
            pass


def close_after(head: bytes) -> Answer:
    """Return a responder that closes the connection after some bytes."""

    def respond(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        writer.close()

    return respond


def reset_after(head: bytes) -> Answer:
    """Return a responder that resets the connection after some bytes."""

    def respond(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        asyncio.get_running_loop().call_later(0.2, writer.transport.abort)

    return respond


def stall_after(head: bytes) -> Answer:
    """Return a responder that sends some bytes and then nothing."""

    def respond(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        writer.write(head)

    return respond


SHORT = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + bytes(100)
LONG = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % BIG + bytes(70_000)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n" + bytes(100)
GZIP = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!"
MIDDLE = "127.0.0.1 closed the connection in the middle of the response"


@pytest.mark.parametrize(
    ("answer", "kind", "message"),
    [
        (close_after(SHORT), ConnectionBroken, MIDDLE),
        (close_after(LONG), ConnectionBroken, MIDDLE),
        (close_after(CHUNKED), ConnectionBroken, MIDDLE),
        (reset_after(SHORT), ConnectionBroken, MIDDLE),
        (reset_after(LONG), ConnectionBroken, MIDDLE),
        (close_after(b""), ConnectionBroken, "127.0.0.1 closed the connection without a response"),
        (reset_after(b""), ConnectionBroken, "127.0.0.1 closed the connection without a response"),
        (close_after(b"HTTP/1.1 200"), ConnectionBroken, "127.0.0.1 closed the connection without a response"),
        (close_after(b"SSH-2.0-OpenSSH\r\n\r\n"), ConnectionBroken, "127.0.0.1 sent a response that is not valid HTTP"),
        (stall_after(b""), TimedOut, "127.0.0.1 did not respond in time"),
        (stall_after(SHORT), TimedOut, "127.0.0.1 stopped sending in the middle of the response"),
        (stall_after(LONG), TimedOut, "127.0.0.1 stopped sending in the middle of the response"),
        (close_after(GZIP), InvalidResponse, "127.0.0.1 sent a body that cannot be decompressed"),
    ],
)
async def test_a_failed_transfer_says_what_happened(answer: Answer, kind: type[FetchError], message: str) -> None:
    """A transfer that is cut, reset, too slow or not readable has an error of its own."""

    async def respond(request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        answer(request, writer)

    async with serve_responder(respond) as server:
        error = await fail(server.base)
    assert (type(error), str(error)) == (kind, message)


async def test_a_refused_connection() -> None:
    """A port without a server is named as such."""
    error = await fail(f"http://127.0.0.1:{free_port()}")
    assert (type(error), str(error)) == (Unreachable, "127.0.0.1 cannot be reached: it refuses the connection")


async def test_an_unknown_name() -> None:
    """A name without an address is not called unreachable."""
    error = await fail("http://nowhere.invalid")
    assert (type(error), str(error)) == (NameUnresolved, "the name nowhere.invalid cannot be resolved")


async def test_an_invalid_certificate(tmp_path: Path) -> None:
    """A certificate that is not trusted, and a server that does not speak TLS, are told apart from other failures."""
    context = make_authority(tmp_path).server_context("localhost")
    listener = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    async with listener:
        error = await fail(f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}")
    assert isinstance(error, CertificateInvalid)
    assert str(error).startswith("the certificate of 127.0.0.1 is not valid: ")

    def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ready\r\n")
        writer.close()

    listener = await asyncio.start_server(greet, "127.0.0.1", 0)
    async with listener:
        error = await fail(f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}")
    assert isinstance(error, CertificateInvalid)
    assert str(error).startswith("no secure connection to 127.0.0.1 is possible")


async def test_a_refused_redirect_names_its_target_and_the_setting() -> None:
    """A redirect to a private address names both hosts and the setting that allows it."""

    async def respond(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        writer.write(http_response(302, b"", Location="http://10.1.2.3:8080/other"))

    async with serve_responder(respond) as server:
        error = await fail(server.base)
    setting = "to allow it, add 10.1.2.3 or 10.1.2.3:8080 to ALCOVE_ALLOW_PRIVATE_HOSTS"
    assert (type(error), str(error)) == (
        PrivateAddress, f"127.0.0.1 redirects, and 10.1.2.3 has a private address; {setting}",
    )  # fmt: skip


async def test_too_many_redirects() -> None:
    """Redirects without an end are counted."""

    async def respond(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        writer.write(http_response(302, b"", Location="/again"))

    async with serve_responder(respond) as server:
        error = await fail(server.base)
    assert (type(error), str(error)) == (
        TooManyRedirects, "127.0.0.1 redirects more than 5 times, lastly to 127.0.0.1",
    )  # fmt: skip


async def test_a_private_host_is_allowed_at_every_port_or_at_one() -> None:
    """An entry without a port allows every port of the host, an entry with a port allows this one only."""

    async def respond(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        writer.write(http_response(200, b""))

    async with serve_responder(respond) as server:
        port = server.base.rpartition(":")[2]
        for entry in ("127.0.0.1", f"127.0.0.1:{port}", "*"):
            async with client(server.base, allow=frozenset({entry})) as http:
                assert (await http.request("GET", "/")).status == 200
        for entry in ("127.0.0.1:1", "127.0.0.2", "localhost"):
            assert isinstance(await fail(server.base, allow=frozenset({entry})), PrivateAddress)
