"""The events that connected pages receive, and when."""

import asyncio
import json

import pytest

from alcove.apps.books.queue.service import read_snapshot
from fixtures.books.app_with_sources import BooksTestApp, book
from integration.books.events.socket_client import SocketIoTestClient, enqueue, set_progress, set_state
from support.http_client import http_client
from support.servers import serve_async
from wire.books.world import add_sources

BUCKETS = {"queued", "resolving", "downloading", "complete", "available", "done", "error", "cancelled"}


@pytest.mark.parametrize("transports", [("polling",), ("websocket",), ("polling", "websocket")])
async def test_every_transport_sends_the_queue_on_connect(
    books_app: BooksTestApp, base: str, *, transports: tuple[str]
) -> None:
    """A page receives the queue on connect: by polling, by websocket, and by an upgrade."""
    await enqueue(books_app.deps.pool, book())
    async with SocketIoTestClient().connect(base, transports=transports) as page:
        item = await page.wait_for_entry("sh-1.epub", "queued")
        assert set(page.values("status_update")[0]) == BUCKETS
        assert item["title"] == "Frankenstein"
        assert page.client.transport() == transports[-1]
        # A client that only polls does not end its last request itself.
        books_app.deps.stopping.set()
        await page.until(lambda: page.values("disconnect"))


async def test_updates_equal_the_status_response(books_app: BooksTestApp, base: str) -> None:
    """A pushed update equals the response of a status request, key by key and value by value."""
    await enqueue(books_app.deps.pool, book())
    async with SocketIoTestClient().connect(base) as page, http_client(base) as client:
        await page.wait_for_entry("sh-1.epub", "queued")
        assert page.values("status_update")[-1] == (await client.get("/api/status")).json()
        assert page.values("status_update")[-1] == json.loads(await read_snapshot(books_app.deps.pool))


async def test_values_of_the_handshake(base: str) -> None:
    """The handshake offers the websocket, a ping every 25 seconds and a ping timeout of 60 seconds."""
    async with http_client(base) as client:
        answer = await client.get("/socket.io/", params={"EIO": "4", "transport": "polling"})
    handshake = json.loads(answer.text.removeprefix("0"))
    assert answer.status_code == 200
    assert (handshake["upgrades"], handshake["pingInterval"], handshake["pingTimeout"]) == (["websocket"], 25000, 60000)
    assert handshake["maxPayload"] == 1_000_000


async def test_a_request_for_the_status_is_answered(socket_client: SocketIoTestClient) -> None:
    """A page that requests the status receives it, even if nothing has changed."""
    await socket_client.until(lambda: socket_client.values("status_update"))
    before = len(socket_client.events)
    await socket_client.client.emit("request_status")
    await socket_client.until(lambda: len(socket_client.events) > before)
    assert socket_client.events[before][0] == "status_update"


async def test_every_change_is_pushed(books_app: BooksTestApp, socket_client: SocketIoTestClient) -> None:
    """Queueing, priority changes, states, end and removal reach a page that sends no request."""
    pool = books_app.deps.pool
    await enqueue(pool, book())
    await socket_client.wait_for_entry("sh-1.epub", "queued")
    await pool.execute("SELECT 1")
    for state in ("resolving", "downloading", "complete", "error", "cancelled"):
        await set_state(pool, "sh-1.epub", state)
        assert (await socket_client.wait_for_entry("sh-1.epub", state))["status"] == state
    await pool.execute("DELETE FROM books_download")
    await pool.execute("SELECT pg_notify('books_queue', '')")
    await socket_client.until(lambda: not any(socket_client.values("status_update")[-1].values()))


async def test_a_changed_priority_is_pushed(
    books_app: BooksTestApp, base: str, *, socket_client: SocketIoTestClient
) -> None:
    """A changed priority reaches the page, whoever changed it."""
    await enqueue(books_app.deps.pool, book())
    await socket_client.wait_for_entry("sh-1.epub", "queued")
    async with http_client(base) as client:
        await client.put("/api/queue/sh-1.epub/priority", json={"priority": -9})
    await socket_client.until(
        lambda: socket_client.values("status_update")[-1]["queued"]["sh-1.epub"]["priority"] == -9
    )


async def test_progress_is_sent_after_the_snapshot_with_the_book(
    books_app: BooksTestApp, socket_client: SocketIoTestClient
) -> None:
    """Progress is sent as numbers, only after an update that shows the book as downloading."""
    pool = books_app.deps.pool
    await enqueue(pool, book())
    await socket_client.until(lambda: socket_client.values("status_update"))
    # One transaction starts the transfer and reports its first progress.
    await pool.execute("UPDATE books_download SET state = 'downloading'")
    for percent in (1.0, 41.7):
        await set_progress(pool, "sh-1.epub", progress=percent)
    await socket_client.until(
        lambda: any(step["progress"] == 41.7 for step in socket_client.values("download_progress"))
    )
    first = next(index for index, (name, _) in enumerate(socket_client.events) if name == "download_progress")
    statuses = [value for name, value in socket_client.events[:first] if name == "status_update"]
    assert "sh-1.epub" in statuses[-1]["downloading"]
    assert socket_client.values("download_progress")[-1] == {
        "book_id": "sh-1.epub",
        "progress": 41.7,
        "status": "downloading",
    }


async def test_updates_are_batched(books_app: BooksTestApp, socket_client: SocketIoTestClient) -> None:
    """A hundred changes in a row cause a few updates; the last one has the last change."""
    await socket_client.until(lambda: socket_client.values("status_update"))
    started = asyncio.get_running_loop().time()
    for number in range(100):
        await enqueue(books_app.deps.pool, book(f"sh-{number}.epub"))
    await socket_client.until(lambda: len(socket_client.values("status_update")[-1]["queued"]) == 100)
    seconds = asyncio.get_running_loop().time() - started
    assert len(socket_client.values("status_update")) <= 3 + 4 * seconds


async def test_progress_does_not_resend_the_list(books_app: BooksTestApp, socket_client: SocketIoTestClient) -> None:
    """While a transfer runs, only its progress is sent."""
    pool = books_app.deps.pool
    await enqueue(pool, book())
    await set_state(pool, "sh-1.epub", "downloading")
    await socket_client.wait_for_entry("sh-1.epub", "downloading")
    # Earlier changes may still be pending, batched with the next ones.
    await asyncio.sleep(0.6)
    before = len(socket_client.values("status_update"))
    for percent in (10.0, 20.0, 30.0):
        await set_progress(pool, "sh-1.epub", progress=percent)
    await socket_client.until(
        lambda: any(step["progress"] == 30.0 for step in socket_client.values("download_progress"))
    )
    assert len(socket_client.values("status_update")) == before


@pytest.mark.slow
async def test_a_lost_database_is_reported_and_recovered(
    books_app: BooksTestApp, socket_client: SocketIoTestClient
) -> None:
    """When the status cannot be read, an error is sent; afterwards pages receive updates again."""
    await socket_client.until(lambda: socket_client.values("status_update"))
    pool = books_app.deps.pool
    await pool.execute("ALTER TABLE books_download RENAME TO gone")
    await pool.execute("SELECT pg_notify('books_queue', '')")
    await asyncio.sleep(0.05)
    await socket_client.client.emit("request_status")
    await socket_client.until(lambda: socket_client.values("error"))
    assert socket_client.values("error") == [{"message": "Failed to get status"}]
    before = len(socket_client.values("status_update"))
    await pool.execute("ALTER TABLE gone RENAME TO books_download")
    await socket_client.until(lambda: len(socket_client.values("status_update")) > before)


async def test_searches_for_files_report_their_status(books_app: BooksTestApp) -> None:
    """A search for the files of a book reports the start and the end of each source."""
    add_sources(books_app)
    async with (
        serve_async(books_app.app()) as base,
        SocketIoTestClient().connect(base) as page,
        http_client(base) as client,
    ):
        await client.get("/api/releases", params={"provider": "biblio", "book_id": "OL1W"})
        await page.until(lambda: len(page.values("search_status")) == 2)
    steps = page.values("search_status")
    assert [step["phase"] for step in steps] == ["searching", "complete"]
    assert {(step["source"], step["provider"], step["book_id"]) for step in steps} == {("shop", "biblio", "OL1W")}


async def test_clients_are_disconnected_at_shutdown(books_app: BooksTestApp, base: str) -> None:
    """Pages are disconnected at shutdown, because their pending requests would delay it."""
    async with SocketIoTestClient().connect(base, transports=("polling",)) as page:
        await page.until(lambda: page.values("status_update"))
        books_app.deps.stopping.set()
        await page.until(lambda: page.values("disconnect"))
        assert not page.client.connected
