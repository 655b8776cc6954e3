"""Reads of offers and records: by seller, at random, for export; and their numbers."""

from collections.abc import AsyncGenerator

from alcove.foundation.database import Connection, Pool, read_json, read_rows

_BY_SELLER = """
SELECT convert_to(wire, 'UTF8') FROM discogs_listing
WHERE seller_id = (SELECT id FROM discogs_seller WHERE lower(name) = lower($1)) AND status = 'For Sale'
ORDER BY score DESC, id
"""

_RECORDS_OF_SELLER = """
SELECT convert_to(r.wire, 'UTF8') FROM discogs_record AS r
WHERE r.id IN (
    SELECT record_id FROM discogs_listing
    WHERE seller_id = (SELECT id FROM discogs_seller WHERE lower(name) = lower($1)) AND status = 'For Sale')
ORDER BY r.added DESC, r.id DESC
"""

_RANDOM_OF_SELLER = """
SELECT convert_to('[' || coalesce(string_agg(wire, ','), '') || ']', 'UTF8') FROM (
    SELECT wire FROM discogs_listing
    WHERE seller_id = (SELECT id FROM discogs_seller WHERE lower(name) = lower($1))
      AND status = 'For Sale' AND NOT evaluated
    ORDER BY random() LIMIT $2
) AS drawn
"""


_EXPORT = """
SELECT convert_to(line, 'UTF8') FROM discogs_listing WHERE status = 'For Sale' ORDER BY id DESC LIMIT $1
"""

# Twenty probes at random positions of the fixed random order, so that ten remain when some find the same offer.
_HIGHLIGHTS = """
WITH best AS (
    SELECT id, wire FROM discogs_listing WHERE status = 'For Sale' ORDER BY score DESC, id DESC LIMIT 10
), lucky AS (
    SELECT id, wire FROM (
        SELECT DISTINCT ON (probe.id) probe.id, probe.wire
        FROM (SELECT random() AS place FROM generate_series(1, 20) OFFSET 0) AS throw
        CROSS JOIN LATERAL (
            SELECT id, wire FROM discogs_listing
            WHERE status = 'For Sale' AND draw >= throw.place ORDER BY draw LIMIT 1
        ) AS probe
    ) AS met ORDER BY random() LIMIT 10
)
SELECT convert_to('[' || coalesce(string_agg(wire, ',' ORDER BY random()), '') || ']', 'UTF8')
FROM (SELECT id, wire FROM best UNION SELECT id, wire FROM lucky) AS shown
"""

_COUNTS = """
SELECT json_build_object('total_listings', c.listings, 'total_records', c.records,
                         'total_sellers', (SELECT count(*) FROM discogs_seller))
FROM discogs_counter AS c
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


def stream_listings_of_seller(pool: Pool, *, seller: str) -> AsyncGenerator[list[bytes], None]:
    """Stream a seller's offers, best score first."""
    return read_rows(pool, _BY_SELLER, seller)


def stream_records_of_seller(pool: Pool, *, seller: str) -> AsyncGenerator[list[bytes], None]:
    """Stream the distinct records a seller offers, newest first."""
    return read_rows(pool, _RECORDS_OF_SELLER, seller)


def stream_csv_rows(pool: Pool, *, limit: int) -> AsyncGenerator[list[bytes], None]:
    """Stream up to `limit` offers as CSV lines, highest id first."""
    return read_rows(pool, _EXPORT, limit)


async def read_random_listings(source: Pool | Connection, *, seller: str, limit: int) -> bytes:
    """Return random offers of a seller without a verdict."""
    return await read_json(source, _RANDOM_OF_SELLER, seller, limit)


async def read_highlights(source: Pool | Connection) -> bytes:
    """Return the ten best offers and up to ten random ones, each once, in random order."""
    return await read_json(source, _HIGHLIGHTS)


async def read_counts(source: Pool | Connection) -> bytes:
    """Return how many offers, records and sellers are stored."""
    return await read_json(source, _COUNTS)


async def read_inventory(source: Pool | Connection, *, seller: str, limit: int, offset: int) -> bytes | None:
    """Return a slice of a seller's offers, best score first, as JSON; None for an unknown seller."""
    inventory = await read_json(source, _INVENTORY, seller, limit, offset)
    return None if inventory == b"null" else inventory


async def find_release_id(source: Pool | Connection, *, listing_id: int) -> str | None:
    """Return the Discogs release id of a stored offer; None for an unknown offer."""
    sql = "SELECT r.discogs_id FROM discogs_record AS r JOIN discogs_listing AS l ON l.record_id = r.id WHERE l.id = $1"
    found: str | None = await source.fetchval(sql, listing_id)
    return found
