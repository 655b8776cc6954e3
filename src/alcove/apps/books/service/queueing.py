"""The queue's use cases, each a part of the caller's transaction, and its reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from alcove.apps.books.errors import InvalidRequest, NotFound
from alcove.apps.books.model.book import Book, is_book_id
from alcove.apps.books.model.progress import is_priority
from alcove.apps.books.store import downloads
from alcove.apps.books.store.downloads import CHANNEL, clear
from alcove.apps.books.store.statuses import LEGACY_PREFIX, PREFIX, Prefix, active, order, snapshot
from alcove.foundation.database import Connection
from alcove.foundation.jobs import Job, defer

__all__ = [
    "CHANNEL", "FETCH", "LEGACY_PREFIX", "PREFIX", "QUEUE", "Prefix", "Queued", "active", "cancel", "clear", "enqueue",
    "order", "reorder", "set_priority", "snapshot", "wake",
]  # fmt: skip

FETCH: Final = "books.fetch"
QUEUE: Final = "books"


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """What came of queueing a book."""

    id: str
    priority: int
    is_new: bool
    """False when it waited or ran already, which nothing was changed about."""


async def enqueue(
    connection: Connection, *, book: Book, priority: int = 0, owner: str = "", display_name: str = ""
) -> Queued:
    """Queue a book, once however often it is asked for; one that ended is queued again, with a new age.

    `display_name` is the source's name for people.
    """
    if not is_priority(priority):
        raise InvalidRequest("Invalid priority value")
    known = await downloads.enqueue(connection, book, priority=priority, owner=owner, display_name=display_name)
    if known is not None:
        return Queued(id=book.id, priority=known, is_new=False)
    await wake(connection)
    return Queued(id=book.id, priority=priority, is_new=True)


async def wake(connection: Connection) -> None:
    """Let a worker look at the queue as soon as the transaction commits."""
    await defer(connection, Job(task=FETCH, queue=QUEUE))


async def cancel(connection: Connection, book_id: str) -> Literal["cancelled", "removed"]:
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
