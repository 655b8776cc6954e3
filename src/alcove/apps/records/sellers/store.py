"""The SQL of sellers: an overview of all, one with its scrapes, and schedules."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from alcove.apps.records.scraping import STATUS_COLUMNS
from alcove.foundation.database import Connection, Pool, read_json

MAX_SELLERS: Final = 1000
MAX_SCRAPES: Final = 50
MAX_WANTED: Final = 100

# A seller whom only a scrape names, because it has not stored an offer yet, is one unless Discogs does not know it.
# The list has such a seller from the first page on: until then Discogs may yet say that it does not know the name.
_KNOWN: Final = """
known AS (
    SELECT id, name, currency FROM discogs_seller WHERE $1::text IS NULL OR lower(name) = lower($1)
    UNION ALL
    SELECT NULL, run.seller, '' FROM (
        SELECT DISTINCT ON (lower(seller)) lower(seller) AS folded, seller, error_code, state, page FROM discogs_scrape
        WHERE $1::text IS NULL OR lower(seller) = lower($1) ORDER BY lower(seller), id DESC) AS run
    WHERE run.error_code IS DISTINCT FROM 'seller_unknown'
      AND ($1::text IS NOT NULL OR run.page > 0 OR run.state NOT IN ('queued', 'running'))
      AND NOT EXISTS (SELECT FROM discogs_seller AS s WHERE lower(s.name) = run.folded)
), counted AS (
    SELECT l.seller_id, count(*) AS offers, count(*) FILTER (WHERE l.kept) AS kept,
           count(*) FILTER (WHERE NOT l.evaluated) AS unjudged,
           count(DISTINCT w.release_id) AS wanted
    FROM discogs_listing AS l
    JOIN discogs_record AS r ON r.id = l.record_id
    LEFT JOIN discogs_want AS w ON w.release_id::text = r.discogs_id AND w.removed_at IS NULL
    WHERE l.status = 'For Sale' AND l.seller_id IN (SELECT id FROM known) GROUP BY l.seller_id
)"""

_OVERVIEW: Final = f"""
SELECT row_number() OVER (ORDER BY coalesce(c.wanted, 0) DESC, coalesce(c.offers, 0) DESC, lower(k.name)) AS rank,
       k.name, k.currency, coalesce(c.offers, 0) AS offers, coalesce(c.kept, 0) AS kept,
       coalesce(c.unjudged, 0) AS unjudged, coalesce(c.wanted, 0) AS wanted,
       (SELECT row_to_json(run) FROM (SELECT {STATUS_COLUMNS} FROM discogs_scrape
            WHERE lower(seller) = lower(k.name) ORDER BY discogs_scrape.id DESC LIMIT 1) AS run) AS last_scrape,
       (SELECT discogs_instant(max(finished_at)) FROM discogs_scrape
            WHERE lower(seller) = lower(k.name) AND mode = 'full' AND state = 'done') AS last_full_at,
       (SELECT row_to_json(plan) FROM (SELECT mode, every_hours, discogs_instant(next_run_at) AS next_run_at
            FROM discogs_schedule WHERE seller = lower(k.name)) AS plan) AS schedule
FROM known AS k LEFT JOIN counted AS c ON c.seller_id = k.id
"""  # noqa: S608 - composed of literals

_LIST: Final = f"""
WITH {_KNOWN}, ranked AS ({_OVERVIEW}), shown AS (SELECT * FROM ranked ORDER BY rank LIMIT $2)
SELECT json_build_object(
    'total', (SELECT count(*) FROM ranked),
    'wants', (SELECT count(*) FROM discogs_want WHERE removed_at IS NULL),
    'full_scrape_days', $3::integer,
    'sellers', coalesce((SELECT json_agg(shown ORDER BY rank) FROM shown), '[]'))
"""  # noqa: S608 - the same

_READ: Final = f"""
WITH {_KNOWN}, found AS ({_OVERVIEW}), runs AS (
    SELECT {STATUS_COLUMNS} FROM discogs_scrape WHERE lower(seller) = lower($1)
    ORDER BY discogs_scrape.id DESC LIMIT $2
), wanted AS (
    SELECT l.wire FROM discogs_want AS w
    JOIN discogs_record AS r ON r.discogs_id = w.release_id::text
    JOIN discogs_listing AS l ON l.record_id = r.id
    WHERE w.removed_at IS NULL AND l.status = 'For Sale' AND l.seller_id = (SELECT id FROM known LIMIT 1)
    ORDER BY l.record_price NULLS LAST, l.id LIMIT $3
)
SELECT json_build_object(
    'seller', row_to_json(found), 'full_scrape_days', $4::integer,
    'scrapes', coalesce((SELECT json_agg(runs) FROM runs), '[]'),
    'wanted_offers', coalesce((SELECT json_agg(wanted.wire::json) FROM wanted), '[]'))
FROM found LIMIT 1
"""  # noqa: S608 - the same

_PUT_SCHEDULE: Final = """
INSERT INTO discogs_schedule (seller, name, mode, every_hours, next_run_at) VALUES (lower($1), $1, $2, $3, $4)
ON CONFLICT (seller) DO UPDATE SET
    mode = excluded.mode, every_hours = excluded.every_hours, next_run_at = excluded.next_run_at
"""

_LIST_DUE: Final = """
SELECT name, mode, every_hours, next_run_at FROM discogs_schedule WHERE next_run_at <= $1
ORDER BY next_run_at, seller LIMIT $2 FOR UPDATE SKIP LOCKED
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How often a seller is scraped."""

    name: str
    mode: str
    every_hours: int
    next_run_at: datetime


async def list_sellers(source: Pool | Connection, *, full_scrape_days: int) -> bytes:
    """Return all sellers as JSON, those with the most wanted releases first."""
    return await read_json(source, _LIST, None, MAX_SELLERS, full_scrape_days)


async def read_seller(source: Pool | Connection, name: str, *, full_scrape_days: int) -> bytes | None:
    """Return a seller with its newest scrapes and its offers of wanted releases as JSON; None for an unknown one."""
    body = await read_json(source, _READ, name, MAX_SCRAPES, MAX_WANTED, full_scrape_days)
    return None if body == b"null" else body


async def put_schedule(connection: Connection, schedule: Schedule) -> None:
    """Store the schedule of a seller in place of an earlier one."""
    await connection.execute(
        _PUT_SCHEDULE, schedule.name, schedule.mode, schedule.every_hours, schedule.next_run_at
    )  # fmt: skip


async def delete_schedule(source: Pool | Connection, name: str) -> bool:
    """Delete the schedule of a seller; False when there is none."""
    return bool(await source.execute("DELETE FROM discogs_schedule WHERE seller = lower($1)", name) == "DELETE 1")


async def lock_due_schedules(connection: Connection, *, now: datetime, limit: int) -> list[Schedule]:
    """Return schedules whose scrape is due, locked until the transaction ends."""
    return [Schedule(**row) for row in await connection.fetch(_LIST_DUE, now, limit)]


async def set_next_run(connection: Connection, name: str, *, at: datetime) -> None:
    """Store when a seller is scraped next by its schedule."""
    await connection.execute("UPDATE discogs_schedule SET next_run_at = $2 WHERE seller = lower($1)", name, at)
