"""The record of the day: what it is drawn from, the picks and their votes; the dashboard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, Final

import msgspec

from alcove.apps.records.daily_pick.model import Candidate, PastPick, Pick, SelectionInput
from alcove.apps.records.taste.model import Subject
from alcove.foundation.database import Connection, Pool, notify, read_json

PICK_CHANNEL: Final = "discogs_picked"
MAX_CANDIDATES: Final = 50
MAX_REFERENCE: Final = 100
EXCLUDED_DAYS: Final = 30
REFERENCE_AGE: Final = timedelta(days=7)
LAST_PICKS: Final = 10
MAX_RATED_PICKS: Final = 1000

_SUBJECT = """
l.id AS listing_id, r.artist, r.title, r.label, r.format, r.year, r.wants, r.haves, l.media_condition AS condition,
l.record_price::double precision AS price, l.score::double precision AS score,
ARRAY(SELECT jsonb_array_elements_text(r.genres)) AS genres,
ARRAY(SELECT jsonb_array_elements_text(r.styles)) AS styles
"""

_CANDIDATES = f"""
WITH lately AS (
    SELECT p.listing_id, q.record_id FROM discogs_recordoftheday AS p JOIN discogs_listing AS q ON q.id = p.listing_id
    WHERE p.date BETWEEN $1::date - $2::int AND $1
), best AS (
    SELECT * FROM discogs_listing
    WHERE status = 'For Sale' AND score > 0.5 AND record_price IS NOT NULL
    ORDER BY score DESC, id DESC LIMIT $3
)
SELECT {_SUBJECT}, l.record_id, l.evaluated,
       l.id IN (SELECT listing_id FROM lately) OR l.record_id IN (SELECT record_id FROM lately) AS recent
FROM best AS l JOIN discogs_record AS r ON r.id = l.record_id ORDER BY l.score DESC, l.id DESC
"""  # noqa: S608 - composed of the literals above

_REFERENCE = f"""
SELECT {_SUBJECT} FROM discogs_record AS r JOIN discogs_listing AS l ON l.record_id = r.id
WHERE r.added >= $1 AND l.status = 'For Sale' AND l.record_price IS NOT NULL
ORDER BY r.added DESC, l.id DESC LIMIT $2
"""  # noqa: S608 - composed of the literals above

# A replaced pick leaves its votes, whose listing and day identify it.
_PAST = """
WITH pick AS (
    SELECT p.listing_id, p.date AS day, p.created_at, p.average_desirability, p.average_novelty,
           jsonb_array_length(p.desirability_votes) > 0 AS rated
    FROM discogs_recordoftheday AS p
    UNION ALL
    SELECT f.listing_id, f.created_at::date, max(f.created_at), avg(f.desirability_rating), avg(f.novelty_rating), true
    FROM discogs_recordofthedayfeedback AS f
    WHERE f.record_of_the_day_id IS NULL AND f.listing_id IS NOT NULL
    GROUP BY f.listing_id, f.created_at::date
), placed AS (
    SELECT *, row_number() OVER (ORDER BY day DESC, created_at DESC) AS place FROM pick
)
SELECT ARRAY(SELECT jsonb_array_elements_text(r.genres)) AS genres, p.average_desirability, p.average_novelty, p.rated
FROM placed AS p JOIN discogs_listing AS l ON l.id = p.listing_id JOIN discogs_record AS r ON r.id = l.record_id
WHERE p.rated OR p.place <= $1 ORDER BY p.place LIMIT $2
"""

_NAMES = """
SELECT l.id, concat_ws(' - ', nullif(r.artist, ''), nullif(r.title, '')) AS name
FROM discogs_listing AS l JOIN discogs_record AS r ON r.id = l.record_id WHERE l.id = ANY($1::bigint[])
"""

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

_pick_values = attrgetter(*(field.name for field in fields(Pick)))
"""Returns the fields of a pick in the order of _STORE."""

# NULL when the day has no pick that is for sale although an offer is available.
_DASHBOARD = """
SELECT CASE WHEN $2::boolean OR p.for_sale OR NOT EXISTS (
    SELECT FROM discogs_listing WHERE status = 'For Sale' AND score > 0 AND record_price IS NOT NULL
) THEN convert_to(
    '{"num_records":' || c.records || ',"num_listings":' || c.listings || ',"unevaluated":' || c.unevaluated
    || ',"accuracy":' || coalesce((SELECT round((100 * accuracy)::numeric, 2) FROM discogs_accuracy), 0)
    || ',"record_of_the_day":' || coalesce(p.listing, 'null')
    || ',"record_of_the_day_obj":' || coalesce(p.wire, 'null')
    || ',"breakdown":' || coalesce(p.breakdown, '{}') || '}', 'UTF8') END
FROM discogs_counter AS c LEFT JOIN discogs_pick AS p ON p.date = $1
"""

_PICK = """
SELECT convert_to('{"success":true,"listing_id":' || r.listing_id || ',"breakdown":' || p.breakdown || '}', 'UTF8')
FROM discogs_pick AS p JOIN discogs_recordoftheday AS r ON r.id = p.id WHERE p.date = $1
"""


@dataclass(frozen=True, slots=True)
class BestOffer:
    """An offer and its score."""

    listing_id: int
    score: float


@dataclass(frozen=True, slots=True)
class CurrentPick:
    """The pick of a day; its fields are None for a day without one."""

    id: int | None
    listing_id: int | None


async def list_candidates(source: Pool | Connection, *, today: date) -> list[Candidate]:
    """Return the best offers that have a price and a score above 0.5, best first."""
    rows = await source.fetch(_CANDIDATES, today, EXCLUDED_DAYS, MAX_CANDIDATES)
    return [Candidate(_to_subject(row), row["evaluated"], row["record_id"], row["recent"]) for row in rows]


async def read_selection_input(pool: Pool, *, today: date, now: datetime) -> SelectionInput:
    """Return all that a selection for `today` depends on, read in one snapshot."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        candidates = await list_candidates(connection, today=today)
        reference = await connection.fetch(_REFERENCE, now - REFERENCE_AGE, MAX_REFERENCE)
        past = await connection.fetch(_PAST, LAST_PICKS, MAX_RATED_PICKS)
    return SelectionInput(
        candidates=tuple(candidates),
        reference=tuple(_to_subject(row) for row in reference),
        past=tuple(msgspec.convert(dict(row), PastPick) for row in past),
    )


def _to_subject(row: Mapping[str, Any]) -> Subject:
    return msgspec.convert(dict(row), Subject)


async def read_names(source: Pool | Connection, listing_ids: Sequence[int]) -> dict[int, str]:
    """Return artist and title of offers by listing id."""
    return {row["id"]: row["name"] for row in await source.fetch(_NAMES, list(listing_ids))}


async def find_best_offer(source: Pool | Connection, *, excluding: int | None = None) -> BestOffer | None:
    """Return the offer with a price and the best positive score, except one listing."""
    row = await source.fetchrow(_BEST, excluding)
    return BestOffer(row["id"], float(row["score"])) if row else None


async def lock_for_picking(connection: Connection) -> None:
    """Take the lock of changes of the record of the day until the transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('records.pick'))")


async def find_current_pick(source: Pool | Connection, *, today: date) -> CurrentPick:
    """Return the pick of a day."""
    row = await source.fetchrow("SELECT id, listing_id FROM discogs_recordoftheday WHERE date = $1", today)
    return CurrentPick(*row) if row else CurrentPick(None, None)


async def find_sold_pick(source: Pool | Connection, *, today: date) -> int | None:
    """Return the pick of a day if it is no longer for sale."""
    sold: int | None = await source.fetchval("SELECT id FROM discogs_pick WHERE date = $1 AND NOT for_sale", today)
    return sold


async def delete_pick(connection: Connection, *, today: date) -> None:
    """Delete the pick of a day; its votes stay as feedback on the listing."""
    await connection.execute("DELETE FROM discogs_recordoftheday WHERE date = $1", today)


async def insert_pick(connection: Connection, *, today: date, pick: Pick) -> int | None:
    """Insert the pick of a day that has none and return its id; None when the offer is no longer for sale."""
    pick_id: int | None = await connection.fetchval(_STORE, today, *_pick_values(pick))
    return pick_id


async def notify_pick(connection: Connection, payload: str) -> None:
    """Notify listeners of a pick when the transaction commits."""
    await notify(connection, PICK_CHANNEL, payload)


async def insert_vote(connection: Connection, *, pick_id: int, desirability: float, novelty: float) -> bool:
    """Insert a vote with its feedback row; return False for an unknown pick."""
    return await connection.fetchrow(_VOTE, pick_id, desirability, novelty) is not None


async def read_dashboard(source: Pool | Connection, *, today: date, as_stored: bool = False) -> bytes | None:
    """Return the dashboard's JSON; None when a record for `today` must be picked first, unless `as_stored`."""
    body = await read_json(source, _DASHBOARD, today, as_stored)
    return None if body == b"null" else body


async def read_pick_with_terms(source: Pool | Connection, *, today: date) -> bytes | None:
    """Return today's pick with its terms as JSON; None without one."""
    pick: bytes | None = await source.fetchval(_PICK, today)
    return pick
