"""Downloads that are cancelled in each of their phases."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from alcove.apps.books.model.book import Location
from integration.books.downloads.world import World
from support import ebooks

BOOK = ebooks.epub(size=400_000)


async def block_resolving(world: World) -> None:
    """Make the source wait forever for the location."""

    async def resolve(book_id: str) -> list[Location]:
        await asyncio.Event().wait()
        return [world.source.location(book_id)]

    world.source.resolve = resolve  # type: ignore[method-assign] # the source of this test
    await world.queue()


async def answer_503(world: World) -> None:
    """Make the server answer 503, so that the download is retried."""
    world.file_server.put(
        "st-1.epub", BOOK, faults=[b"HTTP/1.1 503 Later\r\nRetry-After: 50\r\nContent-Length: 0\r\n\r\n"]
    )
    await world.queue()


async def send_slowly(world: World) -> None:
    """Make the server send the file slowly."""
    world.file_server.put("st-1.epub", BOOK, speed=50_000)
    await world.queue()


async def stall_response(world: World) -> None:
    """Make the server stop in the middle of the file."""
    world.file_server.put("st-1.epub", BOOK, stalls=True)
    await world.queue()


PHASES = [
    (block_resolving, lambda row: row["state"] == "resolving"),
    (answer_503, lambda row: row["message"] and "wait" in row["message"]),
    (send_slowly, lambda row: row["progress"] > 1),
    (stall_response, lambda row: row["state"] == "downloading"),
]


@pytest.mark.parametrize(("prepare", "is_reached"), PHASES)
async def test_cancelling(
    world: World, prepare: Callable[[World], Awaitable[None]], is_reached: Callable[[dict[str, object]], bool]
) -> None:
    """A cancelled download stops, leaves no file and stays cancelled."""
    await prepare(world)
    running = asyncio.create_task(world.run())
    await world.until(is_reached)
    await world.cancel()
    await asyncio.wait_for(running, 60)
    assert (await world.row())["state"] == "cancelled"
    assert world.library_files() == {}
    assert world.staged_files() == []


async def test_a_cancellation_without_notification_is_noticed(world: World) -> None:
    """A worker without its LISTEN connection notices a cancellation by polling."""
    await stall_response(world)
    running = asyncio.create_task(world.run())
    await world.until(lambda row: row["state"] == "downloading")
    await world.pg_listener.close()
    await world.cancel()
    await asyncio.wait_for(running, 60)
    assert (await world.row())["state"] == "cancelled"
    assert world.staged_files() == []


async def test_a_cancelled_queued_book_is_never_started(world: World) -> None:
    """For a book that is cancelled while it is queued, no request is sent."""
    await world.queue()
    await world.cancel()
    await world.run()
    assert world.source.resolved == []
    assert (await world.row())["state"] == "cancelled"


async def test_cancelled_and_queued_again(world: World) -> None:
    """A book that is queued again while its cancelled run still stops is downloaded once more."""
    await send_slowly(world)
    running = asyncio.create_task(world.run())
    await world.until(lambda row: row["progress"] > 1)
    await world.cancel()
    # A fast file for the second run; the first response stays slow.
    world.file_server.put("st-1.epub", BOOK)
    await world.queue()
    await asyncio.wait_for(running, 60)
    # The first run may have ended before the book was queued again; then this one downloads it.
    await world.run()
    assert (await world.row())["state"] == "complete"
    assert list(world.library_files().values()) == [BOOK]
    assert world.file_server.ranges("st-1.epub") == ["", ""]
    await world.wait_until_clean()
