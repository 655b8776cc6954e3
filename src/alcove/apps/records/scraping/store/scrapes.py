"""Scrape runs: queued, running and finished."""

from dataclasses import dataclass
from datetime import datetime

from alcove.apps.records.scraping.model import Mode, ScrapeCounts
from alcove.foundation.database import Connection, Pool, notify, read_json

SCRAPE_CHANNEL = "records_scrape"
MOVED = "moved"
"""The stop reason of a run that read to the end but missed offers that moved between pages."""

_CREATE = """
INSERT INTO discogs_scrape (seller, mode) VALUES ($1, $2)
ON CONFLICT (lower(seller)) WHERE state IN ('queued', 'running') DO NOTHING RETURNING id
"""

_DROP_RETRIES = """
UPDATE discogs_scrape SET retry_at = NULL WHERE lower(seller) = lower($1) AND retry_at IS NOT NULL
"""

_LIST_RETRIES = "SELECT id, seller FROM discogs_scrape WHERE retry_at <= $1 ORDER BY retry_at LIMIT $2"

_REQUEUE = """
UPDATE discogs_scrape AS s SET
    state = 'queued', attempts = attempts + 1, retry_at = NULL, complete = NULL, stop_reason = NULL, error_code = NULL,
    error = NULL, finished_at = NULL, updated_at = now()
WHERE id = $1 AND retry_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM discogs_scrape AS other
    WHERE lower(other.seller) = lower(s.seller) AND other.state IN ('queued', 'running'))
RETURNING id
"""

_COUNT_RETRIES = """
SELECT count(*) AS runs, min(retry_at) AS next_try_at,
       (array_agg(error ORDER BY retry_at))[1] AS reason
FROM discogs_scrape WHERE retry_at IS NOT NULL
"""

_BEGIN = """
UPDATE discogs_scrape SET state = 'running', started_at = coalesce(started_at, now()), updated_at = now()
WHERE id = $1 AND state IN ('queued', 'running')
RETURNING id, seller, mode, state, page, items, attempts
"""

_ADVANCE = """
UPDATE discogs_scrape SET
    page = $2, pages = $3, items = $4, seen = seen + $5, kept = kept + $6, new = new + $7, updated = updated + $8,
    unchanged = unchanged + $9, skipped = skipped + $10, unpriced = unpriced + $11, failed = failed + $12,
    skipped_status = skipped_status + $13, skipped_format = skipped_format + $14,
    skipped_condition = skipped_condition + $15, skipped_demand = skipped_demand + $16,
    skipped_price = skipped_price + $17, updated_at = now()
WHERE id = $1 AND state = 'running'
"""

_FINISH = """
UPDATE discogs_scrape SET
    state = $2, complete = $3, stop_reason = $4, delisted = $5, error_code = $6, error = $7, retry_at = $8,
    updated_at = now(), finished_at = now()
WHERE id = $1 AND (state IN ('queued', 'running') OR retry_at IS NOT NULL)
"""

STATUS_COLUMNS = """
id, seller, mode, state, page, pages, items, seen, kept, new, updated, unchanged, skipped,
json_build_object('status', skipped_status, 'format', skipped_format, 'condition', skipped_condition,
    'demand', skipped_demand, 'price', skipped_price) AS skipped_because,
unpriced, failed, delisted, complete, stop_reason, error_code, error, attempts, discogs_instant(retry_at) AS retry_at,
discogs_instant(requested_at) AS requested_at,
discogs_instant(started_at) AS started_at, discogs_instant(updated_at) AS updated_at,
discogs_instant(finished_at) AS finished_at
"""

_STATUS = """
SELECT row_to_json(shape) FROM (
    SELECT {columns} FROM discogs_scrape WHERE {which} ORDER BY id DESC LIMIT 1
) AS shape
"""

_STATUS_OF_SELLER = _STATUS.format(columns=STATUS_COLUMNS, which="lower(seller) = lower($1)")

_STATUS_OF_RUN = _STATUS.format(columns=STATUS_COLUMNS, which="id = $1")

_SAMPLES = """
SELECT r.artist, r.title, l.media_condition, l.record_price::text AS price
FROM discogs_scrape AS s
JOIN discogs_history AS h ON h.scrape_id = s.id
JOIN discogs_listing AS l ON l.discogs_listing_id = h.listing_id
JOIN discogs_record AS r ON r.id = l.record_id
WHERE s.id = $1
ORDER BY (l.first_seen >= s.started_at) DESC, l.posted_at DESC NULLS LAST, l.id DESC LIMIT $2
"""

_ALL_RUNS = """
SELECT DISTINCT ON (lower(seller)) id FROM discogs_scrape ORDER BY lower(seller), id DESC
"""

# A seller without offers for sale, of whom nothing can be sold, is left out; one whose full scrape failed is not.
_LIST_DUE = """
SELECT s.name FROM discogs_seller AS s
LEFT JOIN LATERAL (
    SELECT max(requested_at) AS requested_at FROM discogs_scrape AS r
    WHERE lower(r.seller) = lower(s.name) AND r.mode = 'full' AND r.state IN ('queued', 'running', 'done')) AS last
    ON true
WHERE EXISTS (SELECT FROM discogs_listing AS l WHERE l.seller_id = s.id AND l.status = 'For Sale')
  AND (last.requested_at IS NULL OR last.requested_at < $1)
ORDER BY last.requested_at NULLS FIRST, s.id LIMIT $2
"""

_COUNT_ACTIVE = """
SELECT count(*) FILTER (WHERE state = 'queued') AS waiting, count(*) FILTER (WHERE state = 'running') AS running
FROM discogs_scrape WHERE state IN ('queued', 'running')
"""

_QUEUE = """
WITH active AS (
    SELECT id, seller, mode, state, page, pages, seen, discogs_instant(requested_at) AS requested_at,
           discogs_instant(started_at) AS started_at, row_number() OVER (PARTITION BY state ORDER BY id) AS place
    FROM discogs_scrape WHERE state IN ('queued', 'running')
), shown AS (
    SELECT id, seller, mode, state, page, pages, seen, requested_at, started_at FROM active WHERE place <= $1
)
SELECT json_build_object(
    'total_running', (SELECT count(*) FROM active WHERE state = 'running'),
    'total_waiting', (SELECT count(*) FROM active WHERE state = 'queued'),
    'running', coalesce((SELECT json_agg(s ORDER BY id) FROM shown AS s WHERE state = 'running'), '[]'),
    'waiting', coalesce((SELECT json_agg(s ORDER BY id) FROM shown AS s WHERE state = 'queued'), '[]'))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A scrape run as the worker needs it."""

    id: int
    seller: str
    mode: Mode
    state: str
    page: int
    items: int | None
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageProgress:
    """What a page adds to a run."""

    page: int
    pages: int
    items: int
    counts: ScrapeCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnd:
    """How a run ended."""

    state: str
    stop_reason: str
    complete: bool = False
    seal: bool = False
    delisted: int = 0
    error_code: str | None = None
    error: str | None = None
    retry_at: datetime | None = None
    """When a failed run goes on by itself; None if it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRuns:
    """How many failed runs go on by themselves, and of the next one: the reason, and when."""

    runs: int
    reason: str | None
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True)
class OfferSample:
    """An offer of a run; the price is in US dollars, None without an exchange rate."""

    artist: str
    title: str
    condition: str
    price: str | None


async def insert_run(connection: Connection, *, seller: str, mode: str) -> int | None:
    """Insert a queued run, notify listeners and return its id; None while the seller has an unfinished run.

    A failed run that would go on by itself is replaced.
    """
    run_id: int | None = await connection.fetchval(_CREATE, seller, mode)
    if run_id is not None:
        await connection.execute(_DROP_RETRIES, seller)
        await notify_run(connection, run_id=run_id)
    return run_id


async def set_job(connection: Connection, *, run_id: int, job_id: int) -> None:
    """Store which job executes the run."""
    await connection.execute("UPDATE discogs_scrape SET job_id = $2 WHERE id = $1", run_id, job_id)


async def start_run(connection: Connection, *, run_id: int) -> Run | None:
    """Start or resume a run and notify listeners; None when it has ended."""
    row = await connection.fetchrow(_BEGIN, run_id)
    if row is None:
        return None
    await notify_run(connection, run_id=run_id)
    return Run(**row)


async def lock_run(connection: Connection, *, run_id: int) -> bool:
    """Lock a running run until the transaction ends; return False when it has ended."""
    sql = "SELECT true FROM discogs_scrape WHERE id = $1 AND state = 'running' FOR UPDATE"
    return await connection.fetchval(sql, run_id) is not None


async def record_page(connection: Connection, *, run_id: int, progress: PageProgress) -> None:
    """Add a page to a locked run and notify listeners."""
    counts = progress.counts
    await connection.execute(
        _ADVANCE, run_id, progress.page, progress.pages, progress.items, counts.seen, counts.kept, counts.new,
        counts.updated, counts.unchanged, counts.skipped, counts.unpriced, counts.failed,
        counts.skipped_status, counts.skipped_format, counts.skipped_condition, counts.skipped_demand,
        counts.skipped_price,
    )  # fmt: skip
    await notify_run(connection, run_id=run_id)


async def finish_run(connection: Connection, *, run_id: int, end: RunEnd) -> bool:
    """Finish a run, seal the ids it has seen if it is complete, and notify listeners; False when it had ended."""
    status = await connection.execute(
        _FINISH, run_id, end.state, end.complete, end.stop_reason, end.delisted, end.error_code, end.error, end.retry_at
    )
    if status != "UPDATE 1":
        return False
    if end.seal:
        await connection.execute("UPDATE discogs_history SET sealed = true WHERE scrape_id = $1 AND NOT sealed", run_id)
    await notify_run(connection, run_id=run_id)
    return True


async def notify_run(connection: Connection, *, run_id: int) -> None:
    """Notify listeners of a run when the transaction commits."""
    await notify(connection, SCRAPE_CHANNEL, str(run_id))


async def lock_active_run(connection: Connection, *, seller: str) -> tuple[int, int | None] | None:
    """Lock a seller's run that is unfinished or goes on later; return its id and its job's."""
    sql = """SELECT id, job_id FROM discogs_scrape
             WHERE lower(seller) = lower($1) AND (state IN ('queued', 'running') OR retry_at IS NOT NULL) FOR UPDATE"""
    row = await connection.fetchrow(sql, seller)
    return (row["id"], row["job_id"]) if row else None


async def has_active_runs(source: Pool | Connection) -> bool:
    """Return whether any run is queued or running."""
    sql = "SELECT EXISTS (SELECT FROM discogs_scrape WHERE state IN ('queued', 'running'))"
    is_active: bool = await source.fetchval(sql)
    return is_active


async def read_newest_status(source: Pool | Connection, *, seller: str) -> bytes | None:
    """Return the status of a seller's newest run as JSON; None without one."""
    return _none_if_null(await read_json(source, _STATUS_OF_SELLER, seller))


async def read_status(source: Pool | Connection, *, run_id: int) -> bytes | None:
    """Return the status of a run as JSON; None for an unknown id."""
    return _none_if_null(await read_json(source, _STATUS_OF_RUN, run_id))


def _none_if_null(status: bytes) -> bytes | None:
    return None if status == b"null" else status


async def list_unfinished_runs(source: Pool | Connection) -> list[tuple[int, int | None, int]]:
    """Return the ids of unfinished runs, each with its job's and the number of its attempts."""
    sql = "SELECT id, job_id, attempts FROM discogs_scrape WHERE state IN ('queued', 'running') ORDER BY id"
    return [(row["id"], row["job_id"], row["attempts"]) for row in await source.fetch(sql)]


async def list_due_retries(source: Pool | Connection, *, now: datetime, limit: int) -> list[tuple[int, str]]:
    """Return the ids and sellers of failed runs that are to go on now."""
    return [(row["id"], row["seller"]) for row in await source.fetch(_LIST_RETRIES, now, limit)]


async def requeue_run(connection: Connection, *, run_id: int) -> bool:
    """Let a failed run go on after its last page, and notify listeners; False when it does not go on any more."""
    if await connection.fetchval(_REQUEUE, run_id) is None:
        return False
    await notify_run(connection, run_id=run_id)
    return True


async def find_retries(source: Pool | Connection) -> WaitingRuns:
    """Return how many failed runs go on by themselves, and which one is the next."""
    return WaitingRuns(**await source.fetchrow(_COUNT_RETRIES))


async def list_samples(source: Pool | Connection, *, run_id: int, limit: int) -> list[OfferSample]:
    """Return offers that a run has seen and stored, new ones first."""
    rows = await source.fetch(_SAMPLES, run_id, limit)
    return [OfferSample(row["artist"], row["title"], row["media_condition"], row["price"]) for row in rows]


async def list_newest_runs(source: Pool | Connection) -> list[int]:
    """Return the id of each seller's newest run."""
    return [row["id"] for row in await source.fetch(_ALL_RUNS)]


async def list_due_sellers(source: Pool | Connection, *, before: datetime, limit: int) -> list[str]:
    """Return sellers with offers whose last full scrape was requested before a moment, the longest ago first."""
    return [row["name"] for row in await source.fetch(_LIST_DUE, before, limit)]


async def count_active_runs(source: Pool | Connection) -> tuple[int, int]:
    """Return how many runs are queued and how many are running."""
    row = await source.fetchrow(_COUNT_ACTIVE)
    return row["waiting"], row["running"]


async def read_queue(source: Pool | Connection, *, limit: int) -> bytes:
    """Return unfinished runs, up to `limit` of each state, as JSON."""
    return await read_json(source, _QUEUE, limit)
