"""Who may open the live connection, from which origin, and for how long."""

import asyncio
import shutil
from pathlib import Path

import httpx2
import pytest
import socketio

from alcove.foundation.identity import SESSION_CHANNEL
from arch.tree import ROOT
from fixtures.books.app_with_sources import BooksTestApp, book
from integration.books.events.socket_client import SocketIoTestClient, enqueue
from support.authenticators import FakeAuthenticator
from support.http_client import http_client
from support.servers import serve_async

CLIENT = ROOT / "web" / "node_modules" / "socket.io-client"
PROGRAM = Path(__file__).with_name("page.mjs")
HANDSHAKE = {"EIO": "4", "transport": "polling"}
WEBSOCKET = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}


def accept_cookies(good: set[bytes]) -> FakeAuthenticator:
    """Return an authenticator that accepts requests with one of the cookies in `good`."""
    return FakeAuthenticator(lambda credentials: credentials.headers.get(b"cookie") in good)


async def _handshake(base: str, path: str = "/socket.io/", **headers: str) -> httpx2.Response:
    async with http_client(base) as client:
        return await client.get(path, params=HANDSHAKE, headers=headers)


async def test_without_a_session_access_is_denied(books_app: BooksTestApp) -> None:
    """With sign-in enabled, both transports are refused without a session, and the queue is not sent."""
    books_app.authenticator = accept_cookies(set())
    async with serve_async(books_app.app()) as base:
        answer = await _handshake(base)
        assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})
        assert "www-authenticate" not in answer.headers
        for transport in ("polling", "websocket"):
            with pytest.raises(socketio.exceptions.ConnectionError):
                async with SocketIoTestClient().connect(base, transports=(transport,)):
                    pass


async def test_a_connection_ends_with_its_session(books_app: BooksTestApp) -> None:
    """A signed-in client connects; when its session ends, its connection is closed and the others stay open."""
    good = {b"session=one", b"session=two"}
    books_app.authenticator = accept_cookies(good)
    async with serve_async(books_app.app()) as base:
        first, second = SocketIoTestClient(), SocketIoTestClient()
        async with (
            first.connect(base, headers={"Cookie": "session=one"}),
            second.connect(base, headers={"Cookie": "session=two"}),
        ):
            await first.until(lambda: first.values("status_update"))
            await second.until(lambda: second.values("status_update"))
            good.discard(b"session=one")
            await books_app.deps.pool.execute("SELECT pg_notify($1, '')", SESSION_CHANNEL)
            await first.until(lambda: first.values("disconnect"))
            await enqueue(books_app.deps.pool, book())
            await second.wait_for_entry("sh-1.epub", "queued")
            assert not any(status["queued"] for status in first.values("status_update"))


@pytest.mark.parametrize(
    ("origin", "environ", "status"),
    [
        ("", {}, 200),
        ("http://{host}", {}, 200),
        ("https://{host}", {}, 200),
        ("http://evil.example", {}, 403),
        ("http://{host}.evil.example", {}, 403),
        ("null", {}, 403),
        ("http://localhost:5173", {}, 403),
        ("http://localhost:5173", {"DEBUG": "true"}, 200),
        ("http://127.0.0.1:5173", {"DEBUG": "true"}, 200),
        ("http://localhost:5174", {"DEBUG": "true"}, 403),
        ("https://library.example", {"ALLOWED_ORIGINS": "https://library.example"}, 200),
        ("https://library.example.evil", {"ALLOWED_ORIGINS": "https://library.example"}, 403),
    ],
)
async def test_allowed_origins(books_app: BooksTestApp, origin: str, *, environ: dict[str, str], status: int) -> None:
    """Pages of this server and of listed origins may connect, those of a dev server only with DEBUG."""
    books_app.preferences.environ |= environ
    async with serve_async(books_app.app()) as base:
        sent = {"Origin": origin.format(host=base.removeprefix("http://"))} if origin else {}
        answer = await _handshake(base, **sent)
        assert answer.status_code == status
        if sent and status == 200:
            assert answer.headers["access-control-allow-origin"] == sent["Origin"]
        else:
            assert "access-control-allow-origin" not in answer.headers


async def test_a_page_of_another_origin_gets_no_websocket(base: str) -> None:
    """A websocket of a page of another origin is refused before the upgrade."""
    headers = {**WEBSOCKET, "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Origin": "http://evil.example"}
    async with http_client(base) as client:
        answer = await client.get("/socket.io/?EIO=4&transport=websocket", headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/socket.iox/", "/api/socket.io", "/nowhere"])
async def test_there_is_no_websocket_elsewhere(base: str, path: str) -> None:
    """Websockets at other paths are refused."""
    headers = {**WEBSOCKET, "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    async with http_client(base) as client:
        assert (await client.get(path, headers=headers)).status_code == 403


@pytest.mark.parametrize("query", ["EIO=4&transport=polling", "EIO=4&transport=polling&sid=nobody"])
async def test_a_malformed_body_is_refused(base: str, query: str) -> None:
    """A body with malformed chunks gets 400 with an error as JSON."""
    url = httpx2.URL(base)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    head = f"POST /socket.io/?{query} HTTP/1.1\r\nHost: {url.netloc.decode()}\r\nTransfer-Encoding: chunked\r\n\r\n"
    writer.write(head.encode() + b"ZZ\r\nabc\r\n")
    async with asyncio.timeout(60):
        assert b" 400 " in await reader.readline()
        assert b'{"error":' in await reader.read()
    writer.close()
    await writer.wait_closed()


async def test_invalid_messages_are_ignored(books_app: BooksTestApp, base: str) -> None:
    """Invalid messages are refused or ignored, and the connection stays open."""
    async with http_client(base) as client:
        for body in (b"", b"4", b"40", b"x" * 2000, b"\xff\xfe", b"42[", b'42["status_update"]'):
            answer = await client.get("/socket.io/", params=HANDSHAKE)
            sid = answer.text.partition('"sid":"')[2].partition('"')[0]
            answer = await client.post("/socket.io/", params={**HANDSHAKE, "sid": sid}, content=body)
            assert answer.status_code in (200, 400), body
            answer = await client.post("/socket.io/", params={**HANDSHAKE, "sid": "nobody"}, content=body)
            assert answer.status_code == 400, body
    await enqueue(books_app.deps.pool, book())
    async with SocketIoTestClient().connect(base) as page:
        await page.wait_for_entry("sh-1.epub", "queued")


async def test_the_client_of_the_newer_page(books_app: BooksTestApp, base: str) -> None:
    """The client of the newer page connects by polling, upgrades to a websocket and receives changes."""
    if shutil.which("node") is None or not CLIENT.is_dir():
        pytest.skip("node and the page's packages are not installed")
    process = await asyncio.create_subprocess_exec(
        "node", str(PROGRAM), base, str(CLIENT), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            assert await process.stdout.readline() == b"first polling\n"
            assert await process.stdout.readline() == b"upgraded websocket\n"
            await enqueue(books_app.deps.pool, book())
            assert await process.stdout.readline() == b"queued sh-1.epub\n"
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
