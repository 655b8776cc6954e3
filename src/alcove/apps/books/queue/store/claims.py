"""How workers change the queue: claim a download, report progress, complete or fail it, or requeue it.

Every change names the run that it belongs to. It changes nothing when that run no longer holds the download, because
the download was cancelled, queued again, or claimed by another worker.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from alcove.apps.books.model.book import Book
from alcove.apps.books.queue.store.downloads import CHANNEL, notify, notify_if_changed
from alcove.apps.books.queue.store.holds import release_due
from alcove.foundation.database import Connection, Pool

DEFAULT_PARALLEL: Final = 2
MAX_PER_HOST: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One run of one download, which a worker holds."""

    id: str
    generation: int
    run: int

    @property
    def download(self) -> str:
        """The download, which the next one of the same book differs from."""
        return f"{self.generation}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedDownload:
    """A download that a worker has claimed."""

    lease: Lease
    source: str
    """The source that the file is fetched from."""
    fetch_id: str
    """The book's id at that source."""
    is_substitute: bool
    """Whether another source than its own has stepped in."""
    book: Book
    display_name: str
    part: Mapping[str, Any]
    """What an earlier run stored to resume its transfer."""
    failures: int
    """Consecutive earlier runs that failed for a reason that may pass."""
    crashes: int
    """Consecutive earlier runs that ended with the death of their worker."""
    again: bool
    """Whether a file that the library has already is delivered once more."""


# A claim depends on the number of other claims, so that only one is made at a time.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('books.take', 0))"

_CANDIDATE = """
WITH busy AS (SELECT source, count(*) AS transfers FROM books_working GROUP BY source),
     bound AS (SELECT * FROM unnest($2::text[], $3::integer[]) AS b (source, parallel))
SELECT d.id FROM books_download AS d
LEFT JOIN busy ON busy.source = coalesce(d.fetch_source, d.source)
LEFT JOIN bound ON bound.source = coalesce(d.fetch_source, d.source)
WHERE d.state = 'queued' AND d.retry_at IS NULL AND (SELECT count(*) FROM books_working) < $1
  AND coalesce(busy.transfers, 0) < coalesce(bound.parallel, $4)
  AND NOT EXISTS (SELECT FROM books_working AS w WHERE w.book_id = d.id)
ORDER BY d.priority, d.added_at, d.id LIMIT 1
"""


def _claim_sql(condition: str, *, job: str) -> str:
    """Return the statement by which a worker's job claims the download that meets a condition."""
    return f"""
    WITH claimed AS (
        UPDATE books_download SET state = 'resolving', run = run + 1, job_id = {job}, message = NULL,
            changed_at = clock_timestamp(), retry_at = NULL, delivery_problem = NULL,
            compared = fetch_source IS NOT NULL
        WHERE {condition}
        RETURNING id, generation, run, coalesce(fetch_source, source) AS source, coalesce(fetch_id, id) AS fetch_id,
            fetch_source IS NOT NULL AS is_substitute, book::text AS book, display_name, part::text AS part, failures,
            run - settled_run - 1 AS crashes, again),
    working AS (
        INSERT INTO books_working (book_id, generation, run, job_id, source)
        SELECT id, generation, run, {job}, source FROM claimed)
    SELECT * FROM claimed
    """  # noqa: S608 - constants


_CLAIM_NEXT = _claim_sql("id = $1 AND state = 'queued'", job="$2")
_RESUME = _claim_sql("job_id = $1 AND state IN ('resolving', 'downloading')", job="$1")
_RELEASE_JOB = "DELETE FROM books_working WHERE job_id = $1"
_RELEASE = "DELETE FROM books_working WHERE book_id = $1 AND generation = $2 AND run = $3"
_RELEASE_ORPHANS = """
DELETE FROM books_working AS w WHERE NOT EXISTS (
    SELECT FROM procrastinate_jobs AS job WHERE job.id = w.job_id AND job.status IN ('todo', 'doing'))
"""

_HELD_BY_RUN = "id = $1 AND generation = $2 AND run = $3 AND state IN ('resolving', 'downloading')"
_LOCK_ROW = f"SELECT true FROM books_download WHERE {_HELD_BY_RUN} FOR UPDATE"  # noqa: S608 - a constant
_HOLDS_LEASE = f"SELECT EXISTS (SELECT FROM books_download WHERE {_HELD_BY_RUN})"  # noqa: S608 - a constant
_OWNER = "SELECT owner FROM books_download WHERE id = $1"
_IS_PENDING = """
SELECT EXISTS (SELECT FROM books_download WHERE id = $1 AND generation = $2
               AND (state IN ('queued', 'resolving', 'downloading') OR retry_at IS NOT NULL))
"""

_CLAIM_HOST = """
UPDATE books_working SET host = $4
WHERE book_id = $1 AND generation = $2 AND run = $3
  AND (SELECT count(*) FROM books_working AS other WHERE other.host = $4 AND other.book_id <> $1) < $5
RETURNING true
"""


def _update_sql(assignments: str) -> str:
    """Return a statement that updates the run's download and notifies the listeners."""
    return f"""
    WITH changed AS (UPDATE books_download SET {assignments} WHERE {_HELD_BY_RUN} RETURNING id)
    SELECT true, pg_notify($4, $5) FROM changed
    """  # noqa: S608 - constants


_START_TRANSFER = _update_sql(
    "state = 'downloading', part = $6::text::jsonb, progress = $7, message = $8, received = $9, total = $10,"
    " bytes_per_second = NULL,"
    " started_at = CASE WHEN state = 'downloading' THEN started_at ELSE clock_timestamp() END,"
    " changed_at = CASE WHEN state = 'downloading' THEN changed_at ELSE clock_timestamp() END"
)
_SET_PROGRESS = _update_sql("progress = $6, message = $7, received = $8, total = $9, bytes_per_second = $10")
_SET_MESSAGE = _update_sql("message = $6")
_END_COLUMNS = "job_id = NULL, changed_at = clock_timestamp(), settled_run = run"
_FAIL = _update_sql(f"state = 'error', message = $6, part = NULL, {_END_COLUMNS}")
_REQUEUE = _update_sql(f"state = 'queued', message = NULL, {_END_COLUMNS}")
_POSTPONE = _update_sql(
    f"state = 'error', message = $6, retry_at = clock_timestamp() + $7 * interval '1 second', failures = failures + 1,"
    f" fetch_source = NULL, fetch_id = NULL, {_END_COLUMNS}"
)
_HAND_BACK = _update_sql(f"state = 'queued', message = NULL, fetch_source = NULL, fetch_id = NULL, {_END_COLUMNS}")
_STORE_PART = _update_sql("part = $6::text::jsonb")
_COMPLETE = _update_sql(
    "state = 'complete', progress = 100, message = $6, file_path = $7, file_name = $8, format = $9, size = $10,"
    f" book = book || $11::text::jsonb, part = NULL, {_END_COLUMNS}"
)

_REQUEUE_ORPHANS = """
WITH held AS MATERIALIZED (
    SELECT id FROM books_download AS d
    WHERE state IN ('resolving', 'downloading') AND changed_at < clock_timestamp() - interval '1 minute'
      AND NOT EXISTS (
        SELECT FROM procrastinate_jobs AS job WHERE job.id = d.job_id AND job.status IN ('todo', 'doing'))
    ORDER BY id FOR UPDATE)
UPDATE books_download AS d
SET state = 'queued', message = NULL, job_id = NULL, changed_at = clock_timestamp() FROM held WHERE d.id = held.id
"""
_HAS_QUEUED = "SELECT EXISTS (SELECT FROM books_download WHERE state = 'queued' AND retry_at IS NULL)"


async def claim_next(
    connection: Connection, *, job_id: int, limit: int, parallel: Mapping[str, int]
) -> ClaimedDownload | None:
    """Claim the next download, unless `limit` run already; `parallel` limits the transfers of each source."""
    await connection.execute(_LOCK)
    await release_due(connection)
    while (download_id := await _next_candidate(connection, limit=limit, parallel=parallel)) is not None:
        row = await connection.fetchrow(_CLAIM_NEXT, download_id, job_id)
        # Without a row, it was cancelled in the meantime.
        if row is not None:
            await notify(connection)
            return _read_claim(row)
    return None


async def has_next(connection: Connection, *, limit: int, parallel: Mapping[str, int]) -> bool:
    """Return whether another worker could claim a download now."""
    return await _next_candidate(connection, limit=limit, parallel=parallel) is not None


async def _next_candidate(connection: Connection, *, limit: int, parallel: Mapping[str, int]) -> str | None:
    found: str | None = await connection.fetchval(
        _CANDIDATE, limit, list(parallel), list(parallel.values()), DEFAULT_PARALLEL
    )
    return found


async def resume(connection: Connection, *, job_id: int) -> ClaimedDownload | None:
    """Claim the download that this job held when its worker died, and release every other one that it held."""
    await connection.execute(_LOCK)
    await connection.execute(_RELEASE_JOB, job_id)
    row = await connection.fetchrow(_RESUME, job_id)
    if row is None:
        return None
    await notify(connection)
    return _read_claim(row)


def _read_claim(row: Mapping[str, Any]) -> ClaimedDownload:
    return ClaimedDownload(
        lease=Lease(id=row["id"], generation=row["generation"], run=row["run"]),
        source=row["source"],
        fetch_id=row["fetch_id"],
        is_substitute=row["is_substitute"],
        book=msgspec.json.decode(row["book"], type=Book),
        display_name=row["display_name"],
        part=msgspec.json.decode(row["part"] or "{}"),
        failures=row["failures"],
        crashes=row["crashes"],
        again=row["again"],
    )


async def release(source: Pool | Connection, lease: Lease) -> None:
    """Release a download, after all its work has stopped."""
    await source.execute(_RELEASE, *_key(lease))


async def claim_host(connection: Connection, lease: Lease, *, host: str) -> bool:
    """Reserve a transfer from a host; False while MAX_PER_HOST others load from it."""
    await connection.execute(_LOCK)
    return await connection.fetchval(_CLAIM_HOST, *_key(lease), host, MAX_PER_HOST) is not None


async def start_transfer(
    source: Pool | Connection,
    lease: Lease,
    *,
    part: object,
    progress: float,
    message: str,
    received: int | None = None,
    total: int | None = None,
) -> bool:
    """Set the state to downloading, and store what a later run needs to resume the transfer; sizes are in bytes."""
    values = (msgspec.json.encode(part).decode(), progress, message, received, total)
    return await _update(source, lease, sql=_START_TRANSFER, values=values)


async def set_progress(
    source: Pool | Connection,
    lease: Lease,
    *,
    progress: float,
    message: str,
    received: int | None = None,
    total: int | None = None,
    speed: float | None = None,
) -> bool:
    """Set the progress of the transfer in percent, the bytes received of the total, and the bytes per second."""
    payload, values = f"progress {lease.id} {progress:g}", (progress, message, received, total, speed)
    return await _update(source, lease, sql=_SET_PROGRESS, values=values, payload=payload)


async def finish_transfer(
    source: Pool | Connection, lease: Lease, *, part: object, message: str, size: int | None = None
) -> bool:
    """Set the progress to 100, and store where a later run finds the file of `size` bytes."""
    values, payload = (msgspec.json.encode(part).decode(), 100.0, message, size, size), f"progress {lease.id} 100"
    return await _update(source, lease, sql=_START_TRANSFER, values=values, payload=payload)


async def set_message(source: Pool | Connection, lease: Lease, *, message: str) -> bool:
    """Set the message that is shown with the download."""
    return await _update(source, lease, sql=_SET_MESSAGE, values=(message,))


async def fail(source: Pool | Connection, lease: Lease, *, message: str) -> bool:
    """End the download with an error."""
    return await _update(source, lease, sql=_FAIL, values=(message,))


async def postpone(source: Pool | Connection, lease: Lease, *, message: str, seconds: float) -> bool:
    """Report an error that may pass; after some seconds the download is queued again, with its partial file."""
    return await _update(source, lease, sql=_POSTPONE, values=(message, seconds))


async def hand_back(source: Pool | Connection, lease: Lease) -> bool:
    """Queue a download for its own source again, because the one that stepped in failed."""
    return await _update(source, lease, sql=_HAND_BACK, values=())


async def requeue(source: Pool | Connection, lease: Lease) -> bool:
    """Queue the download again; it keeps its age, its priority and its partial file."""
    return await _update(source, lease, sql=_REQUEUE, values=())


async def store_part(source: Pool | Connection, lease: Lease, *, part: object) -> bool:
    """Store what a later run needs to continue."""
    return await _update(source, lease, sql=_STORE_PART, values=(msgspec.json.encode(part).decode(),))


async def complete(
    connection: Connection, lease: Lease, *, message: str | None, path: str | None, name: str | None, book: Book,
    size_text: str,
) -> bool:  # fmt: skip
    """Complete the download; `path` is None when there is no file to download."""
    changes = msgspec.json.encode({"format": book.format, "size": book.size}).decode()
    values = (message, path, name, book.format or None, size_text, changes)
    return await _update(connection, lease, sql=_COMPLETE, values=values)


async def find_owner(source: Pool | Connection, lease: Lease) -> str:
    """Return the name of whoever queued the download, "" for nobody."""
    owner: str | None = await source.fetchval(_OWNER, lease.id)
    return owner or ""


async def lock(connection: Connection, lease: Lease) -> bool:
    """Lock the download against cancellation until the transaction ends; False when this run no longer holds it."""
    return await connection.fetchval(_LOCK_ROW, *_key(lease)) is not None


async def holds_lease(source: Pool | Connection, lease: Lease) -> bool:
    """Return whether this run still holds the download."""
    return bool(await source.fetchval(_HOLDS_LEASE, *_key(lease)))


async def is_pending(source: Pool | Connection, *, book_id: str, generation: int) -> bool:
    """Return whether this generation of a download is still queued or running."""
    return bool(await source.fetchval(_IS_PENDING, book_id, generation))


async def requeue_orphans(connection: Connection) -> int:
    """Queue downloads again whose job is gone."""
    await connection.execute(_LOCK)
    await connection.execute(_RELEASE_ORPHANS)
    return await notify_if_changed(connection, await connection.execute(_REQUEUE_ORPHANS))


async def has_queued(source: Pool | Connection) -> bool:
    """Return whether any download is queued that does not wait for a time."""
    return bool(await source.fetchval(_HAS_QUEUED))


async def _update(
    source: Pool | Connection, lease: Lease, *, sql: str, values: tuple[object, ...], payload: str = ""
) -> bool:
    return await source.fetchval(sql, *_key(lease), CHANNEL, payload, *values) is not None


def _key(lease: Lease) -> tuple[str, int, int]:
    return lease.id, lease.generation, lease.run
