"""Downloads that wait: for a pause that their source asks for, or for the next try after an error that may pass."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alcove.apps.books.downloads.jobs.cleanup import expire_finished
from alcove.apps.books.model.waiting import PAUSES
from alcove.apps.books.queue import holds
from alcove.apps.books.queue.service import read_snapshot
from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.apps.books.sources.registry import SourceRegistry
from alcove.foundation.database import transaction
from integration.books.downloads.file_server_source import FileServerSource
from integration.books.downloads.world import World
from integration.fetch.scripted_server import http_response
from support import ebooks

BOOK = ebooks.epub(size=200_000)
HELD = http_response(429, b"later", Retry_After="3600")
DOWN = http_response(503, b"later")
ASKS_TO_WAIT = "The File Server asks to wait: 127.0.0.1 asks for fewer requests."


async def seconds_until_retry(world: World, book_id: str = "st-1.epub") -> float:
    """Return the seconds until the next try of a download."""
    found: datetime = (await world.row(book_id))["retry_at"]
    return (found - datetime.now(UTC)).total_seconds()


async def items(world: World) -> dict[str, Any]:
    """Return all entries of the queue by id."""
    return {
        name: entry
        for entries in json.loads(await read_snapshot(world.pool)).values()
        for name, entry in entries.items()
    }


async def test_a_pause_of_the_source_holds_all_its_books(world: World) -> None:
    """After `429 Retry-After: 3600` all books of the source stay queued, say why and until when, and none is asked for.

    Books of other sources go on, and a book that is queued later waits as well.
    """
    other = FileServerSource(world.file_server.base, name="other", display_name="Another", prefix="ot")
    world.sources = SourceRegistry([world.source, other])
    world.file_server.put("st-1.epub", BOOK, faults=[HELD])
    for name in ("st-2.epub", "st-3.epub", "ot-1.epub"):
        world.file_server.put(name, ebooks.epub(name))
    await world.queue("st-1.epub")
    await world.queue("st-2.epub")
    await world.queue("ot-1.epub", source="other", title="Another")
    await world.run()
    await world.queue("st-3.epub")
    await world.run()
    shown = await items(world)
    assert shown["ot-1.epub"]["status"] == "complete"
    for name in ("st-1.epub", "st-2.epub", "st-3.epub"):
        assert shown[name]["status"] == "queued"
        assert shown[name]["status_message"].startswith(f"{ASKS_TO_WAIT} Next try at ")
        assert 3500 < await seconds_until_retry(world, name) <= 3600
    assert len(world.file_server.requests("st-1.epub")) == 1
    assert not world.file_server.requests("st-2.epub")
    (held,) = (await holds.list_holds(world.pool)).values()
    assert (held.source, held.message) == ("files", shown["st-1.epub"]["status_message"])


async def test_a_server_that_is_down_for_an_hour_holds_its_source(world: World) -> None:
    """A 503 that names a time is a pause as well; without a time it is an error that is tried again soon."""
    world.file_server.put("st-1.epub", BOOK, faults=[http_response(503, b"later", Retry_After="1800")])
    await world.queue()
    await world.run()
    row = await world.row()
    reason = "The File Server asks to wait: 127.0.0.1 cannot answer now (status 503)."
    assert (row["state"], row["message"].partition(" Next")[0]) == ("queued", reason)
    assert 1700 < await seconds_until_retry(world) <= 1800


async def test_held_books_are_fetched_when_the_pause_ends(world: World) -> None:
    """When the pause is over, all waiting books are fetched, and their messages are gone."""
    world.file_server.put("st-1.epub", BOOK, faults=[HELD])
    world.file_server.put("st-2.epub", ebooks.epub("Two"))
    await world.queue("st-1.epub")
    await world.queue("st-2.epub")
    await world.run()
    await world.pool.execute("DELETE FROM alcove.outbound_hold")
    await world.retry_now()
    for name in ("st-1.epub", "st-2.epub"):
        row = await world.row(name)
        assert (row["state"], row["message"], row["retry_at"]) == ("complete", None, None)


async def test_the_clock_of_a_download_starts_with_its_turn(world: World) -> None:
    """The wait for the rate limit and for other transfers does not count as download time."""
    world.source = FileServerSource(world.file_server.base, gap=2.0)
    world.sources = SourceRegistry([world.source])
    world.settings(download_timeout=1)
    for number in range(3):
        world.file_server.put(f"st-{number}.epub", ebooks.epub(f"Book {number}"))
        await world.queue(f"st-{number}.epub")
    await asyncio.gather(*(world.run() for _ in range(3)))
    states = [(await world.row(f"st-{number}.epub"))["state"] for number in range(3)]
    assert states == ["complete"] * 3


async def test_a_failed_download_is_tried_again_with_growing_pauses(world: World) -> None:
    """An error that may pass is shown, and the book is tried again by itself after pauses of minutes to a day."""
    world.settings(max_retry=1)
    world.file_server.put("st-1.epub", BOOK, faults=[DOWN] * (len(PAUSES) + 1))
    await world.queue()
    await world.run()
    for pause in (*PAUSES, PAUSES[-1]):
        row = await world.row()
        assert (row["state"], row["message"].partition(" Next")[0]) == (
            "error", "127.0.0.1 cannot answer now (status 503).",
        )  # fmt: skip
        assert pause - 60 < await seconds_until_retry(world) <= 1.1 * pause
        await world.tidy()
        await world.run()
        assert (await world.row())["state"] == "error"
        await world.retry_now()
    row = await world.row()
    assert (row["state"], row["failures"]) == ("complete", len(PAUSES) + 1)
    assert len(world.file_server.requests("st-1.epub")) == len(PAUSES) + 2


async def test_a_waiting_download_does_not_expire(world: World) -> None:
    """A download that is tried again later stays in the list; a failed one without another try leaves it."""
    world.settings(max_retry=1, status_timeout=60)
    world.file_server.put("st-1.epub", BOOK, faults=[DOWN])
    await world.fetch("st-1.epub")
    await world.fetch("st-2.epub")
    await world.pool.execute("UPDATE books_download SET changed_at = now() - interval '1 hour'")
    await expire_finished(world.deps())
    assert {name: entry["status"] for name, entry in (await items(world)).items()} == {"st-1.epub": "error"}


async def test_users_try_at_once_or_cancel(world: World) -> None:
    """Queueing a failed book again tries it at once; cancelling removes it, with its partial file."""
    world.settings(max_retry=1)
    world.file_server.put("st-1.epub", BOOK, faults=[DOWN])
    await world.fetch("st-1.epub")
    assert (await world.fetch("st-1.epub"))["state"] == "complete"
    world.file_server.put("st-2.epub", BOOK, break_after=[50_000])
    row = await world.fetch("st-2.epub", title="Two")
    assert (row["state"], row["retry_at"] is not None) == ("error", True)
    assert world.staged_files()
    await world.cancel("st-2.epub")
    await world.tidy()
    assert (await world.row("st-2.epub"), world.staged_files()) == ({}, [])


async def test_the_partial_file_is_kept_for_the_next_try(world: World) -> None:
    """A transfer that breaks off too often goes on where it stopped when it is tried again."""
    world.settings(max_retry=1)
    world.file_server.put("st-1.epub", BOOK, break_after=[50_000])
    row = await world.fetch()
    reason = "127.0.0.1 closed the connection in the middle of the response."
    assert (row["state"], row["message"].partition(" Next")[0]) == ("error", reason)
    await world.tidy()
    await world.retry_now()
    assert (await world.row())["state"] == "complete"
    assert world.file_server.ranges("st-1.epub") == ["", "bytes=50000-"]


async def test_many_tries_are_no_crashes(world: World) -> None:
    """A download that was tried more often than a worker may die under it is still tried."""
    world.settings(max_retry=1)
    world.file_server.put("st-1.epub", BOOK, faults=[DOWN] * 25)
    await world.queue()
    await world.run()
    for _ in range(25):
        await world.retry_now()
    assert (await world.row())["state"] == "complete"


async def test_a_source_that_asks_to_wait_when_it_is_resolved(world: World) -> None:
    """A source that names the time of its next answer is not asked again before it."""
    world.source.locations["st-1.epub"] = SourceUnavailable("it allows 60 files in six hours", after=7200.0)
    await world.fetch()
    row = await world.row()
    assert row["state"] == "queued"
    assert row["message"].startswith("The File Server: it allows 60 files in six hours. Next try at ")
    assert len(world.source.resolved) == 1
    assert 7100 < await seconds_until_retry(world) <= 7200


async def test_a_worker_continues_held_books_by_itself(world: World) -> None:
    """A running worker fetches the waiting books as soon as the pause ends, without another event."""
    world.file_server.put("st-1.epub", BOOK)
    async with world.worker():
        async with transaction(world.pool) as connection:
            await holds.hold(connection, "files", seconds=2.0, message="The File Server asks to wait.")
        await world.queue()
        row = await world.row()
        assert (row["state"], row["message"]) == ("queued", "The File Server asks to wait.")
        await world.pool.execute("UPDATE books_download SET retry_at = now() + interval '1 s'")
        await world.queue("st-2.epub", source="nobody")
        await world.until(lambda row: row["state"] == "error", book_id="st-2.epub")
        assert (await world.row())["state"] == "queued"
        await asyncio.sleep(1.0)
        await world.tidy()
        assert (await world.wait_until_ended())["state"] == "complete"


@pytest.mark.parametrize("seconds", [5.0, 3600.0])
async def test_a_longer_pause_wins(world: World, seconds: float) -> None:
    """A second pause never shortens the first one."""
    async with transaction(world.pool) as connection:
        await holds.hold(connection, "files", seconds=600.0, message="first")
        await holds.hold(connection, "files", seconds=seconds, message="second")
    (held,) = (await holds.list_holds(world.pool)).values()
    assert held.message == ("second" if seconds > 600 else "first")
    assert held.until - datetime.now(UTC) > timedelta(seconds=max(600.0, seconds) - 30)
