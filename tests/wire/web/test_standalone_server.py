"""The HTTP server of standalone roles: which requests reach an application, and how it is protected from others."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from alcove.main.standalone_server import OpenApp, open_port, serve_open_apps
from alcove.main.tolerant_protocol import MAX_HEAD

HEADER_TIMEOUT: Final = 1.0
HEAD: Final = b"POST /orders HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED: Final = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

QUERIES: Final = {
    "arrows": (b"select=id,json_data->>blood_type", b"select=id,json_data->>blood_type"),
    "quotes": (b'name=in.("a","b")', b'name=in.("a","b")'),
    "comparison": (b"a=<1&b=>2&<>", b"a=<1&b=>2&<>"),
    "other visible characters": (b"a={1}|\\^`[2]'~!@$%*();:/?", b"a={1}|\\^`[2]'~!@$%*();:/?"),
    "UTF-8": ("name=eq.Łódź".encode(), b"name=eq.%C5%81%C3%B3d%C5%BA"),
    "no UTF-8": (b"a=\xff", b"a=%FF"),
    "a long one": (b"a=" + b">" * 60_000, b"a=" + b">" * 60_000),
}
REFUSED: Final = {
    "no request line": (b"nonsense\r\n\r\n", 400),
    "unknown version": (b"GET / HTTP/9.9\r\n\r\n", 400),
    "method with bytes beyond ASCII": (b"NO\xc3\xa9 / HTTP/1.1\r\n\r\n", 400),
    "space in the address": (b"GET /?a=1 2 HTTP/1.1\r\n\r\n", 400),
    "control character in the address": (b"GET /?a=\x01 HTTP/1.1\r\n\r\n", 400),
    "NUL in the address": (b"GET /?a=\0 HTTP/1.1\r\n\r\n", 400),
    "NUL in a header": (b"GET / HTTP/1.1\r\nX: a\0b\r\n\r\n", 400),
    "lines without CR": (b"POST /orders HTTP/1.1\nHost: localhost\nContent-Length: 9\n\nabc\r\n\r\nab", 400),
    "folded header": (b"GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n", 400),
    "length is no number": (HEAD + b"Content-Length: abc\r\n\r\nabc", 400),
    "length with a sign": (HEAD + b"Content-Length: +3\r\n\r\nabc", 400),
    "two lengths": (HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400),
    "length and chunks": (HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "unknown encoding": (HEAD + b"Transfer-Encoding: gzip\r\n\r\nabc", 400),
    "no chunk size": (CHUNKED + b"ZZ\r\nabc\r\n0\r\n\r\n", 400),
    "huge chunk size": (CHUNKED + b"FFFFFFFFFFFFFFFFFFFF\r\nabc\r\n", 400),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 50, 400),
    "long address": (b"GET /?" + b"a" * MAX_HEAD + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 431),
    "long header": (b"GET / HTTP/1.1\r\nX: " + b"a" * MAX_HEAD + b"\r\n\r\n", 431),
    "many headers": (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * (MAX_HEAD // 6) + b"\r\n", 431),
    "headers of a mebibyte": (b"GET / HTTP/1.1\r\nX: " + b"a" * (1 << 20) + b"\r\n\r\n", 431),
    "an address without an end": (b"GET /" + b"a" * (1 << 20), 431),
}


@dataclass(slots=True)
class EchoApp:
    """Responds with what it got; waits at /wait until the test releases it."""

    requests: list[str] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    disconnected: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; one for /early gets its response before its body is read."""
        self.requests.append(scope["path"])
        size = 0 if scope["path"] == "/early" else await self._read(receive)
        if scope["path"] == "/wait":
            await self.released.wait()
        echo = {
            "method": scope["method"],
            "path": scope["path"],
            "query": scope["query_string"].decode("latin-1"),
            "size": size,
        }
        body = json.dumps(echo).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def _read(self, receive: Receive) -> int:
        size, is_complete = 0, False
        while not is_complete:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.disconnected.set()
                raise ClientDisconnect
            size += len(message["body"])
            is_complete = not message["more_body"]
        return size


@dataclass(slots=True)
class Connection:
    """A connection to the server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, content: bytes) -> None:
        """Send bytes; the server may have refused the first of them already."""
        self.writer.write(content)
        with contextlib.suppress(ConnectionError):
            await self.writer.drain()

    async def read(self, *, has_body: bool = True) -> tuple[int, bytes, bytes]:
        """Return status, head and body of the next response."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]) if has_body else 0
        return int(head.split()[1]), head.lower(), await self.reader.readexactly(size)

    async def ask(self, target: bytes) -> Any:
        """Send a GET request and return the response."""
        await self.send(b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        status, _, body = await self.read()
        assert status == 200
        return json.loads(body)

    async def is_closed(self, *, within: float = 60) -> bool:
        """Return whether the server closes the connection in time, without another byte."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                try:
                    return await self.reader.read(1) == b""
                except ConnectionError:
                    return True
        return False


@dataclass(slots=True)
class Server:
    """A running server."""

    app: EchoApp
    port: int
    stop: asyncio.Event
    task: asyncio.Task[None]
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def connect(self) -> Connection:
        """Return a new connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writers.append(writer)
        return Connection(reader, writer)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """Yield a server that gives heads a second."""
    app, stop = EchoApp(), asyncio.Event()
    listener = open_port("127.0.0.1", 0, is_shared=False)
    port = listener.getsockname()[1]
    serving = serve_open_apps(
        [OpenApp(app, [listener], port)], stop=stop, shutdown_timeout=1, header_timeout=HEADER_TIMEOUT
    )
    running = Server(app, port, stop, asyncio.create_task(serving))
    async with asyncio.timeout(60):
        yield running
        for writer in running.writers:
            writer.close()
        app.released.set()
        stop.set()
        await running.task


@pytest.mark.parametrize("case", QUERIES)
async def test_visible_characters_reach_the_app(server: Server, case: str) -> None:
    """A query string may have any visible character as it is; bytes beyond ASCII arrive percent-encoded."""
    sent, expected = QUERIES[case]
    answer = await (await server.connect()).ask(b"/rows?" + sent)
    assert answer == {"method": "GET", "path": "/rows", "query": expected.decode(), "size": 0}


async def test_the_path_may_have_any_character(server: Server) -> None:
    """Bytes of a path are UTF-8, encoded or not."""
    connection = await server.connect()
    assert (await connection.ask("/Łódź/%C5%81<>".encode()))["path"] == "/Łódź/Ł<>"
    assert (await connection.ask(b"http://localhost/rows?a=->>b"))["query"] == "a=->>b"


@pytest.mark.parametrize("case", REFUSED)
async def test_what_is_no_http_is_refused(server: Server, case: str) -> None:
    """Malformed and too long requests get an empty error, and the connection is closed; others are served."""
    content, expected = REFUSED[case]
    connection = await server.connect()
    await connection.send(content)
    status, head, body = await connection.read()
    assert (status, body) == (expected, b"")
    assert b"\r\nconnection: close\r\n" in head
    assert await connection.is_closed()
    assert (await (await server.connect()).ask(b"/next"))["path"] == "/next"
    assert [path for path in server.app.requests if path not in ("/orders", "/next")] == []


async def test_a_head_of_the_largest_size_is_read(server: Server) -> None:
    """The limit counts the head only, in every request of a connection, and not the body."""
    connection = await server.connect()
    for _ in range(3):
        start = b"POST /big HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\nX: "
        await connection.send(start + b"a" * (MAX_HEAD - len(start)) + b"\r\n\r\n" + b"\xff" * 200_000)
        assert json.loads((await connection.read())[2])["size"] == 200_000


async def test_split_request_lines(server: Server) -> None:
    """A request line may arrive byte by byte, and only it is encoded."""
    connection = await server.connect()
    body = "é\nŁ".encode()
    request = b"POST /\xc3\xa9?a=\xc3\xa9 HTTP/1.1\r\nHost: localhost\r\nX: \xff\r\nContent-Length: %d\r\n\r\n" % len(
        body
    )
    for parts in ([request + body], [request, body], [request[:7], request[7:] + body]):
        for part in parts:
            await connection.send(part)
            await asyncio.sleep(0.02)
        answer = json.loads((await connection.read())[2])
        assert answer == {"method": "POST", "path": "/é", "query": "a=%C3%A9", "size": len(body)}
    for byte in request + body:
        await connection.send(bytes([byte]))
        await asyncio.sleep(0)
    assert json.loads((await connection.read())[2]) == answer


async def test_keep_alive_and_pipelining(server: Server) -> None:
    """Requests that are sent together get their responses in order, also those with raw characters."""
    connection = await server.connect()
    get = b"GET /%d?a->>'b' HTTP/1.1\r\nHost: localhost\r\n\r\n"
    await connection.send(b"".join(get % number for number in range(20)))
    answers = [json.loads((await connection.read())[2]) for _ in range(20)]
    assert [answer["path"] for answer in answers] == [f"/{number}" for number in range(20)]
    assert (await connection.ask("/ń?a=ń".encode()))["query"] == "a=%C5%84"
    await connection.send(b"\r\n" + get % 1 + get[:9] % 2)
    assert json.loads((await connection.read())[2])["path"] == "/1"
    await connection.send((get % 2)[8:])
    assert json.loads((await connection.read())[2])["path"] == "/2"


async def test_raw_bytes_of_requests_that_are_sent_together(server: Server) -> None:
    """Bytes beyond ASCII, and an upgrade, in a request that arrives together with one before end the connection."""
    for second in ("GET /ń HTTP/1.1\r\n\r\n".encode(), b"GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: a\r\n\r\n"):
        connection = await server.connect()
        await connection.send(b"GET /1 HTTP/1.1\r\n\r\n" + second)
        assert json.loads((await connection.read())[2])["path"] == "/1"
        assert await connection.is_closed()
    assert server.app.requests == ["/1", "/1"]


async def test_a_long_head_behind_another_request(server: Server) -> None:
    """The limit also holds for a head that begins together with the request before."""
    connection = await server.connect()
    await connection.send(b"GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nX: ")
    assert (await connection.read())[0] == 200
    await connection.send(b"a" * (1 << 20))
    assert (await connection.read())[0] == 431


async def test_methods_without_a_body_in_the_response(server: Server) -> None:
    """HEAD has the headers of GET without its body, OPTIONS is passed on."""
    connection = await server.connect()
    await connection.send(b"HEAD /?a->b HTTP/1.1\r\nHost: localhost\r\n\r\n")
    status, head, _ = await connection.read(has_body=False)
    assert (status, b"content-length: 0" in head, b"\r\ndate: " in head) == (200, False, True)
    await connection.send(b"OPTIONS /rows HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert json.loads((await connection.read())[2])["path"] == "/rows"


@pytest.mark.parametrize("method", ["BREW", "get", "CONNECT", "QUERY", "M-SEARCH", "TRACE", "REPORT"])
async def test_every_method_reaches_the_app(server: Server, method: str) -> None:
    """The application decides which methods it allows; the next request has its own."""
    connection = await server.connect()
    await connection.send(f"{method} /rows HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc".encode())
    answer = json.loads((await connection.read())[2])
    assert (answer["method"], answer["size"]) == (method, 3)
    assert (await connection.ask(b"/rows"))["method"] == "GET"


async def test_bodies(server: Server) -> None:
    """Chunked bodies and large ones are complete, and the client is told to go on where it asks."""
    connection = await server.connect()
    await connection.send(CHUNKED + b"".join(b"%x\r\n%s\r\n" % (size, b"a" * size) for size in (1, 70_000, 5)))
    await connection.send(b"0\r\nX-Trailer: a\r\n\r\n")
    assert json.loads((await connection.read())[2])["size"] == 70_006
    await connection.send(HEAD + b"Expect: 100-continue\r\nContent-Length: 3000000\r\n\r\n")
    assert await connection.reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    await connection.send(b"a" * 3_000_000)
    assert json.loads((await connection.read())[2])["size"] == 3_000_000


async def test_an_upgrade_is_no_more_than_a_request(server: Server) -> None:
    """Requests that offer another protocol are answered in this one, with their bodies."""
    connection = await server.connect()
    offer = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n"
    for _ in range(2):
        await connection.send(HEAD + offer + b"Content-Length: 3\r\n\r\n")
        await connection.send(b"abc")
        assert json.loads((await connection.read())[2])["size"] == 3


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nX-Slow: "], ids=["silent", "half-sent"])
async def test_slow_heads_are_closed(server: Server, sent: bytes) -> None:
    """A connection has a second for its first head, however many bytes arrive, and again after each response."""
    for is_used in (False, True):
        connection = await server.connect()
        if is_used:
            await connection.ask(b"/rows")
        began = time.monotonic()
        await connection.send(sent)
        while sent and time.monotonic() - began < HEADER_TIMEOUT * 0.8:
            await connection.send(b"a")
            await asyncio.sleep(0.1)
        assert await connection.is_closed()
        assert time.monotonic() - began > HEADER_TIMEOUT * 0.7


async def test_a_running_request_has_no_deadline(server: Server) -> None:
    """The time of a head is no limit for a response, also if the next head is half-sent meanwhile."""
    connection = await server.connect()
    await connection.send(b"GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\nGET /next")
    await asyncio.sleep(HEADER_TIMEOUT * 1.5)
    server.app.released.set()
    assert json.loads((await connection.read())[2])["path"] == "/wait"
    await connection.send(b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert json.loads((await connection.read())[2])["path"] == "/next"


async def test_a_body_after_its_response_has_a_deadline(server: Server) -> None:
    """Who goes on sending a body that is not read is disconnected."""
    connection = await server.connect()
    await connection.send(HEAD.replace(b"orders", b"early") + b"Content-Length: 1000\r\n\r\na")
    assert (await connection.read())[0] == 200
    assert not await connection.is_closed(within=HEADER_TIMEOUT * 0.5)
    await connection.send(b"a")
    assert await connection.is_closed()


async def test_a_client_that_leaves_is_noticed(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    """The application learns that the rest of a body does not come, and nothing is logged."""
    connection = await server.connect()
    await connection.send(HEAD + b"Content-Length: 1000\r\n\r\nabc")
    await asyncio.sleep(0.1)
    connection.writer.close()
    await asyncio.wait_for(server.app.disconnected.wait(), 60)
    await asyncio.sleep(0.05)
    assert [record for record in caplog.records if record.name.startswith("uvicorn")] == []


async def test_shutdown(server: Server) -> None:
    """At the end idle connections are closed at once, and running requests are finished or cancelled in time."""
    idle, used, running, endless = [await server.connect() for _ in range(4)]
    await used.ask(b"/rows")
    await running.send(b"GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await endless.send(HEAD + b"Content-Length: 1000\r\n\r\nabc")
    await asyncio.sleep(0.1)
    server.stop.set()
    assert await idle.is_closed()
    assert await used.is_closed()
    with pytest.raises(ConnectionError):
        await server.connect()
    server.app.released.set()
    status, head, _ = await running.read()
    assert (status, b"connection: close" in head) == (200, True)
    await asyncio.wait_for(server.task, 60)
