"""Live connections with several api processes: each connection reaches another process than the previous one."""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from alcove.foundation.database import PgListener, Pool
from fixtures.books.app_with_sources import BooksTestApp, book, make_books_app
from integration.books.events.socket_client import SocketIoTestClient, enqueue, set_progress, set_state
from integration.books.events.test_connections import CLIENT, PROGRAM
from support.http_client import http_client
from support.servers import serve_async
from support.until import until_async
from wire.books.world import add_sources

PROCESSES = 3
HANDSHAKE = {"EIO": "4", "transport": "polling"}
TRANSPORTS = [("polling",), ("websocket",), ("polling", "websocket")]


def alternate_apps(books_apps: list[BooksTestApp]) -> ASGIApp:
    """Distribute requests and websockets over the running processes in turn, the worst case for sessions."""
    apps = itertools.cycle([(books_app, books_app.app()) for books_app in books_apps])

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        chances = itertools.islice(apps, PROCESSES)
        app = next((app for books_app, app in chances if not books_app.deps.stopping.is_set()), None)
        await (app or next(apps)[1])(scope, receive, send)

    return dispatch


@asynccontextmanager
async def stop_processes(books_apps: list[BooksTestApp]) -> AsyncIterator[None]:
    """Stop the processes before the clients: a client that only polls does not end its last request itself."""
    yield
    for books_app in books_apps:
        books_app.deps.stopping.set()
    await asyncio.sleep(0.1)


@pytest.fixture
async def books_apps(pool: Pool, dsn: str, tmp_path: Path) -> AsyncIterator[list[BooksTestApp]]:
    """Provide the apps of three processes, each with its own LISTEN connection."""
    async with AsyncExitStack() as stack:
        apps = []
        for number in range(PROCESSES):
            pg_listener = PgListener(dsn, name=f"process-{number}")
            await pg_listener.start()
            stack.push_async_callback(pg_listener.close)
            apps.append(make_books_app(pool=pool, pg_listener=pg_listener, data_dir=tmp_path))
        yield apps


@pytest.fixture
async def base(books_apps: list[BooksTestApp]) -> AsyncIterator[str]:
    """Provide the shared address of all processes."""
    async with serve_async(alternate_apps(books_apps)) as address, stop_processes(books_apps):
        yield address


@pytest.mark.parametrize("transports", TRANSPORTS)
async def test_every_page_sees_every_change(
    books_apps: list[BooksTestApp], base: str, *, transports: tuple[str, ...]
) -> None:
    """Pages receive the queue, its changes, progress and responses, whichever process serves their requests."""
    pool = books_apps[0].deps.pool
    async with AsyncExitStack() as stack:
        pages = [
            await stack.enter_async_context(SocketIoTestClient().connect(base, transports=transports))
            for _ in range(PROCESSES)
        ]
        await enqueue(pool, book())
        for page in pages:
            await page.wait_for_entry("sh-1.epub", "queued")
            assert page.client.transport() == transports[-1]
        await set_state(pool, "sh-1.epub", "downloading")
        for page in pages:
            await page.wait_for_entry("sh-1.epub", "downloading")
        for percent in range(10, 60, 10):
            await set_progress(pool, "sh-1.epub", progress=float(percent))
        for page in pages:
            await page.wait_for_progress(50.0)
            await page.request_status()
            assert not page.values("disconnect")
            assert len([name for name, _ in page.events if name == "connect"]) == 1
        await stack.enter_async_context(stop_processes(books_apps))


async def test_the_client_of_the_newer_page(books_apps: list[BooksTestApp], base: str) -> None:
    """The newer page's client upgrades to a websocket and receives changes, whichever process serves it."""
    if shutil.which("node") is None or not CLIENT.is_dir():
        pytest.skip("node and the page's packages are not installed")
    for number in range(PROCESSES):
        process = await asyncio.create_subprocess_exec(
            "node", str(PROGRAM), base, str(CLIENT), stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(60):
                assert await process.stdout.readline() == b"first polling\n"
                assert await process.stdout.readline() == b"upgraded websocket\n"
                await enqueue(books_apps[number].deps.pool, book())
                assert await process.stdout.readline() == b"queued sh-1.epub\n"
                assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def test_a_large_queue_with_unusual_characters(books_apps: list[BooksTestApp], base: str) -> None:
    """A snapshot larger than many notifications arrives unchanged at a page with a session in another process."""
    pool = books_apps[0].deps.pool
    for number in range(300):
        await enqueue(pool, book(f"sh-{number}.epub", title=f"Ärger & 'Ruhe' \" \\ 😀 {number}"))
    async with http_client(base) as client:
        expected = (await client.get("/api/status")).json()
    for transports in TRANSPORTS[1:]:
        async with SocketIoTestClient().connect(base, transports=transports) as page:
            await page.wait_for_status(lambda status: status == expected)
            assert len(page.values("status_update")) == 1


async def test_search_statuses_reach_the_pages_of_all_processes(books_apps: list[BooksTestApp]) -> None:
    """The status of a search in one process is also sent to pages of the others."""
    add_sources(books_apps[0])
    async with (
        serve_async(books_apps[0].app()) as search_app,
        serve_async(books_apps[1].app()) as page_app,
        SocketIoTestClient().connect(page_app) as page,
        http_client(search_app) as client,
    ):
        await client.get("/api/releases", params={"provider": "biblio", "book_id": "OL1W"})
        await page.until(lambda: len(page.values("search_status")) == 2)
        assert [step["phase"] for step in page.values("search_status")] == ["searching", "complete"]
        books_apps[1].deps.stopping.set()


async def test_a_session_of_a_stopped_process_is_unknown(base: str) -> None:
    """Requests for a session of a stopped process are refused soon, so that the page starts a new session."""
    async with http_client(base) as client:
        answer = await client.get("/socket.io/", params={**HANDSHAKE, "sid": "0123456789ab-gone"})
        assert (answer.status_code, answer.json()["message"]) == (400, "Session ID unknown")


@pytest.mark.slow
@pytest.mark.parametrize("transports", TRANSPORTS)
async def test_a_lost_listening_connection_loses_no_change(
    books_apps: list[BooksTestApp], base: str, *, transports: tuple[str, ...]
) -> None:
    """When all LISTEN connections are killed during changes, pages still receive the newest state."""
    pool = books_apps[0].deps.pool
    listening = " FROM pg_stat_activity WHERE application_name LIKE 'process-%' AND datname = current_database()"

    async def all_listen() -> bool:
        return bool(await pool.fetchval(f"SELECT count(*) = {PROCESSES}{listening}"))

    async with (
        SocketIoTestClient(reconnects=True).connect(base, transports=transports) as page,
        stop_processes(books_apps),
    ):
        await page.until(lambda: page.values("status_update"))
        for number in range(4):
            await until_async(all_listen)
            await pool.execute(f"SELECT pg_terminate_backend(pid){listening}")
            await enqueue(pool, book(f"sh-{number}.epub"))
            await page.wait_for_status(lambda status: len(status["queued"]) == number + 1)  # noqa: B023 - awaited here


async def test_clients_of_a_stopped_process_reconnect_to_another(books_apps: list[BooksTestApp], base: str) -> None:
    """When a process stops, its pages reconnect by themselves and receive later changes."""
    pool = books_apps[0].deps.pool
    async with AsyncExitStack() as stack:
        pages = [await stack.enter_async_context(SocketIoTestClient(reconnects=True).connect(base)) for _ in range(6)]
        for page in pages:
            await page.wait_for_status(bool)
        books_apps[1].deps.stopping.set()
        await asyncio.sleep(0.3)
        await enqueue(pool, book())
        for page in pages:
            await page.wait_for_entry("sh-1.epub", "queued")
