"""What a record of the day is drawn from: the best offers, what came in lately, and earlier picks with their votes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from alcove.apps.records.model.taste.subject import Subject
from alcove.apps.records.model.thermodynamics import Candidate, Entrant, PastPick
from alcove.foundation.database import Connection, Pool

MOST_CANDIDATES: Final = 50
MOST_REFERENCE: Final = 100
EXCLUDED_DAYS: Final = 30
REFERENCE_AGE: Final = timedelta(days=7)
LAST: Final = 10
MOST_RATED: Final = 1000

_SUBJECT = """
l.id, r.artist, r.title, r.label, r.format, r.year, r.wants, r.haves, l.media_condition,
l.record_price::double precision AS price, l.score::double precision AS score,
ARRAY(SELECT jsonb_array_elements_text(r.genres)) AS genres,
ARRAY(SELECT jsonb_array_elements_text(r.styles)) AS styles
"""

_ENTRANTS = f"""
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

# A pick that was replaced left its votes behind, whose listing and day say which pick it was.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """The database as one draw sees it."""

    entrants: tuple[Entrant, ...]
    reference: tuple[Subject, ...]
    past: tuple[PastPick, ...]


async def entrants(source: Pool | Connection, *, today: date) -> list[Entrant]:
    """Return the best offers that are priced and score above 0.5, the best first."""
    rows = await source.fetch(_ENTRANTS, today, EXCLUDED_DAYS, MOST_CANDIDATES)
    return [
        Entrant(candidate=Candidate(_subject(row), row["evaluated"]), record_id=row["record_id"], recent=row["recent"])
        for row in rows
    ]


async def look(pool: Pool, *, today: date, now: datetime) -> Sight:
    """Read all that a draw for `today` needs, as it stood at one moment."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        found = await entrants(connection, today=today)
        reference = await connection.fetch(_REFERENCE, now - REFERENCE_AGE, MOST_REFERENCE)
        past = await connection.fetch(_PAST, LAST, MOST_RATED)
    return Sight(
        entrants=tuple(found),
        reference=tuple(_subject(row) for row in reference),
        past=tuple(_past(row) for row in past),
    )


async def names(pool: Pool, listing_ids: Sequence[int]) -> dict[int, str]:
    """Return artist and title of offers by listing."""
    return {row["id"]: row["name"] for row in await pool.fetch(_NAMES, list(listing_ids))}


def _subject(row: Mapping[str, Any]) -> Subject:
    return Subject(
        listing_id=row["id"],
        artist=row["artist"],
        title=row["title"],
        label=row["label"],
        format=row["format"],
        genres=tuple(row["genres"]),
        styles=tuple(row["styles"]),
        year=row["year"],
        price=row["price"],
        wants=row["wants"],
        haves=row["haves"],
        condition=row["media_condition"],
        score=row["score"],
    )


def _past(row: Mapping[str, Any]) -> PastPick:
    return PastPick(
        genres=tuple(row["genres"]),
        average_desirability=row["average_desirability"],
        average_novelty=row["average_novelty"],
        rated=row["rated"],
    )
