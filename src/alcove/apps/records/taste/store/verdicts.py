"""Batches of offers to judge, verdicts and predictions."""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from alcove.foundation.database import Connection, Pool, read_json

BatchStrategy: TypeAlias = Literal["random", "uncertain", "diverse"]


# From a random position of the fixed random order, wrapping around. OFFSET 0 makes the planner look up each prediction;
# it does not know how few there are and would scan all predictions otherwise.
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


# When fewer offers are ranked than requested, random ones complete the batch.
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
       EXISTS (SELECT FROM discogs_prediction WHERE open AND turn IS NOT NULL) AS ranked
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


_CLEAR_VERDICTS = """
WITH asked AS (
    SELECT id FROM discogs_listing WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE
)
UPDATE discogs_listing AS l SET evaluated = false, kept = false FROM asked WHERE l.id = asked.id
"""


async def read_batch(source: Pool | Connection, *, limit: int, strategy: BatchStrategy) -> bytes:
    """Return unjudged offers, the strategy by which they were chosen, and the total, as JSON.

    Without a model `uncertain` falls back to `diverse`; without a ranking `diverse` falls back to `random`.
    """
    if strategy != "random":
        available = await source.fetchrow(_AVAILABLE_STRATEGIES)
        if strategy == "uncertain" and not available["trained"]:
            strategy = "diverse"
        if strategy == "diverse" and not available["ranked"]:
            strategy = "random"
    return await read_json(source, _BATCHES[strategy] + _BATCH_RESPONSE, limit, strategy)


async def read_predictions(source: Pool | Connection, *, listing_ids: Sequence[int]) -> bytes:
    """Return the predictions of known offers, in the order of the ids, as JSON; without a model the chance is 0.5."""
    return await read_json(source, _PREDICTIONS, list(listing_ids))


async def update_verdicts(connection: Connection, *, listing_ids: Sequence[int], keeper_ids: Sequence[int]) -> int:
    """Mark offers as judged, and those among `keeper_ids` as kept; return how many are known."""
    status: str = await connection.execute(_UPDATE_VERDICTS, list(listing_ids), list(keeper_ids))
    return int(status.rpartition(" ")[2])


async def clear_verdicts(connection: Connection, *, listing_ids: Sequence[int]) -> int:
    """Mark offers as not judged; return how many are known."""
    status: str = await connection.execute(_CLEAR_VERDICTS, list(listing_ids))
    return int(status.rpartition(" ")[2])
