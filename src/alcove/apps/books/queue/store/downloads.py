"""The queue's entries: enqueue, reorder, cancel, clear, expire."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from alcove.apps.books.model.book import Book
from alcove.apps.books.model.media import format_size
from alcove.foundation.database import Connection, Pool

CHANNEL: Final = "books_queue"
"""An empty payload means that the queue changed, `progress <id> <percent>` that a transfer progressed."""
STOP_CHANNEL: Final = "books_stop"
"""The payload is the id of a download that was cancelled."""


_ENQUEUE = """
INSERT INTO books_download AS d
    (id, source, priority, book, title, author, format, size, content, display_name, has_cover, owner, again,
     retry_at, message)
SELECT $1, $2, $3, $4::text::jsonb, $5, $6, nullif($7, ''), nullif($8, ''), $9, $10, $11, $12,
    $13 OR EXISTS (SELECT FROM books_file WHERE book_id = $1), h.until, h.message
FROM (VALUES (1)) AS one LEFT JOIN books_hold AS h ON h.source = $2 AND h.until > clock_timestamp()
ON CONFLICT (id) DO UPDATE SET
    source = excluded.source, state = 'queued', generation = excluded.generation, run = 0,
    priority = excluded.priority, added_at = clock_timestamp(), changed_at = clock_timestamp(), book = excluded.book,
    title = excluded.title, author = excluded.author, format = excluded.format, size = excluded.size,
    content = excluded.content, display_name = excluded.display_name, has_cover = excluded.has_cover,
    owner = excluded.owner, again = excluded.again, retry_at = excluded.retry_at, message = excluded.message,
    progress = 0, job_id = NULL, part = NULL, file_path = NULL, file_name = NULL, started_at = NULL, failures = 0,
    settled_run = 0, fetch_source = NULL, fetch_id = NULL, compared = false, delivery_problem = NULL,
    received = NULL, total = NULL, bytes_per_second = NULL
WHERE d.state IN ('complete', 'error', 'cancelled')
RETURNING true
"""

_CANCEL = """
UPDATE books_download SET state = 'cancelled', message = NULL, delivery_problem = NULL, retry_at = NULL,
    changed_at = clock_timestamp()
WHERE id = $1 AND state IN ('queued', 'resolving', 'downloading') RETURNING true
"""
_REMOVE = "DELETE FROM books_download WHERE id = $1 AND state IN ('complete', 'error', 'cancelled') RETURNING true"
_PRIORITY = "UPDATE books_download SET priority = $2 WHERE id = $1 AND state = 'queued' RETURNING true"
# Whoever changes several rows locks them in one order, so that no two wait for each other.
_CLEAR = """
WITH held AS MATERIALIZED (
    SELECT id FROM books_download WHERE state IN ('complete', 'error', 'cancelled') ORDER BY id FOR UPDATE)
DELETE FROM books_download AS d USING held WHERE d.id = held.id
"""
_REORDER = """
WITH wanted AS (SELECT * FROM unnest($1::text[], $2::integer[]) AS w (id, priority)),
     held AS (
        SELECT d.id, w.priority FROM books_download AS d JOIN wanted AS w USING (id)
        WHERE d.state = 'queued' AND d.priority <> w.priority ORDER BY d.id FOR UPDATE OF d)
UPDATE books_download AS d SET priority = held.priority FROM held
WHERE d.id = held.id AND d.state = 'queued' AND d.priority <> held.priority
"""

_EXPIRE = """
WITH held AS MATERIALIZED (
    SELECT id FROM books_download WHERE state IN ('complete', 'error', 'cancelled') AND retry_at IS NULL
      AND changed_at <= clock_timestamp() - $1 * interval '1 second' ORDER BY id FOR UPDATE)
DELETE FROM books_download AS d USING held WHERE d.id = held.id
"""
_NEXT_EXPIRY = """
SELECT extract(epoch FROM min(changed_at) + $1 * interval '1 second' - clock_timestamp())::float8
FROM books_download WHERE state IN ('complete', 'error', 'cancelled') AND retry_at IS NULL
"""

_PRIORITY_OF = "SELECT priority FROM books_download WHERE id = $1"


async def enqueue(
    connection: Connection, book: Book, *, priority: int, owner: str, display_name: str, again: bool = False
) -> int | None:
    """Add a book, again if it had ended; return None then, or its priority when it is already queued or running.

    A book that was delivered before is delivered once more, as is any with `again`.
    """
    values = (
        book.id, book.source, priority, msgspec.json.encode(book).decode(), book.title, book.author, book.format,
        "" if book.size is None else format_size(book.size), book.content, display_name or book.source,
        bool(book.cover_url), owner, again,
    )  # fmt: skip
    while not await connection.fetchval(_ENQUEUE, *values):
        # Between the two statements it may have ended and been cleared.
        current: int | None = await connection.fetchval(_PRIORITY_OF, book.id)
        if current is not None:
            return current
    await notify(connection)
    return None


async def cancel(connection: Connection, book_id: str) -> Literal["cancelled", "removed"] | None:
    """Cancel a queued or running download, or remove a finished entry; None when there is neither."""
    outcome: Literal["cancelled", "removed"] | None = None
    if await connection.fetchval(_CANCEL, book_id):
        await connection.execute("SELECT pg_notify($1, $2)", STOP_CHANNEL, book_id)
        outcome = "cancelled"
    elif await connection.fetchval(_REMOVE, book_id):
        outcome = "removed"
    if outcome:
        await notify(connection)
    return outcome


async def clear_finished(connection: Connection) -> int:
    """Remove all finished entries and return their number."""
    return await notify_if_changed(connection, await connection.execute(_CLEAR))


async def set_priority(connection: Connection, book_id: str, *, priority: int) -> bool:
    """Set the priority of a queued download; False when it is not queued."""
    if not await connection.fetchval(_PRIORITY, book_id, priority):
        return False
    await notify(connection)
    return True


async def reorder(connection: Connection, priorities: Mapping[str, int]) -> int:
    """Set the priorities of queued downloads and return how many changed."""
    status = await connection.execute(_REORDER, list(priorities), list(priorities.values()))
    return await notify_if_changed(connection, status)


async def expire(connection: Connection, *, seconds: float) -> int:
    """Remove entries that ended at least `seconds` ago, and return their number."""
    return await notify_if_changed(connection, await connection.execute(_EXPIRE, seconds))


async def next_expiry(source: Pool | Connection, *, seconds: float) -> float | None:
    """Return the seconds until the next finished entry expires, None when there is none."""
    remaining: float | None = await source.fetchval(_NEXT_EXPIRY, seconds)
    return remaining


async def notify(connection: Connection, payload: str = "") -> None:
    """Notify the queue's listeners when the transaction commits."""
    await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, payload)


async def notify_if_changed(connection: Connection, status: str) -> int:
    """Notify the listeners when a statement with this status changed rows; return the number of rows."""
    count = int(status.rpartition(" ")[2])
    if count:
        await notify(connection)
    return count
