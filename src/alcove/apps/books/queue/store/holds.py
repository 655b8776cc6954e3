"""What waits for its source: pauses that sources asked for, and downloads that are tried again later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from alcove.apps.books.model.book import Book
from alcove.apps.books.queue.store.downloads import notify_if_changed
from alcove.foundation.database import Connection, Pool

_SET = """
INSERT INTO books_hold AS h (source, until, message) VALUES ($1, clock_timestamp() + $2 * interval '1 second', $3)
ON CONFLICT (source) DO UPDATE SET
    message = CASE WHEN excluded.until > h.until THEN excluded.message ELSE h.message END,
    until = greatest(h.until, excluded.until)
"""
_MARK_WAITING = """
WITH held AS MATERIALIZED (
    SELECT d.id, h.until, h.message
    FROM books_download AS d JOIN books_hold AS h ON h.source = $1 AND h.until > clock_timestamp()
    WHERE d.state = 'queued' AND coalesce(d.fetch_source, d.source) = $1 ORDER BY d.id FOR UPDATE OF d)
UPDATE books_download AS d SET retry_at = held.until, message = held.message FROM held WHERE d.id = held.id
"""
# A queued download without a time is fetched as soon as there is a free slot.
_RELEASE_DUE = """
WITH due AS MATERIALIZED (
    SELECT id FROM books_download WHERE retry_at <= clock_timestamp() AND state IN ('queued', 'error')
    ORDER BY id FOR UPDATE)
UPDATE books_download AS d SET state = 'queued', retry_at = NULL, message = NULL, changed_at = clock_timestamp()
FROM due WHERE d.id = due.id
"""
_LIST = "SELECT source, until, message FROM books_hold WHERE until > clock_timestamp() ORDER BY source"
_DELETE_OLD = "DELETE FROM books_hold WHERE until < clock_timestamp() - interval '1 day'"
_NEXT_UNCOMPARED = """
SELECT id, generation, source, display_name, book::text AS book FROM books_download
WHERE retry_at > clock_timestamp() + $1 * interval '1 second' AND state IN ('queued', 'error')
  AND NOT compared AND fetch_source IS NULL AND delivery_problem IS NULL
ORDER BY priority, added_at, id LIMIT 1
"""
_SET_COMPARED = """
UPDATE books_download SET compared = true
WHERE id = $1 AND generation = $2 AND retry_at IS NOT NULL AND state IN ('queued', 'error')
"""
_SUBSTITUTE = """
UPDATE books_download
SET fetch_source = $3, fetch_id = $4, compared = true, state = 'queued', retry_at = NULL, message = $5, part = NULL,
    changed_at = clock_timestamp()
WHERE id = $1 AND generation = $2 AND retry_at IS NOT NULL AND state IN ('queued', 'error')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHold:
    """A source that asked for a pause, until when, and the message that its waiting downloads show."""

    source: str
    until: datetime
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingDownload:
    """A download that waits because its source is not available."""

    id: str
    generation: int
    source: str
    display_name: str
    book: Book


async def hold(connection: Connection, source: str, *, seconds: float, message: str) -> None:
    """Start no download from a source for some seconds; its queued downloads show the message."""
    await connection.execute(_SET, source, seconds, message)
    await mark_waiting(connection, source)


async def mark_waiting(connection: Connection, source: str) -> None:
    """Let the queued downloads of a source wait until its hold ends, if there is one."""
    await notify_if_changed(connection, await connection.execute(_MARK_WAITING, source))


async def release_due(connection: Connection) -> int:
    """Queue the downloads whose time has come, and return their number."""
    return await notify_if_changed(connection, await connection.execute(_RELEASE_DUE))


async def list_holds(source: Pool | Connection) -> Mapping[str, SourceHold]:
    """Return the sources that are not asked for files at the moment, by name."""
    return {row["source"]: SourceHold(**row) for row in await source.fetch(_LIST)}


async def delete_old(connection: Connection) -> None:
    """Delete holds that ended a day ago."""
    await connection.execute(_DELETE_OLD)


async def next_uncompared(source: Pool | Connection, *, seconds: float) -> WaitingDownload | None:
    """Return a download that waits for longer than some seconds and was not searched for at other sources yet."""
    row = await source.fetchrow(_NEXT_UNCOMPARED, seconds)
    if row is None:
        return None
    return WaitingDownload(**{**row, "book": msgspec.json.decode(row["book"], type=Book)})


async def set_compared(source: Pool | Connection, waiting: WaitingDownload) -> None:
    """Record that no other source has the book."""
    await source.execute(_SET_COMPARED, waiting.id, waiting.generation)


async def substitute(connection: Connection, waiting: WaitingDownload, *, book: Book, message: str) -> bool:
    """Queue a waiting download to be fetched from another source; False when it does not wait any more."""
    status = await connection.execute(_SUBSTITUTE, waiting.id, waiting.generation, book.source, book.id, message)
    return await notify_if_changed(connection, status) > 0
