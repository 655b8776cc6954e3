"""The record of the day, its votes, and the verdicts on offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from alcove.foundation.database import Connection, Pool

_BEST = """
SELECT id, score FROM discogs_listing
WHERE status = 'For Sale' AND score > 0 AND record_price IS NOT NULL AND id IS DISTINCT FROM $1
ORDER BY score DESC, id DESC LIMIT 1
"""

_STORE = """
INSERT INTO discogs_recordoftheday
    (date, listing_id, model_score, entropy_measure, system_temperature, selection_method)
VALUES ($1, $2, $3, 0, 0, $4)
ON CONFLICT (date) DO NOTHING
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
class Candidate:
    """An offer that may become the record of the day."""

    listing_id: int
    score: float


async def best_candidate(source: Pool | Connection, *, other_than: int | None = None) -> Candidate | None:
    """Return the priced offer with the best positive score, leaving out one listing."""
    row = await source.fetchrow(_BEST, other_than)
    return Candidate(row["id"], float(row["score"])) if row else None


async def one_picker(connection: Connection) -> None:
    """Queue behind others who choose a record of the day until the transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('records.pick'))")


async def current_listing(connection: Connection, *, today: date) -> int | None:
    """Return the listing picked for `today`."""
    sql = "SELECT listing_id FROM discogs_recordoftheday WHERE date = $1"
    found: int | None = await connection.fetchval(sql, today)
    return found


async def store_pick(connection: Connection, *, today: date, candidate: Candidate, method: str) -> None:
    """Store today's pick unless another request was first."""
    await connection.execute(_STORE, today, candidate.listing_id, candidate.score, method)


async def drop_pick(connection: Connection, *, today: date) -> None:
    """Remove today's pick; its votes stay as feedback on the listing."""
    await connection.execute("DELETE FROM discogs_recordoftheday WHERE date = $1", today)


async def vote(connection: Connection, *, pick_id: int, desirability: float, novelty: float) -> bool:
    """Add one vote and its feedback row; False when there is no such pick."""
    return await connection.fetchrow(_VOTE, pick_id, desirability, novelty) is not None


async def judge(connection: Connection, *, listing_ids: Sequence[int], keeper_ids: Sequence[int]) -> int:
    """Mark offers as judged, the keepers among them as kept; return how many there were."""
    status: str = await connection.execute(_JUDGE, list(listing_ids), list(keeper_ids))
    return int(status.rpartition(" ")[2])
