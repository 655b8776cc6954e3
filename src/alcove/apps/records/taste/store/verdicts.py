"""Offers to judge, the verdicts on them, and what is predicted of them."""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from alcove.foundation.database import Connection, Pool, read_json

BatchStrategy: TypeAlias = Literal["random", "uncertain", "diverse"]


# From a random place of the fixed random order onward, and round to its start. OFFSET 0 has each offer's prediction
# looked up: the planner, who does not know how few they are, would read all predictions otherwise.
_RANDOM_BATCH = """
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


_UNCERTAIN_BATCH = """
WITH batch AS (
    SELECT l.wire, p.probability, p.reasons
    FROM discogs_prediction AS p JOIN discogs_listing AS l ON l.id = p.listing_id
    WHERE p.open ORDER BY abs(p.probability - 0.5), p.listing_id LIMIT $1
)"""


# When more are asked for than have their turn, chance adds the rest.
_DIVERSE_BATCH = """
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


_BATCH_RESPONSE = """
SELECT convert_to('{"listings":['
    || coalesce((SELECT string_agg(discogs_expected(wire, probability, reasons), ',') FROM batch), '')
    || '],"total_unevaluated":' || unevaluated || ',"strategy":' || to_json($2::text) || '}', 'UTF8')
FROM discogs_counter
"""


_BATCHES: Mapping[BatchStrategy, str] = {
    "random": _RANDOM_BATCH,
    "uncertain": _UNCERTAIN_BATCH,
    "diverse": _DIVERSE_BATCH,
}


_AVAILABLE_STRATEGIES = """
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


_UPDATE_VERDICTS = """
WITH asked AS (
    SELECT id FROM discogs_listing WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE
)
UPDATE discogs_listing AS l SET evaluated = true, kept = l.id = ANY($2::bigint[]) FROM asked WHERE l.id = asked.id
"""


async def read_batch(source: Pool | Connection, *, limit: int, strategy: BatchStrategy) -> bytes:
    """Return unjudged offers, chosen as the answer says, and how many there are in all.

    Without a model nothing is uncertain, and variety is the next best; without a computed order chance decides.
    """
    if strategy != "random":
        can = await source.fetchrow(_AVAILABLE_STRATEGIES)
        if strategy == "uncertain" and not can["trained"]:
            strategy = "diverse"
        if strategy == "diverse" and not can["in_turn"]:
            strategy = "random"
    return await read_json(source, _BATCHES[strategy] + _BATCH_RESPONSE, limit, strategy)


async def read_predictions(source: Pool | Connection, *, listing_ids: Sequence[int]) -> bytes:
    """Return the chance of every known offer in the order asked; an even one as long as there is no model."""
    return await read_json(source, _PREDICTIONS, list(listing_ids))


async def update_verdicts(connection: Connection, *, listing_ids: Sequence[int], keeper_ids: Sequence[int]) -> int:
    """Mark offers as judged, the keepers among them as kept; return how many there were."""
    status: str = await connection.execute(_UPDATE_VERDICTS, list(listing_ids), list(keeper_ids))
    return int(status.rpartition(" ")[2])
