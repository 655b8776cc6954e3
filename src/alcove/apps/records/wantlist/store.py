"""The SQL of the wantlist and of its synchronisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from alcove.apps.records.catalogue.model import Want
from alcove.foundation.database import Connection, Pool, notify, read_json

WANTLIST_CHANNEL: Final = "records_wantlist"
"""The payload is empty; the state of the synchronisation has changed."""
MAX_OFFERS: Final = 20
"""So many offers of a wanted release are listed, the cheapest first."""

_SYNC: Final = """
SELECT row_to_json(s) FROM (
    SELECT state, page, pages, items, username, error_code, error, discogs_instant(requested_at) AS requested_at,
           discogs_instant(finished_at) AS finished_at, discogs_instant(retry_at) AS retry_at,
           (SELECT count(*) FROM discogs_want WHERE removed_at IS NULL) AS wants
    FROM discogs_want_sync) AS s
"""

_LIST: Final = """
WITH entry AS (
    SELECT w.*, r.id AS record_id,
           (SELECT count(*) FROM discogs_listing AS l WHERE l.record_id = r.id AND l.status = 'For Sale') AS offers
    FROM discogs_want AS w LEFT JOIN discogs_record AS r ON r.discogs_id = w.release_id::text
    WHERE w.removed_at IS NULL
), shown AS (
    SELECT release_id, artist, title, format, label, year, discogs_instant(added_at) AS added_at, offers AS offer_count,
           coalesce((SELECT json_agg(o.wire::json) FROM (
               SELECT l.wire FROM discogs_listing AS l WHERE l.record_id = e.record_id AND l.status = 'For Sale'
               ORDER BY l.record_price NULLS LAST, l.id LIMIT $1) AS o), '[]') AS offers
    FROM entry AS e WHERE offers > 0 OR NOT $2
    ORDER BY offers > 0 DESC, e.added_at DESC, release_id LIMIT $3 OFFSET $4
)
SELECT json_build_object(
    'total', (SELECT count(*) FROM entry), 'offered', (SELECT count(*) FROM entry WHERE offers > 0),
    'page', $4::bigint / $3::bigint + 1, 'page_size', $3::bigint,
    'wants', coalesce((SELECT json_agg(shown) FROM shown), '[]'))
"""

_ADD: Final = """
INSERT INTO discogs_want (release_id, artist, title, format, label, year, added_at, pass)
SELECT $1::bigint, coalesce(r.artist, ''), coalesce(r.title, ''), coalesce(r.format, ''), coalesce(r.label, ''),
       r.year, $2, s.pass
FROM discogs_want_sync AS s LEFT JOIN discogs_record AS r ON r.discogs_id = $1::bigint::text
ON CONFLICT (release_id) DO UPDATE SET pass = excluded.pass, removed_at = NULL,
    added_at = CASE WHEN discogs_want.removed_at IS NULL THEN discogs_want.added_at ELSE excluded.added_at END
"""

_REMOVE: Final = "UPDATE discogs_want SET removed_at = $2 WHERE release_id = $1"

# An entry that was removed here after the page had been requested stays removed.
_PUT_PAGE: Final = """
INSERT INTO discogs_want AS w (release_id, artist, title, format, label, year, added_at, pass)
SELECT DISTINCT ON (release_id) release_id, artist, title, format, label, year, coalesce(added_at, $2), $3
FROM unnest($4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[], $10::timestamptz[])
    AS entry (release_id, artist, title, format, label, year, added_at) WHERE release_id > 0 ORDER BY release_id
ON CONFLICT (release_id) DO UPDATE SET
    artist = excluded.artist, title = excluded.title, format = excluded.format, label = excluded.label,
    year = excluded.year, added_at = excluded.added_at, pass = excluded.pass, removed_at = NULL
WHERE w.removed_at IS NULL OR w.removed_at < $1
"""

_REQUEST: Final = """
UPDATE discogs_want_sync SET
    state = 'queued', pass = pass + 1, restarts = 0, attempts = 0, page = 0, pages = NULL, items = NULL,
    error_code = NULL, error = NULL, requested_at = $1, finished_at = NULL, retry_at = NULL
WHERE state NOT IN ('queued', 'running')
"""

_RESUME: Final = """
UPDATE discogs_want_sync SET state = 'queued', error_code = NULL, error = NULL, finished_at = NULL, retry_at = NULL
WHERE state = 'failed' AND retry_at <= $1
"""

_START: Final = """
UPDATE discogs_want_sync SET state = 'running', attempts = attempts + 1 WHERE state IN ('queued', 'running')
RETURNING pass AS pass_number, page, items, restarts, attempts
"""

_LOCK: Final = """
SELECT pass AS pass_number, page, items, restarts, attempts FROM discogs_want_sync
WHERE state = 'running' AND pass = $1 FOR UPDATE
"""

_FINISH: Final = """
UPDATE discogs_want_sync SET
    state = $1, error_code = $2, error = $3, retry_at = $4, finished_at = $5, username = coalesce($6, username)
WHERE state IN ('queued', 'running')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncProgress:
    """How far a synchronisation is: its pass, its last committed page, and the number of entries when it began."""

    pass_number: int
    page: int
    items: int | None
    restarts: int
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncEnd:
    """How a synchronisation ended; a failed one with `retry_at` goes on by itself."""

    state: str
    at: datetime
    error_code: str | None = None
    error: str | None = None
    retry_at: datetime | None = None


async def read_sync(source: Pool | Connection) -> bytes:
    """Return the state of the synchronisation as JSON."""
    return await read_json(source, _SYNC)


async def list_wants(source: Pool | Connection, *, page: int, size: int, only_offered: bool) -> bytes:
    """Return a page of the wantlist as JSON: entries with offers first, each with its offers."""
    return await read_json(source, _LIST, MAX_OFFERS, only_offered, size, (page - 1) * size)


async def add_want(connection: Connection, release_id: int, *, at: datetime) -> None:
    """Add an entry, with what is known of the release."""
    await connection.execute(_ADD, release_id, at)
    await notify_sync(connection)


async def remove_want(connection: Connection, release_id: int, *, at: datetime) -> None:
    """Remove an entry, also when there is none."""
    await connection.execute(_REMOVE, release_id, at)
    await notify(connection, WANTLIST_CHANNEL, "")


async def put_wants(
    connection: Connection, wants: Sequence[Want], *, pass_number: int, requested_at: datetime, now: datetime
) -> None:
    """Store the entries of a page that was requested at a moment."""
    await connection.execute(
        _PUT_PAGE, requested_at, now, pass_number,
        [want.release_id for want in wants], [want.artist for want in wants], [want.title for want in wants],
        [want.format for want in wants], [want.label for want in wants], [want.year for want in wants],
        [want.added_at for want in wants],
    )  # fmt: skip


async def notify_sync(connection: Connection) -> None:
    """Notify listeners when the transaction commits."""
    await notify(connection, WANTLIST_CHANNEL, "")


async def request(connection: Connection, *, now: datetime) -> bool:
    """Queue a synchronisation; False while one is queued or running."""
    return bool(await connection.execute(_REQUEST, now) == "UPDATE 1")


async def resume(connection: Connection, *, now: datetime) -> bool:
    """Let a failed synchronisation go on after its last page; False when it does not, or not yet."""
    return bool(await connection.execute(_RESUME, now) == "UPDATE 1")


async def start(connection: Connection) -> SyncProgress | None:
    """Start or resume a queued or interrupted synchronisation; None without one."""
    return _to_progress(await connection.fetchrow(_START))


async def lock(connection: Connection, *, pass_number: int) -> SyncProgress | None:
    """Lock the running synchronisation until the transaction ends; None when it has ended."""
    return _to_progress(await connection.fetchrow(_LOCK, pass_number))


async def record_page(connection: Connection, *, page: int, pages: int, items: int) -> None:
    """Record a page as stored, and notify listeners."""
    await connection.execute("UPDATE discogs_want_sync SET page = $1, pages = $2, items = $3", page, pages, items)
    await notify(connection, WANTLIST_CHANNEL, "")


async def restart(connection: Connection) -> None:
    """Let the synchronisation begin again at the first page."""
    await connection.execute("UPDATE discogs_want_sync SET page = 0, items = NULL, restarts = restarts + 1")


async def delete_unseen(connection: Connection, *, pass_number: int) -> None:
    """Delete the entries that a complete pass has not seen, and those that were removed."""
    await connection.execute("DELETE FROM discogs_want WHERE pass < $1 OR removed_at IS NOT NULL", pass_number)


async def finish(connection: Connection, end: SyncEnd, *, username: str | None = None) -> None:
    """End the synchronisation, and notify listeners."""
    await connection.execute(_FINISH, end.state, end.error_code, end.error, end.retry_at, end.at, username)
    await notify(connection, WANTLIST_CHANNEL, "")


async def find_state(source: Pool | Connection) -> tuple[str, datetime | None]:
    """Return the state of the synchronisation, and when it last ended."""
    row = await source.fetchrow("SELECT state, finished_at FROM discogs_want_sync")
    return row["state"], row["finished_at"]


def _to_progress(row: Mapping[str, Any] | None) -> SyncProgress | None:
    return SyncProgress(**row) if row else None
