"""Requests that break HTTP: what reaches the application gets its own errors, the rest the server's."""

import asyncio
import contextlib
import json
from typing import Any, Final

import httpx2
import pytest

from wire.web.conftest import Log

HEAD: Final = b"POST /orders HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
CHUNKED: Final = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

CUT_BODIES: Final = {
    "no chunk size": CHUNKED + b"ZZ\r\nabc\r\n0\r\n\r\n",
    "negative chunk size": CHUNKED + b"-1\r\nabc\r\n0\r\n\r\n",
    "huge chunk size": CHUNKED + b"FFFFFFFFFFFFFFFFFFFF\r\nabc\r\n",
    "longer than its chunk": CHUNKED + b"3\r\nabcXX0\r\n\r\n",
    "second chunk malformed": CHUNKED + b"3\r\nabc\r\nZZ\r\n",
    "cut in a chunk": CHUNKED + b"10\r\nabc",
    "no last chunk": CHUNKED + b"3\r\nabc\r\n",
    "shorter than its length": HEAD + b'Content-Length: 40\r\n\r\n{"seller":',
    "no body": HEAD + b"Content-Length: 40\r\n\r\n",
}
REFUSED: Final = {
    "no request line": (b"nonsense\r\n\r\n", 400),
    "unknown version": (b"GET / HTTP/9.9\r\n\r\n", 400),
    "NUL in a header": (b"GET / HTTP/1.1\r\nX: a\0b\r\n\r\n", 400),
    "folded header": (b"GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n", 400),
    "length is no number": (HEAD + b"Content-Length: abc\r\n\r\nabc", 400),
    "length with a sign": (HEAD + b"Content-Length: +3\r\n\r\nabc", 400),
    "two lengths": (HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400),
    "unknown encoding": (HEAD + b"Transfer-Encoding: gzip\r\n\r\nabc", 400),
    "two hundred headers": (b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: a\r\n" % i for i in range(200)) + b"\r\n", 431),
    "long address": (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 414),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 50, 400),
}
UNUSUAL: Final = {
    "length and chunks": (CHUNKED.replace(b"chunked\r\n", b"chunked\r\nContent-Length: 3\r\n") + b"0\r\n\r\n", 400),
    "encoded chunks": (CHUNKED.replace(b"chunked", b"gzip, chunked") + b"0\r\n\r\n", 400),
    "bytes that are not UTF-8": (HEAD + b"Content-Length: 2\r\n\r\n\xff\xfe", 400),
    "long header": (b"GET /nowhere HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", 404),
    "header that is not ASCII": (b"GET /nowhere HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: \xff\r\n\r\n", 404),
    "escapes that are none": (b"GET /%zz%f?%zz=%f HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 404),
    "another host's address": (b"GET http://evil.example/nowhere HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
    "every address": (b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 404),
    "unknown method": (b"BREW /orders HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 405),
}


async def send(base: httpx2.URL, content: bytes, *, is_cut: bool = False) -> tuple[int, dict[str, str], bytes]:
    """Send bytes, and nothing more if they are cut; return status, headers and body of the response."""
    reader, writer = await asyncio.open_connection(base.host, base.port)
    writer.write(content)
    if is_cut:
        writer.write_eof()
    async with asyncio.timeout(60):
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").rstrip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        body = await reader.readexactly(int(headers["content-length"]))
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
    return int(lines[0].split()[1]), headers, body


def check_shape(headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """Return an error in the app's shape."""
    assert headers["content-type"] == "application/json"
    error: dict[str, Any] = json.loads(body)
    assert error["id"] == headers["x-request-id"]
    return error


@pytest.mark.parametrize("case", CUT_BODIES, ids=list(CUT_BODIES))
async def test_a_cut_body_is_answered_in_the_apps_shape(client: httpx2.AsyncClient, log: Log, case: str) -> None:
    """Malformed chunks and bodies that end too early get 400 as JSON."""
    status, headers, body = await send(client.base_url, CUT_BODIES[case], is_cut=True)
    assert status == 400
    assert check_shape(headers, body)["code"] == "invalid_request"
    assert [line["status"] for line in log.find("request")] == [400]


@pytest.mark.parametrize("case", UNUSUAL, ids=list(UNUSUAL))
async def test_what_reaches_the_app_is_answered_in_its_shape(client: httpx2.AsyncClient, log: Log, case: str) -> None:
    """Requests that are allowed but unusual get an error of the app."""
    content, expected = UNUSUAL[case]
    status, headers, body = await send(client.base_url, content)
    assert status == expected, body
    check_shape(headers, body)
    assert not log.find("request_failed")


@pytest.mark.parametrize("case", REFUSED, ids=list(REFUSED))
async def test_what_is_no_http_is_refused_by_the_server(client: httpx2.AsyncClient, log: Log, case: str) -> None:
    """What cannot be parsed gets an empty error of Granian, and the application never sees it."""
    content, expected = REFUSED[case]
    status, headers, body = await send(client.base_url, content)
    assert (status, body) == (expected, b"")
    assert headers["connection"] == "close"
    assert not log.find("request")
    assert (await client.get("/dashboard/")).status_code == 200


async def test_a_client_that_left_is_no_error(client: httpx2.AsyncClient, log: Log) -> None:
    """A connection that is reset in the middle of a body leaves one line in the log, and no traceback."""
    _, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
    writer.write(CHUNKED + b"3\r\nabc\r\n")
    await asyncio.sleep(0.2)
    writer.transport.abort()
    await asyncio.sleep(0.3)
    assert [line["status"] for line in log.find("request")] == [400]
    assert not log.find("request_failed")
