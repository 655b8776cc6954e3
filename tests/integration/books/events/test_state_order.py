"""Short downloads by a real worker, as connected pages and polling pages see them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from alcove.foundation.database import PgListener, Pool
from integration.books.downloads.file_server import serve_files
from integration.books.downloads.world import World
from integration.books.events.socket_client import SocketIoTestClient
from support import ebooks
from support.http_client import http_client

IDS = tuple(f"st-{number}.epub" for number in range(40))
STATES = ("queued", "resolving", "downloading", "complete")


@pytest.fixture
async def world(dsn: str, pool: Pool, pg_listener: PgListener, *, tmp_path: Path) -> AsyncIterator[World]:
    """Provide a worker's world on the database of the served app, with forty tiny books."""
    async with serve_files() as file_server:
        for number, book_id in enumerate(IDS):
            file_server.put(book_id, ebooks.epub(f"Book {number}", seed=number))
        yield World(dsn=dsn, pool=pool, pg_listener=pg_listener, file_server=file_server, folder=tmp_path)


def seen_states(snapshots: list[Mapping[str, Mapping[str, Any]]], book_id: str) -> list[str]:
    """Return the states in which snapshots show a book, without repetitions."""
    states = [state for snapshot in snapshots for state, entries in snapshot.items() if book_id in entries]
    return [state for before, state in zip(["", *states], states, strict=False) if state != before]


async def test_every_page_sees_every_state_of_short_downloads(socket_client: SocketIoTestClient, world: World) -> None:
    """Forty tiny books at once: a page sees each of them in each state, in order, and then delivered."""
    await socket_client.until(lambda: socket_client.values("status_update"))
    async with world.worker():
        for book_id in IDS:
            await world.queue(book_id)
        await socket_client.wait_for_status(lambda status: len(status["complete"]) == len(IDS))
    snapshots = socket_client.values("status_update")
    assert {book_id: seen_states(snapshots, book_id) for book_id in IDS} == {name: list(STATES) for name in IDS}
    assert all(entry["download_path"] for entry in snapshots[-1]["complete"].values())


async def test_a_page_that_polls_sees_a_short_download_before_its_end(base: str, world: World) -> None:
    """A page that reads the status every few seconds sees a short download as downloading, then as complete."""
    async with world.worker(), http_client(base) as client:
        await world.queue(IDS[0])
        await world.wait_until_ended(IDS[0])
        shown = (await client.get("/api/status")).json()
        assert shown["downloading"][IDS[0]]["status_message"] == "Processing"
        assert shown["downloading"][IDS[0]]["download_path"] is None
        await world.pool.execute(
            "UPDATE books_download SET started_at = now() - interval '6 s', changed_at = now() - interval '5.5 s'"
        )
        assert IDS[0] in (await client.get("/api/status")).json()["complete"]


async def test_a_page_that_reconnects_sees_the_download_before_its_end(base: str, world: World) -> None:
    """A page that lost its connection while a short download ran sees it as downloading, then as complete."""
    async with world.worker():
        await world.queue(IDS[0])
        await world.wait_until_ended(IDS[0])
        async with SocketIoTestClient().connect(base) as page:
            await asyncio.wait_for(page.wait_for_entry(IDS[0], "complete"), 60)
    assert seen_states(page.values("status_update"), IDS[0]) == ["downloading", "complete"]
