"""What connected pages are told, and when."""

import asyncio
import json

import pytest

from alcove.apps.books.queue.service import read_snapshot
from fixtures.books.app_with_sources import House, book
from integration.books.live.listening import Guest, advance, enter, put
from support.http_client import http_client
from support.servers import serve_async
from wire.books.world import furnish

BUCKETS = {"queued", "resolving", "downloading", "complete", "available", "done", "error", "cancelled"}


@pytest.mark.parametrize("transports", [("polling",), ("websocket",), ("polling", "websocket")])
async def test_every_transport_shows_the_queue_on_arrival(house: House, base: str, *, transports: tuple[str]) -> None:
    """A page is shown the queue as soon as it is there: by polling, by websocket, and by one after the other."""
    await put(house.deps.pool, book())
    async with Guest().connected(base, transports=transports) as page:
        item = await page.shown("sh-1.epub", "queued")
        assert set(page.named("status_update")[0]) == BUCKETS
        assert item["title"] == "Frankenstein"
        assert page.client.transport() == transports[-1]
        # A client that only polls does not end its last request itself.
        house.deps.stopping.set()
        await page.until(lambda: page.named("disconnect"))


async def test_the_update_is_what_a_status_request_answers(house: House, base: str) -> None:
    """What is pushed equals the answer to a status request, key by key and value by value."""
    await put(house.deps.pool, book())
    async with Guest().connected(base) as page, http_client(base) as client:
        await page.shown("sh-1.epub", "queued")
        assert page.named("status_update")[-1] == (await client.get("/api/status")).json()
        assert page.named("status_update")[-1] == json.loads(await read_snapshot(house.deps.pool))


async def test_the_handshake_names_the_terms(base: str) -> None:
    """The handshake offers the websocket, a ping every 25 seconds and 60 seconds to answer it."""
    async with http_client(base) as client:
        answer = await client.get("/socket.io/", params={"EIO": "4", "transport": "polling"})
    terms = json.loads(answer.text.removeprefix("0"))
    assert answer.status_code == 200
    assert (terms["upgrades"], terms["pingInterval"], terms["pingTimeout"]) == (["websocket"], 25000, 60000)
    assert terms["maxPayload"] == 1_000_000


async def test_a_request_for_the_status_is_answered(guest: Guest) -> None:
    """A page that asks is shown the queue, without anything having changed."""
    await guest.until(lambda: guest.named("status_update"))
    before = len(guest.told)
    await guest.client.emit("request_status")
    await guest.until(lambda: len(guest.told) > before)
    assert guest.told[before][0] == "status_update"


async def test_every_change_is_pushed(house: House, guest: Guest) -> None:
    """Queueing, another priority, each state, the end and the removal all reach a page that never asks."""
    pool = house.deps.pool
    await put(pool, book())
    await guest.shown("sh-1.epub", "queued")
    await pool.execute("SELECT 1")
    for state in ("resolving", "downloading", "complete", "error", "cancelled"):
        await enter(pool, "sh-1.epub", state)
        assert (await guest.shown("sh-1.epub", state))["status"] == state
    await pool.execute("DELETE FROM books_download")
    await pool.execute("SELECT pg_notify('books_queue', '')")
    await guest.until(lambda: not any(guest.named("status_update")[-1].values()))


async def test_a_change_of_a_priority_is_pushed(house: House, base: str, *, guest: Guest) -> None:
    """Another priority reaches the page, whoever gave it."""
    await put(house.deps.pool, book())
    await guest.shown("sh-1.epub", "queued")
    async with http_client(base) as client:
        await client.put("/api/queue/sh-1.epub/priority", json={"priority": -9})
    await guest.until(lambda: guest.named("status_update")[-1]["queued"]["sh-1.epub"]["priority"] == -9)


async def test_progress_comes_after_the_update_that_shows_the_book(house: House, guest: Guest) -> None:
    """Steps are told only of books that an update before them has shown as downloading, as numbers."""
    pool = house.deps.pool
    await put(pool, book())
    await guest.until(lambda: guest.named("status_update"))
    # The worker's transaction that begins the transfer and its first step come in one go.
    await pool.execute("UPDATE books_download SET state = 'downloading'")
    for percent in (1.0, 41.7):
        await advance(pool, "sh-1.epub", progress=percent)
    await guest.until(lambda: any(step["progress"] == 41.7 for step in guest.named("download_progress")))
    first = next(place for place, (word, _) in enumerate(guest.told) if word == "download_progress")
    shown = [value for word, value in guest.told[:first] if word == "status_update"]
    assert "sh-1.epub" in shown[-1]["downloading"]
    assert guest.named("download_progress")[-1] == {"book_id": "sh-1.epub", "progress": 41.7, "status": "downloading"}


async def test_updates_are_batched(house: House, guest: Guest) -> None:
    """A hundred changes in a row make a handful of updates, the last of which shows the last change."""
    await guest.until(lambda: guest.named("status_update"))
    started = asyncio.get_running_loop().time()
    for number in range(100):
        await put(house.deps.pool, book(f"sh-{number}.epub"))
    await guest.until(lambda: len(guest.named("status_update")[-1]["queued"]) == 100)
    seconds = asyncio.get_running_loop().time() - started
    assert len(guest.named("status_update")) <= 3 + 4 * seconds


async def test_steps_of_a_transfer_do_not_repeat_the_list(house: House, guest: Guest) -> None:
    """While a shown transfer goes on, only its steps are told."""
    pool = house.deps.pool
    await put(pool, book())
    await enter(pool, "sh-1.epub", "downloading")
    await guest.shown("sh-1.epub", "downloading")
    # What was told of before this may still be on its way, put together with what came right after it.
    await asyncio.sleep(0.6)
    before = len(guest.named("status_update"))
    for percent in (10.0, 20.0, 30.0):
        await advance(pool, "sh-1.epub", progress=percent)
    await guest.until(lambda: any(step["progress"] == 30.0 for step in guest.named("download_progress")))
    assert len(guest.named("status_update")) == before


async def test_a_lost_database_is_told_and_got_over(house: House, guest: Guest) -> None:
    """A status that cannot be read is told as an error; once it can be read again, pages see it by themselves."""
    await guest.until(lambda: guest.named("status_update"))
    pool = house.deps.pool
    await pool.execute("ALTER TABLE books_download RENAME TO gone")
    await pool.execute("SELECT pg_notify('books_queue', '')")
    await asyncio.sleep(0.05)
    await guest.client.emit("request_status")
    await guest.until(lambda: guest.named("error"))
    assert guest.named("error") == [{"message": "Failed to get status"}]
    before = len(guest.named("status_update"))
    await pool.execute("ALTER TABLE gone RENAME TO books_download")
    await guest.until(lambda: len(guest.named("status_update")) > before)


async def test_searches_for_files_say_how_far_they_are(house: House) -> None:
    """A search for the files of a book tells of each source as it begins and as it ends."""
    furnish(house)
    async with (
        serve_async(house.app()) as base,
        Guest().connected(base) as page,
        http_client(base) as client,
    ):
        await client.get("/api/releases", params={"provider": "knower", "book_id": "OL1W"})
        await page.until(lambda: len(page.named("search_status")) == 2)
    steps = page.named("search_status")
    assert [step["phase"] for step in steps] == ["searching", "complete"]
    assert {(step["source"], step["provider"], step["book_id"]) for step in steps} == {("shop", "knower", "OL1W")}


async def test_the_end_of_the_process_lets_everybody_go(house: House, base: str) -> None:
    """Pages are let go when the process is to leave: their held requests would keep it."""
    async with Guest().connected(base, transports=("polling",)) as page:
        await page.until(lambda: page.named("status_update"))
        house.deps.stopping.set()
        await page.until(lambda: page.named("disconnect"))
        assert not page.client.connected
