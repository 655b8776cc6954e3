"""The queue's use cases, each part of the caller's transaction, and its cached snapshot."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from alcove.apps.books.errors import InvalidRequest, NotFound
from alcove.apps.books.model.book import Book, is_book_id
from alcove.apps.books.model.prefixes import PREFIX, Prefix
from alcove.apps.books.queue.model import POLLING_INTERVAL, is_priority, move_before
from alcove.apps.books.queue.store import downloads, page
from alcove.apps.books.queue.store.downloads import CHANNEL, clear_finished
from alcove.apps.books.queue.store.statuses import read_active, read_order, read_snapshot
from alcove.foundation.database import Connection, Pool
from alcove.foundation.jobs import Job, defer

__all__ = [
    "CHANNEL",
    "CLEAN_UP",
    "FETCH",
    "QUEUE",
    "EnqueueResult",
    "QueueSnapshotCache",
    "cancel_download",
    "clear_finished",
    "enqueue_download",
    "move_download",
    "read_active",
    "read_order",
    "read_snapshot",
    "reorder",
    "retry_download",
    "set_priority",
    "wake_worker",
]  # fmt: skip

FETCH: Final = "books.fetch"
QUEUE: Final = "books"
CLEAN_UP: Final = "books.tidy"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnqueueResult:
    """The result of queueing a book."""

    id: str
    priority: int
    is_new: bool
    """False when it was queued, running or delivered already; nothing was changed then."""
    is_delivered: bool = False
    """Whether it was delivered before and is not fetched again."""


async def enqueue_download(
    connection: Connection,
    *,
    book: Book,
    priority: int = 0,
    owner: str = "",
    display_name: str = "",
    again: bool = False,
) -> EnqueueResult:
    """Queue a book unless it is queued or running; a book that ended is queued again, with a new age.

    `display_name` is the source's name for people. With `again`, its file is delivered even if the library has it.
    """
    if not is_priority(priority):
        raise InvalidRequest("Invalid priority value")
    current = await downloads.enqueue(
        connection, book, priority=priority, owner=owner, display_name=display_name, again=again
    )
    if current is not None:
        return EnqueueResult(id=book.id, priority=current, is_new=False)
    await wake_worker(connection)
    return EnqueueResult(id=book.id, priority=priority, is_new=True)


async def wake_worker(connection: Connection) -> None:
    """Start a job that fetches from the queue when the transaction commits."""
    await defer(connection, Job(task=FETCH, queue=QUEUE))


async def cancel_download(connection: Connection, book_id: str) -> Literal["cancelled", "removed"]:
    """Cancel a queued or running download, or remove a finished entry; NotFound."""
    outcome = await downloads.cancel(connection, book_id) if is_book_id(book_id) else None
    if outcome is None:
        raise NotFound("Failed to cancel download or book not found")
    # A download that waits has no worker that removes its partial file.
    await defer(connection, Job(task=CLEAN_UP, queue=QUEUE, lock=CLEAN_UP, queueing_lock=CLEAN_UP))
    return outcome


async def set_priority(connection: Connection, book_id: str, *, priority: object) -> None:
    """Set the priority of a queued download, which keeps its age; NotFound when it is not queued."""
    if not isinstance(priority, int) or not is_priority(priority):
        raise InvalidRequest("Invalid priority value")
    if not is_book_id(book_id) or not await downloads.set_priority(connection, book_id, priority=priority):
        raise NotFound("Failed to update priority or book not found")


async def reorder(connection: Connection, priorities: Mapping[str, object]) -> int:
    """Set the priorities of queued downloads, all or none, and return how many changed; others are skipped."""
    valid = {}
    for book_id, priority in priorities.items():
        if not isinstance(priority, int) or not is_priority(priority):
            raise InvalidRequest(f"Invalid priority for book {book_id[:120]}")
        if is_book_id(book_id):
            valid[book_id] = priority
    return await downloads.reorder(connection, valid)


async def move_download(connection: Connection, book_id: str, *, before: str | None) -> list[str]:
    """Move a queued download in front of another one, to the end without; return the new order. NotFound."""
    order = await page.lock_order(connection)
    if book_id not in dict(order):
        raise NotFound("This book is not waiting in the queue any more.")
    changes = move_before(order, book_id, before=before)
    await downloads.reorder(connection, changes)
    priorities = dict(order) | changes
    # Sorting keeps the age of equal priorities.
    return sorted(priorities, key=lambda queued: priorities[queued])


async def retry_download(connection: Connection, book_id: str) -> None:
    """Fetch a download again that failed, was cancelled or waits, without its pause; NotFound, InvalidRequest."""
    stored = await page.lock_download(connection, book_id) if is_book_id(book_id) else None
    if stored is None:
        raise NotFound("This book is not in the queue any more.")
    if stored.state in {"error", "cancelled"} and not stored.waits:
        await enqueue_download(
            connection, book=stored.book, priority=stored.priority, owner=stored.owner,
            display_name=stored.display_name, again=stored.again,
        )  # fmt: skip
        return
    if stored.state not in {"queued", "error"}:
        raise InvalidRequest("Only a book that failed, was cancelled or waits can be tried again.")
    await page.release(connection, book_id)
    await wake_worker(connection)


_Key = tuple[Prefix, bool, float]


class QueueSnapshotCache:
    """Shares one read of the queue among the requests that arrive at the same time.

    A request gets the result of a read that started after the request arrived. So each client sees its own changes,
    whichever process they went through, and only one statement of a kind runs at a time.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._running: dict[_Key, asyncio.Task[bytes]] = {}
        self._next: dict[_Key, asyncio.Task[bytes]] = {}

    async def read(
        self, *, prefix: Prefix = PREFIX, legacy_names: bool = False, shown_for: float = POLLING_INTERVAL
    ) -> bytes:
        """Return the whole queue by status name as JSON; short downloads are downloading for `shown_for` seconds."""
        key = (prefix, legacy_names, shown_for)
        task = self._next.get(key)
        if task is None:
            task = self._next[key] = asyncio.create_task(self._read(key), name="books-queue-snapshot")
        # A request that is cancelled must not cancel the read for the others.
        return await asyncio.shield(task)

    async def _read(self, key: _Key) -> bytes:
        """Read after the running read has ended; requests that arrive from then on wait for the next one."""
        if key in self._running:
            await asyncio.wait({self._running[key]})
        task = self._running[key] = self._next.pop(key)
        prefix, legacy_names, shown_for = key
        try:
            return await read_snapshot(self._pool, prefix=prefix, legacy_names=legacy_names, shown_for=shown_for)
        finally:
            if self._running.get(key) is task:
                del self._running[key]
