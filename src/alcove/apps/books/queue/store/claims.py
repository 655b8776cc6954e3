"""What a worker does to the queue: takes a book, tells of it, ends it, puts it back.

Every change names the run it belongs to and changes nothing when that run is over: the book was cancelled, queued
again, or taken up by somebody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from alcove.apps.books.model.book import Book
from alcove.apps.books.queue.store.downloads import CHANNEL, tell, tell_if_changed
from alcove.foundation.database import Connection, Pool

USUAL_PARALLEL: Final = 2
PER_HOST: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One run of one book."""

    id: str
    generation: int
    run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedDownload:
    """A book that this worker fetches."""

    lease: Lease
    source: str
    book: Book
    display_name: str
    part: Mapping[str, Any]
    """What an earlier run left about its transfer."""


# Whoever takes or claims counts what the others have, so only one does at a time.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('books.take', 0))"

_CANDIDATE = """
WITH busy AS (SELECT source, count(*) AS transfers FROM books_working GROUP BY source),
     bound AS (SELECT * FROM unnest($2::text[], $3::integer[]) AS b (source, parallel))
SELECT d.id FROM books_download AS d LEFT JOIN busy USING (source) LEFT JOIN bound USING (source)
WHERE d.state = 'queued' AND (SELECT count(*) FROM books_working) < $1
  AND coalesce(busy.transfers, 0) < coalesce(bound.parallel, $4)
  AND NOT EXISTS (SELECT FROM books_working AS w WHERE w.book_id = d.id)
ORDER BY d.priority, d.added_at, d.id LIMIT 1
"""


def _taking(which: str, *, job: str) -> str:
    """Return a statement that gives a book to a worker."""
    return f"""
    WITH taken AS (
        UPDATE books_download SET state = 'resolving', run = run + 1, job_id = {job}, message = NULL,
            changed_at = clock_timestamp()
        WHERE {which} RETURNING id, generation, run, source, book::text AS book, display_name, part::text AS part),
    noted AS (
        INSERT INTO books_working (book_id, generation, run, job_id, source)
        SELECT id, generation, run, {job}, source FROM taken)
    SELECT * FROM taken
    """  # noqa: S608 - constants


_TAKE = _taking("id = $1 AND state = 'queued'", job="$2")
_ADOPT = _taking("job_id = $1 AND state IN ('resolving', 'downloading')", job="$1")
_FREE = "DELETE FROM books_working WHERE job_id = $1"
_RELEASE = "DELETE FROM books_working WHERE book_id = $1 AND generation = $2 AND run = $3"
_FORGOTTEN = """
DELETE FROM books_working AS w WHERE NOT EXISTS (
    SELECT FROM procrastinate_jobs AS job WHERE job.id = w.job_id AND job.status IN ('todo', 'doing'))
"""

_MINE = "id = $1 AND generation = $2 AND run = $3 AND state IN ('resolving', 'downloading')"
_HELD = f"SELECT true FROM books_download WHERE {_MINE} FOR UPDATE"  # noqa: S608 - a constant
_IS_MINE = f"SELECT EXISTS (SELECT FROM books_download WHERE {_MINE})"  # noqa: S608 - a constant
_WANTED = """
SELECT EXISTS (SELECT FROM books_download
               WHERE id = $1 AND generation = $2 AND state IN ('queued', 'resolving', 'downloading'))
"""

_CLAIM = """
UPDATE books_working SET host = $4
WHERE book_id = $1 AND generation = $2 AND run = $3
  AND (SELECT count(*) FROM books_working AS other WHERE other.host = $4 AND other.book_id <> $1) < $5
RETURNING true
"""


def _told(assignments: str) -> str:
    """Return a statement that changes the run's book and tells the listeners, in one go."""
    return f"""
    WITH changed AS (UPDATE books_download SET {assignments} WHERE {_MINE} RETURNING id)
    SELECT true, pg_notify($4, $5) FROM changed
    """  # noqa: S608 - constants


_BEGIN = _told(
    "state = 'downloading', part = $6::text::jsonb, progress = $7, message = $8,"
    " changed_at = CASE WHEN state = 'downloading' THEN changed_at ELSE clock_timestamp() END"
)
_PROGRESS = _told("progress = $6, message = $7")
_SAY = _told("message = $6")
_ENDED = "job_id = NULL, changed_at = clock_timestamp()"
_FAIL = _told(f"state = 'error', message = $6, part = NULL, {_ENDED}")
_PUT_BACK = _told(f"state = 'queued', message = NULL, {_ENDED}")
_COMPLETE = _told(
    "state = 'complete', progress = 100, message = $6, file_path = $7, file_name = $8, format = $9, size = $10,"
    f" book = book || $11::text::jsonb, part = NULL, {_ENDED}"
)

_ORPHANS = """
UPDATE books_download AS d
SET state = 'queued', message = NULL, job_id = NULL, changed_at = clock_timestamp()
WHERE state IN ('resolving', 'downloading') AND changed_at < clock_timestamp() - interval '1 minute' AND NOT EXISTS (
    SELECT FROM procrastinate_jobs AS job WHERE job.id = d.job_id AND job.status IN ('todo', 'doing'))
"""
_WAITING = "SELECT EXISTS (SELECT FROM books_download WHERE state = 'queued')"


async def take(
    connection: Connection, *, job_id: int, most: int, parallel: Mapping[str, int]
) -> ClaimedDownload | None:
    """Take the next book whose turn it is, unless `most` run already; transfers of a source are bounded as well."""
    await connection.execute(_LOCK)
    while (found := await _candidate(connection, most=most, parallel=parallel)) is not None:
        row = await connection.fetchrow(_TAKE, found, job_id)
        # Without a row it was cancelled while we looked.
        if row is not None:
            await tell(connection)
            return _claimed(row)
    return None


async def is_more(connection: Connection, *, most: int, parallel: Mapping[str, int]) -> bool:
    """Tell whether another worker could take a book at once."""
    return await _candidate(connection, most=most, parallel=parallel) is not None


async def _candidate(connection: Connection, *, most: int, parallel: Mapping[str, int]) -> str | None:
    found: str | None = await connection.fetchval(
        _CANDIDATE, most, list(parallel), list(parallel.values()), USUAL_PARALLEL
    )
    return found


async def adopt(connection: Connection, *, job_id: int) -> ClaimedDownload | None:
    """Go on with the book of a job whose worker died; what else that one had in hand is free."""
    await connection.execute(_LOCK)
    await connection.execute(_FREE, job_id)
    row = await connection.fetchrow(_ADOPT, job_id)
    if row is None:
        return None
    await tell(connection)
    return _claimed(row)


def _claimed(row: Mapping[str, Any]) -> ClaimedDownload:
    return ClaimedDownload(
        lease=Lease(id=row["id"], generation=row["generation"], run=row["run"]),
        source=row["source"],
        book=msgspec.json.decode(row["book"], type=Book),
        display_name=row["display_name"],
        part=msgspec.json.decode(row["part"] or "{}"),
    )


async def release(source: Pool | Connection, lease: Lease) -> None:
    """Let go of a book, after everything that was done for it has stopped."""
    await source.execute(_RELEASE, *_key(lease))


async def claim_host(connection: Connection, lease: Lease, *, host: str) -> bool:
    """Note whom a transfer loads from; False while enough others do."""
    await connection.execute(_LOCK)
    return await connection.fetchval(_CLAIM, *_key(lease), host, PER_HOST) is not None


async def begin(source: Pool | Connection, lease: Lease, *, part: object, progress: float, message: str) -> bool:
    """Say that bytes flow, and note what is needed to go on with them later."""
    values = (msgspec.json.encode(part).decode(), progress, message)
    return await _change(source, lease, sql=_BEGIN, values=values)


async def advance(source: Pool | Connection, lease: Lease, *, progress: float, message: str) -> bool:
    """Say how far the transfer is."""
    payload = f"progress {lease.id} {progress:g}"
    return await _change(source, lease, sql=_PROGRESS, values=(progress, message), payload=payload)


async def say(source: Pool | Connection, lease: Lease, *, message: str) -> bool:
    """Say what is going on."""
    return await _change(source, lease, sql=_SAY, values=(message,))


async def fail(source: Pool | Connection, lease: Lease, *, message: str) -> bool:
    """End with an error."""
    return await _change(source, lease, sql=_FAIL, values=(message,))


async def put_back(source: Pool | Connection, lease: Lease) -> bool:
    """Let the book wait again, with its age and priority and what was loaded of it."""
    return await _change(source, lease, sql=_PUT_BACK, values=())


async def complete(
    connection: Connection, lease: Lease, *, message: str | None, path: str | None, name: str | None, book: Book,
    size_text: str,
) -> bool:  # fmt: skip
    """End well; `path` is None when nothing is there to be fetched."""
    learnt = msgspec.json.encode({"format": book.format, "size": book.size}).decode()
    values = (message, path, name, book.format or None, size_text, learnt)
    return await _change(connection, lease, sql=_COMPLETE, values=values)


async def hold(connection: Connection, lease: Lease) -> bool:
    """Keep the book from being cancelled until the transaction ends; False when it is no longer this run's."""
    return await connection.fetchval(_HELD, *_key(lease)) is not None


async def is_mine(source: Pool | Connection, lease: Lease) -> bool:
    """Tell whether the book is still this run's."""
    return bool(await source.fetchval(_IS_MINE, *_key(lease)))


async def is_wanted(source: Pool | Connection, *, book_id: str, generation: int) -> bool:
    """Tell whether anybody still waits for a book as it was queued that time."""
    return bool(await source.fetchval(_WANTED, book_id, generation))


async def put_back_orphans(connection: Connection) -> int:
    """Let books wait again whose job is gone."""
    await connection.execute(_LOCK)
    await connection.execute(_FORGOTTEN)
    return await tell_if_changed(connection, await connection.execute(_ORPHANS))


async def is_waiting(source: Pool | Connection) -> bool:
    """Tell whether any book waits."""
    return bool(await source.fetchval(_WAITING))


async def _change(
    source: Pool | Connection, lease: Lease, *, sql: str, values: tuple[object, ...], payload: str = ""
) -> bool:
    return await source.fetchval(sql, *_key(lease), CHANNEL, payload, *values) is not None


def _key(lease: Lease) -> tuple[str, int, int]:
    return lease.id, lease.generation, lease.run
