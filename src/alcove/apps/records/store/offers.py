"""Offers and records as lists: by seller, at random, for judging, for export."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Literal, TypeAlias

from alcove.foundation.database import Connection, Pool, read_json, read_rows

Strategy: TypeAlias = Literal["random", "uncertain", "diverse"]

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

# From a random place of the fixed random order onward, and round to its start. OFFSET 0 has each offer's prediction
# looked up: the planner, who does not know how few they are, would read all predictions otherwise.
_AT_RANDOM = """
WITH place AS MATERIALIZED (SELECT random() AS start),
above AS (
    SELECT id, wire FROM discogs_listing
    WHERE status = 'For Sale' AND NOT evaluated AND draw >= (SELECT start FROM place) ORDER BY draw LIMIT $1
), below AS (
    SELECT id, wire FROM discogs_listing
    WHERE status = 'For Sale' AND NOT evaluated AND draw < (SELECT start FROM place) ORDER BY draw LIMIT $1
), batch AS (
    SELECT met.wire, p.probability, p.reasons
    FROM (SELECT id, wire FROM above UNION ALL SELECT id, wire FROM below LIMIT $1) AS met
    CROSS JOIN LATERAL (SELECT * FROM discogs_prediction WHERE listing_id = met.id OFFSET 0) AS p
)"""

_UNSURE = """
WITH batch AS (
    SELECT l.wire, p.probability, p.reasons
    FROM discogs_prediction AS p JOIN discogs_listing AS l ON l.id = p.listing_id
    WHERE p.open ORDER BY abs(p.probability - 0.5), p.listing_id LIMIT $1
)"""

# When more are asked for than have their turn, chance adds the rest.
_IN_TURN = """
WITH chosen AS (
    SELECT listing_id AS id, turn FROM discogs_prediction WHERE open AND turn IS NOT NULL ORDER BY turn LIMIT $1
), others AS (
    SELECT id, NULL::integer AS turn FROM discogs_listing
    WHERE status = 'For Sale' AND NOT evaluated AND id NOT IN (SELECT id FROM chosen)
    ORDER BY draw LIMIT $1 - (SELECT count(*) FROM chosen)
), batch AS (
    SELECT l.wire, p.probability, p.reasons
    FROM (SELECT * FROM chosen UNION ALL SELECT * FROM others) AS met
    JOIN discogs_listing AS l USING (id)
    CROSS JOIN LATERAL (SELECT * FROM discogs_prediction WHERE listing_id = met.id OFFSET 0) AS p
    ORDER BY met.turn NULLS LAST
)"""

_TO_JUDGE = """
SELECT convert_to('{"listings":['
    || coalesce((SELECT string_agg(discogs_expected(wire, probability, reasons), ',') FROM batch), '')
    || '],"total_unevaluated":' || unevaluated || ',"strategy":' || to_json($2::text) || '}', 'UTF8')
FROM discogs_counter
"""

_CHOICES: Mapping[Strategy, str] = {"random": _AT_RANDOM, "uncertain": _UNSURE, "diverse": _IN_TURN}

_CAN_CHOOSE = """
SELECT EXISTS (SELECT FROM discogs_current_model) AS trained,
       EXISTS (SELECT FROM discogs_prediction WHERE open AND turn IS NOT NULL) AS in_turn
"""

_PREDICTIONS = """
SELECT convert_to('[' || coalesce(string_agg('{"id":' || listing_id || CASE WHEN trained
    THEN ',"prediction":' || (probability > 0.5)::text || ',"probability":' || probability
        || ',"reasons":' || array_to_json(reasons)
    ELSE ',"prediction":false,"probability":0.5,"reasons":[]' END || '}', ',' ORDER BY place), '') || ']', 'UTF8')
FROM unnest($1::bigint[]) WITH ORDINALITY AS asked (listing_id, place)
JOIN discogs_prediction USING (listing_id)
CROSS JOIN (SELECT EXISTS (SELECT FROM discogs_current_model) AS trained) AS model
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


async def to_judge(source: Pool | Connection, *, limit: int, strategy: Strategy) -> bytes:
    """Return unjudged offers, chosen as the answer says, and how many there are in all.

    Without a model nothing is uncertain, and variety is the next best; without a computed order chance decides.
    """
    if strategy != "random":
        can = await source.fetchrow(_CAN_CHOOSE)
        if strategy == "uncertain" and not can["trained"]:
            strategy = "diverse"
        if strategy == "diverse" and not can["in_turn"]:
            strategy = "random"
    return await read_json(source, _CHOICES[strategy] + _TO_JUDGE, limit, strategy)


async def predictions(source: Pool | Connection, *, listing_ids: Sequence[int]) -> bytes:
    """Return the chance of every known offer in the order asked; an even one as long as there is no model."""
    return await read_json(source, _PREDICTIONS, list(listing_ids))
