"""Reads behind the two roles that are services: today's pick, the queue of scrapes, a seller's inventory."""

from datetime import date

from alcove.foundation.database import Connection, Pool, read_json

_PICK = """
SELECT convert_to('{"success":true,"listing_id":' || r.listing_id || ',"breakdown":' || p.breakdown || '}', 'UTF8')
FROM discogs_pick AS p JOIN discogs_recordoftheday AS r ON r.id = p.id WHERE p.date = $1
"""

_LOAD = """
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

_INVENTORY = """
WITH whose AS (SELECT id, name FROM discogs_seller WHERE lower(name) = lower($1)),
page AS (
    SELECT wire, score, id FROM discogs_listing
    WHERE seller_id = (SELECT id FROM whose) AND status = 'For Sale'
    ORDER BY score DESC, id LIMIT $2 OFFSET $3
)
SELECT convert_to(
    '{"seller":' || to_json(whose.name) || ',"total":'
    || (SELECT count(*) FROM discogs_listing WHERE seller_id = whose.id AND status = 'For Sale')
    || ',"limit":' || $2::bigint || ',"offset":' || $3::bigint
    || ',"listings":[' || coalesce((SELECT string_agg(wire, ',' ORDER BY score DESC, id) FROM page), '') || ']}',
    'UTF8')
FROM whose
"""


async def pick_of(source: Pool | Connection, *, today: date) -> bytes | None:
    """Return today's record with its terms as JSON; None when there is none yet."""
    found: bytes | None = await source.fetchval(_PICK, today)
    return found


async def scrapes_under_way(source: Pool | Connection) -> tuple[int, int]:
    """Return how many scrapes wait and how many run."""
    row = await source.fetchrow(_LOAD)
    return row["waiting"], row["running"]


async def queue(source: Pool | Connection, *, most: int) -> bytes:
    """Return the scrapes that have not ended, up to `most` of each state, as JSON."""
    return await read_json(source, _QUEUE, most)


async def inventory(source: Pool | Connection, *, seller: str, limit: int, offset: int) -> bytes | None:
    """Return a part of a seller's offers, best score first, as JSON; None when nothing is stored of the seller."""
    found: bytes | None = await source.fetchval(_INVENTORY, seller, limit, offset)
    return found
