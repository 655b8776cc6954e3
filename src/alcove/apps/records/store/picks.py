"""The record of the day, its votes, and the verdicts on offers."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Final

from alcove.foundation.database import Connection, Pool, notify

CHANNEL: Final = "discogs_picked"

_BEST = """
SELECT id, score FROM discogs_listing
WHERE status = 'For Sale' AND score > 0 AND record_price IS NOT NULL AND id IS DISTINCT FROM $1
ORDER BY score DESC, id DESC LIMIT 1
"""

# An offer that was sold or lost its price meanwhile is not stored.
_STORE = """
INSERT INTO discogs_recordoftheday (date, listing_id, model_score, entropy_measure, system_temperature, utility_term,
    entropy_term, free_energy, selection_probability, total_candidates, cluster_count, selection_method, seed, error)
SELECT $1, id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14 FROM discogs_listing
WHERE id = $2 AND status = 'For Sale' AND record_price IS NOT NULL FOR KEY SHARE
RETURNING id
"""

_VOTE = """
WITH vote AS (
    UPDATE discogs_recordoftheday SET
        desirability_votes = desirability_votes || to_jsonb($2::double precision),
        novelty_votes = novelty_votes || to_jsonb($3::double precision),
        average_desirability = discogs_mean(desirability_votes || to_jsonb($2::double precision)),
        average_novelty = discogs_mean(novelty_votes || to_jsonb($3::double precision))
    WHERE id = $1 RETURNING id, listing_id, average_desirability, average_novelty
), kept AS (
    INSERT INTO discogs_recordofthedayfeedback
        (record_of_the_day_id, listing_id, desirability_rating, novelty_rating)
    SELECT id, listing_id, round($2::numeric), round($3::numeric) FROM vote
)
SELECT average_desirability, average_novelty FROM vote
"""

_JUDGE = """
WITH asked AS (
    SELECT id FROM discogs_listing WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE
)
UPDATE discogs_listing AS l SET evaluated = true, kept = l.id = ANY($2::bigint[]) FROM asked WHERE l.id = asked.id
"""


@dataclass(frozen=True, slots=True)
class Best:
    """An offer and its score."""

    listing_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Current:
    """The pick of a day."""

    id: int
    listing_id: int


@dataclass(frozen=True, slots=True)
class Pick:
    """A record of the day with the terms of its draw; the fields stand in the order of the statement."""

    listing_id: int
    model_score: float
    entropy_measure: float
    system_temperature: float
    utility_term: float | None
    entropy_term: float | None
    free_energy: float | None
    selection_probability: float | None
    total_candidates: int | None
    cluster_count: int | None
    selection_method: str
    seed: int | None = None
    error: str | None = None


async def best_positive(source: Pool | Connection, *, other_than: int | None = None) -> Best | None:
    """Return the priced offer with the best positive score, leaving out one listing."""
    row = await source.fetchrow(_BEST, other_than)
    return Best(row["id"], float(row["score"])) if row else None


async def one_picker(connection: Connection) -> None:
    """Queue behind others who choose a record of the day until the transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('records.pick'))")


async def current(source: Pool | Connection, *, today: date) -> Current | None:
    """Return the pick of `today`."""
    row = await source.fetchrow("SELECT id, listing_id FROM discogs_recordoftheday WHERE date = $1", today)
    return Current(*row) if row else None


async def drop_pick(connection: Connection, *, today: date) -> None:
    """Remove today's pick; its votes stay as feedback on the listing."""
    await connection.execute("DELETE FROM discogs_recordoftheday WHERE date = $1", today)


async def store_pick(connection: Connection, *, today: date, pick: Pick) -> int | None:
    """Store the pick of a day that has none and return its id; None when the offer cannot be bought any more."""
    found: int | None = await connection.fetchval(_STORE, today, *astuple(pick))
    return found


async def tell(connection: Connection, payload: str) -> None:
    """Let those who wait for a pick know, once the transaction is committed."""
    await notify(connection, CHANNEL, payload)


async def vote(connection: Connection, *, pick_id: int, desirability: float, novelty: float) -> bool:
    """Add one vote and its feedback row; False when there is no such pick."""
    return await connection.fetchrow(_VOTE, pick_id, desirability, novelty) is not None


async def judge(connection: Connection, *, listing_ids: Sequence[int], keeper_ids: Sequence[int]) -> int:
    """Mark offers as judged, the keepers among them as kept; return how many there were."""
    status: str = await connection.execute(_JUDGE, list(listing_ids), list(keeper_ids))
    return int(status.rpartition(" ")[2])
