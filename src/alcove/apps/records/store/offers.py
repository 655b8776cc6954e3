"""Offers and records as lists: by seller, at random, for judging, for export."""

from collections.abc import AsyncGenerator, Sequence

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

_TO_TUNE = """
SELECT convert_to('[' || coalesce(string_agg(wire, ','), '') || ']', 'UTF8') FROM (
    SELECT wire FROM discogs_listing
    WHERE seller_id = (SELECT id FROM discogs_seller WHERE lower(name) = lower($1))
      AND status = 'For Sale' AND NOT evaluated
    ORDER BY random() LIMIT $2
) AS drawn
"""

# From a random place of the fixed random order onward, and round to its start.
_TO_JUDGE = """
WITH place AS MATERIALIZED (SELECT random() AS start),
above AS (
    SELECT wire FROM discogs_listing, place
    WHERE status = 'For Sale' AND NOT evaluated AND draw >= place.start ORDER BY draw LIMIT $1
), below AS (
    SELECT wire FROM discogs_listing, place
    WHERE status = 'For Sale' AND NOT evaluated AND draw < place.start ORDER BY draw LIMIT $1
)
SELECT convert_to('{"listings":[' || coalesce((SELECT string_agg(wire, ',') FROM (
    SELECT wire FROM above UNION ALL SELECT wire FROM below LIMIT $1) AS batch), '')
    || '],"total_unevaluated":' || unevaluated || '}', 'UTF8')
FROM discogs_counter
"""

_UNTRAINED_PREDICTIONS = """
SELECT coalesce(json_agg(json_build_object('id', id, 'prediction', false, 'probability', 0.5) ORDER BY place), '[]')
FROM unnest($1::bigint[]) WITH ORDINALITY AS asked (id, place)
JOIN discogs_listing USING (id)
"""

_EXPORT = """
SELECT convert_to(line, 'UTF8') FROM discogs_listing WHERE status = 'For Sale' ORDER BY id DESC LIMIT $1
"""


def by_seller(pool: Pool, *, seller: str) -> AsyncGenerator[list[bytes], None]:
    """Stream a seller's offers, best score first."""
    return read_rows(pool, _BY_SELLER, seller)


def records_of_seller(pool: Pool, *, seller: str) -> AsyncGenerator[list[bytes], None]:
    """Stream the distinct records a seller offers, newest first."""
    return read_rows(pool, _RECORDS_OF_SELLER, seller)


def export(pool: Pool, *, limit: int) -> AsyncGenerator[list[bytes], None]:
    """Stream up to `limit` offers as CSV lines, highest id first."""
    return read_rows(pool, _EXPORT, limit)


async def to_tune(source: Pool | Connection, *, seller: str, limit: int) -> bytes:
    """Return random offers of a seller that nobody has judged yet."""
    return await read_json(source, _TO_TUNE, seller, limit)


async def to_judge(source: Pool | Connection, *, limit: int) -> bytes:
    """Return random unjudged offers and how many there are in all."""
    return await read_json(source, _TO_JUDGE, limit)


async def untrained_predictions(source: Pool | Connection, *, listing_ids: Sequence[int]) -> bytes:
    """Return an even chance for every known offer, in the order asked, each once."""
    return await read_json(source, _UNTRAINED_PREDICTIONS, list(listing_ids))
