"""The queue's use cases, each a part of the caller's transaction, and its reads."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from alcove.apps.books.errors import InvalidRequest, NotFound
from alcove.apps.books.model.book import Book, is_book_id
from alcove.apps.books.model.prefixes import PREFIX, Prefix
from alcove.apps.books.queue.model import is_priority
from alcove.apps.books.queue.store import downloads
from alcove.apps.books.queue.store.downloads import CHANNEL, clear_finished
from alcove.apps.books.queue.store.statuses import read_active, read_order, read_snapshot
from alcove.foundation.database import Connection, Pool
from alcove.foundation.jobs import Job, defer

__all__ = [
    "CHANNEL",
    "FETCH",
    "QUEUE",
    "EnqueueResult",
    "QueueSnapshotCache",
    "cancel_download",
    "clear_finished",
    "enqueue_download",
    "read_active",
    "read_order",
    "read_snapshot",
    "reorder",
    "set_priority",
    "wake_worker",
]  # fmt: skip

FETCH: Final = "books.fetch"
QUEUE: Final = "books"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnqueueResult:
    """What came of queueing a book."""

    id: str
    priority: int
    is_new: bool
    """False when it waited or ran already, which nothing was changed about."""


async def enqueue_download(
    connection: Connection, *, book: Book, priority: int = 0, owner: str = "", display_name: str = ""
) -> EnqueueResult:
    """Queue a book, once however often it is asked for; one that ended is queued again, with a new age.

    `display_name` is the source's name for people.
    """
    if not is_priority(priority):
        raise InvalidRequest("Invalid priority value")
    known = await downloads.enqueue(connection, book, priority=priority, owner=owner, display_name=display_name)
    if known is not None:
        return EnqueueResult(id=book.id, priority=known, is_new=False)
    await wake_worker(connection)
    return EnqueueResult(id=book.id, priority=priority, is_new=True)


async def wake_worker(connection: Connection) -> None:
    """Let a worker look at the queue as soon as the transaction commits."""
    await defer(connection, Job(task=FETCH, queue=QUEUE))


async def cancel_download(connection: Connection, book_id: str) -> Literal["cancelled", "removed"]:
    """Cancel a waiting or running book, or take a finished one off the list; NotFound when it is neither."""
    outcome = await downloads.cancel(connection, book_id) if is_book_id(book_id) else None
    if outcome is None:
        raise NotFound("Failed to cancel download or book not found")
    return outcome


async def set_priority(connection: Connection, book_id: str, *, priority: object) -> None:
    """Give a waiting book another priority; its age stays. NotFound when it does not wait."""
    if not isinstance(priority, int) or not is_priority(priority):
        raise InvalidRequest("Invalid priority value")
    if not is_book_id(book_id) or not await downloads.set_priority(connection, book_id, priority=priority):
        raise NotFound("Failed to update priority or book not found")


async def reorder(connection: Connection, priorities: Mapping[str, object]) -> int:
    """Give waiting books other priorities, all or none, and return how many changed; other books are skipped."""
    wanted = {}
    for book_id, priority in priorities.items():
        if not isinstance(priority, int) or not is_priority(priority):
            raise InvalidRequest(f"Invalid priority for book {book_id[:120]}")
        if is_book_id(book_id):
            wanted[book_id] = priority
    return await downloads.reorder(connection, wanted)


_Key = tuple[Prefix, bool]


class QueueSnapshotCache:
    """Answers status reads from readings that began after they were asked for.

    So nobody is shown what was there before their own change, whichever process they made it through, and however
    many readers there are, one statement of a kind runs at a time.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._running: dict[_Key, asyncio.Task[bytes]] = {}
        self._next: dict[_Key, asyncio.Task[bytes]] = {}

    async def read(self, *, prefix: Prefix = PREFIX, legacy_names: bool = False) -> bytes:
        """Return the whole queue by status name as JSON."""
        key = (prefix, legacy_names)
        reading = self._next.get(key)
        if reading is None:
            reading = self._next[key] = asyncio.create_task(self._read(key), name="books-queue-snapshot")
        # One reader who hangs up takes nothing from the others.
        return await asyncio.shield(reading)

    async def _read(self, key: _Key) -> bytes:
        """Read when the reading before has ended; who asks from then on waits for the one after."""
        if key in self._running:
            await asyncio.wait({self._running[key]})
        mine = self._running[key] = self._next.pop(key)
        prefix, legacy_names = key
        try:
            return await read_snapshot(self._pool, prefix=prefix, legacy_names=legacy_names)
        finally:
            if self._running.get(key) is mine:
                del self._running[key]
