"""Reads of the queue for the page: every entry with speed, reason and place of delivery; and retries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from alcove.apps.books.model.book import Book
from alcove.apps.books.queue.model import BookState
from alcove.apps.books.queue.store.downloads import notify
from alcove.foundation.database import Connection, Pool, read_json

MAX_LISTED: Final = 300
"""Entries that are listed at most: first those that run, then those that wait, then the last ones that ended."""

# $1: the folder of finished files, $2: its name. Clients see no path outside of that folder.
_PLACE = """
CASE WHEN starts_with(path, $1 || '/') THEN $2 || substr(path, length($1) + 1) ELSE regexp_replace(path, '^.*/', '') END
"""
_SECONDS_LEFT = """
CASE WHEN state = 'downloading' AND bytes_per_second > 0 AND total >= received
     THEN ceil((total - received) / bytes_per_second) END
"""
_PROGRESS = f"""
    'id', id, 'state', state, 'progress', progress, 'received', received, 'total', total,
    'bytes_per_second', CASE WHEN state = 'downloading' THEN bytes_per_second END, 'seconds_left', {_SECONDS_LEFT}
"""
_ENTRY = f"""json_build_object({_PROGRESS},
    'title', title, 'author', author, 'format', format, 'size', size, 'content', content, 'source', source,
    'source_name', display_name, 'cover', CASE WHEN has_cover THEN '/api/covers/' || id END,
    'message', message, 'retry_at', retry_at, 'waits_for_folder', delivery_problem IS NOT NULL AND state = 'queued',
    'added_at', added_at, 'changed_at', changed_at, 'owner', owner,
    'delivered_to', CASE WHEN state = 'complete' THEN {_PLACE} END,
    'file', CASE WHEN state = 'complete' AND file_path IS NOT NULL THEN '/api/localdownload?id=' || id END)
"""
_QUEUE: Final = f"""
SELECT json_build_object(
    'downloads', coalesce((SELECT json_agg({_ENTRY} ORDER BY number) FROM (
        SELECT d.*, coalesce(file_path, (
            SELECT f.path FROM books_file AS f WHERE f.book_id = d.id ORDER BY delivered_at DESC LIMIT 1)) AS path
        FROM (
            SELECT *, row_number() OVER (
                ORDER BY CASE state WHEN 'downloading' THEN 0 WHEN 'resolving' THEN 0 WHEN 'queued' THEN 1 ELSE 2 END,
                    CASE WHEN state IN ('queued', 'resolving', 'downloading') THEN priority END,
                    CASE WHEN state IN ('queued', 'resolving', 'downloading') THEN added_at END,
                    changed_at DESC, id) AS number
            FROM books_download ORDER BY number LIMIT $3) AS d) AS listed), '[]'),
    'queued', count(*) FILTER (WHERE state = 'queued'),
    'running', count(*) FILTER (WHERE state IN ('resolving', 'downloading')),
    'finished', count(*) FILTER (WHERE state IN ('complete', 'error', 'cancelled')))
FROM books_download
"""  # noqa: S608 - composed of the literals above
_PROGRESS_OF: Final = f"SELECT json_build_object({_PROGRESS}) FROM books_download WHERE id = $1"  # noqa: S608 - the same
_COUNTS: Final = """
SELECT json_build_object(
    'queued', count(*) FILTER (WHERE state = 'queued'),
    'running', count(*) FILTER (WHERE state IN ('resolving', 'downloading')),
    'finished', count(*) FILTER (WHERE state IN ('complete', 'error', 'cancelled')))
FROM books_download
"""
_STATES: Final = """
SELECT id, state, progress, message FROM books_download WHERE id = ANY($1)
UNION ALL
SELECT DISTINCT book_id, 'complete', 100, NULL FROM books_file AS f
WHERE book_id = ANY($1) AND NOT EXISTS (SELECT FROM books_download AS d WHERE d.id = f.book_id)
"""
_ORDER: Final = "SELECT id, priority, added_at FROM books_download WHERE state = 'queued' ORDER BY id FOR UPDATE"
_FIND: Final = """
SELECT state, retry_at IS NOT NULL OR delivery_problem IS NOT NULL AS waits, book::text AS book,
    display_name, priority, owner, again
FROM books_download WHERE id = $1 FOR UPDATE
"""
# A source that asked for a pause gets it, whoever retries.
_RELEASE: Final = """
UPDATE books_download AS d SET state = 'queued', retry_at = h.until, message = h.message, delivery_problem = NULL,
    changed_at = clock_timestamp()
FROM (VALUES (1)) AS one LEFT JOIN books_hold AS h
    ON h.source = (SELECT coalesce(fetch_source, source) FROM books_download WHERE id = $1)
        AND h.until > clock_timestamp()
WHERE d.id = $1 AND d.state IN ('queued', 'error')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDownload:
    """An entry of the queue as a retry needs it."""

    state: str
    waits: bool
    """Whether it is tried again by itself."""
    book: Book
    display_name: str
    priority: int
    owner: str
    again: bool


async def read_queue(source: Pool | Connection, *, folder: Path) -> bytes:
    """Return the queue as JSON; `folder` is that of finished files."""
    return await read_json(source, _QUEUE, str(folder), folder.name, MAX_LISTED)


async def read_counts(source: Pool | Connection) -> bytes:
    """Return the numbers of queued, running and finished downloads as JSON."""
    return await read_json(source, _COUNTS)


async def read_progress(source: Pool | Connection, book_id: str) -> bytes:
    """Return the progress of a download as JSON, `null` when there is none."""
    return await read_json(source, _PROGRESS_OF, book_id)


async def find_states(source: Pool | Connection, book_ids: Sequence[str]) -> Mapping[str, BookState]:
    """Return the states of the books that are in the queue or were delivered, by their ids."""
    rows = await source.fetch(_STATES, list(book_ids))
    return {row["id"]: BookState(state=row["state"], progress=row["progress"], message=row["message"]) for row in rows}


async def lock_order(connection: Connection) -> list[tuple[str, int]]:
    """Return the ids and priorities of the queued downloads in their order, locked until the transaction ends."""
    rows = await connection.fetch(_ORDER)
    rows = sorted(rows, key=lambda row: (row["priority"], row["added_at"], row["id"]))
    return [(row["id"], row["priority"]) for row in rows]


async def lock_download(connection: Connection, book_id: str) -> StoredDownload | None:
    """Return an entry of the queue, locked until the transaction ends; None when there is none."""
    row = await connection.fetchrow(_FIND, book_id)
    if row is None:
        return None
    return StoredDownload(
        state=row["state"], waits=row["waits"], book=msgspec.json.decode(row["book"], type=Book),
        display_name=row["display_name"], priority=row["priority"], owner=row["owner"],
        again=row["again"],
    )  # fmt: skip


async def release(connection: Connection, book_id: str) -> None:
    """Let a waiting download be claimed now, unless its source asked for a pause."""
    await connection.execute(_RELEASE, book_id)
    await notify(connection)
