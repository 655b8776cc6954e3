"""Books that are cancelled in each of their phases."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from alcove.apps.books.model.book import Location
from integration.books.downloads.world import World
from support import ebooks

BOOK = ebooks.epub(size=400_000)


async def resolving(world: World) -> None:
    """Let the source take for ever."""

    async def resolve(book_id: str) -> list[Location]:
        await asyncio.Event().wait()
        return [world.source.location(book_id)]

    world.source.resolve = resolve  # type: ignore[method-assign] # the source of this test
    await world.queue()


async def connecting(world: World) -> None:
    """Let the server be asked again and again."""
    world.file_server.put(
        "st-1.epub", BOOK, faults=[b"HTTP/1.1 503 Later\r\nRetry-After: 300\r\nContent-Length: 0\r\n\r\n"]
    )
    await world.queue()


async def downloading(world: World) -> None:
    """Let the bytes come slowly."""
    world.file_server.put("st-1.epub", BOOK, speed=50_000)
    await world.queue()


async def silent(world: World) -> None:
    """Let the bytes stop coming."""
    world.file_server.put("st-1.epub", BOOK, hang=True)
    await world.queue()


PHASES = [
    (resolving, lambda row: row["state"] == "resolving"),
    (connecting, lambda row: row["message"] and "wait" in row["message"]),
    (downloading, lambda row: row["progress"] > 1),
    (silent, lambda row: row["state"] == "downloading"),
]


@pytest.mark.parametrize(("begin", "there"), PHASES)
async def test_cancelling(
    world: World, begin: Callable[[World], Awaitable[None]], there: Callable[[dict[str, object]], bool]
) -> None:
    """A book that is cancelled stops; nothing of it is left, and it stays cancelled."""
    await begin(world)
    running = asyncio.create_task(world.run())
    await world.until(there)
    await world.cancel()
    await asyncio.wait_for(running, 60)
    assert (await world.row())["state"] == "cancelled"
    assert world.library_files() == {}
    assert world.staged_files() == []


async def test_a_cancellation_without_notification_is_noticed(world: World) -> None:
    """A worker whose connection for notices is gone finds out by itself."""
    await silent(world)
    running = asyncio.create_task(world.run())
    await world.until(lambda row: row["state"] == "downloading")
    await world.pg_listener.close()
    await world.cancel()
    await asyncio.wait_for(running, 60)
    assert (await world.row())["state"] == "cancelled"
    assert world.staged_files() == []


async def test_a_cancelled_queued_book_is_never_started(world: World) -> None:
    """A book that is cancelled before it was taken asks nobody for anything."""
    await world.queue()
    await world.cancel()
    await world.run()
    assert world.source.resolved == []
    assert (await world.row())["state"] == "cancelled"


async def test_cancelled_and_queued_again(world: World) -> None:
    """A book that is queued again while its first run still stops is fetched anew, once."""
    await downloading(world)
    running = asyncio.create_task(world.run())
    await world.until(lambda row: row["progress"] > 1)
    await world.cancel()
    # Another file in its place: the first answer goes on as slowly as it began.
    world.file_server.put("st-1.epub", BOOK)
    await world.queue()
    await asyncio.wait_for(running, 60)
    # The first run may have ended before the book was queued again; then another one fetches it.
    await world.run()
    assert (await world.row())["state"] == "complete"
    assert list(world.library_files().values()) == [BOOK]
    assert world.file_server.ranges("st-1.epub") == ["", ""]
    await world.wait_until_clean()
