"""The SQL of statistics and of the history of picks."""

from typing import Any, Final

from alcove.foundation.database import Connection, Pool, read_json, read_table

MAX_GENRES: Final = 20
MAX_PATTERNS: Final = 20
MAX_DAYS: Final = 90
MAX_TRAININGS: Final = 50

_OFFER: Final = """
offer AS (
    SELECT l.record_price, l.media_condition, r.year, r.genres, l.evaluated AND l.kept AS kept,
           l.evaluated AND NOT l.kept AS skipped
    FROM discogs_listing AS l JOIN discogs_record AS r ON r.id = l.record_id WHERE l.status = 'For Sale'
)"""
_COUNTS: Final = (
    """count(*) AS offers, count(*) FILTER (WHERE kept) AS kept, count(*) FILTER (WHERE skipped) AS skipped"""
)

_CHARTS: Final = f"""
WITH {_OFFER}, edge AS (
    SELECT low, high, row_number() OVER (ORDER BY low) AS place
    FROM (VALUES (0, 5), (5, 10), (10, 15), (15, 20), (20, 30), (30, 50), (50, 100), (100, 250), (250, NULL))
        AS bounds (low, high)
), price AS (
    SELECT CASE WHEN high IS NULL THEN low || ' and more' ELSE low || ' to ' || high END AS name, band.*
    FROM edge JOIN LATERAL (SELECT {_COUNTS} FROM offer
        WHERE record_price >= low AND (high IS NULL OR record_price < high)) AS band ON true ORDER BY place
), genre AS (
    SELECT name, {_COUNTS} FROM offer, jsonb_array_elements_text(genres) AS name
    GROUP BY name ORDER BY offers DESC, name LIMIT $1
), decade AS (
    SELECT (year / 10 * 10) || 's' AS name, {_COUNTS} FROM offer WHERE year > 0 GROUP BY year / 10 ORDER BY year / 10
), condition AS (
    SELECT media_condition AS name, {_COUNTS} FROM offer GROUP BY media_condition
), daily AS (
    SELECT to_char(judged_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, count(*) FILTER (WHERE kept) AS kept,
           count(*) FILTER (WHERE NOT kept) AS skipped
    FROM discogs_listing WHERE evaluated AND judged_at IS NOT NULL
    GROUP BY 1 ORDER BY 1 DESC LIMIT $2
)
SELECT json_build_object(
    'totals', (SELECT row_to_json(t) FROM (SELECT {_COUNTS} FROM offer) AS t),
    'prices', coalesce((SELECT json_agg(price) FROM price), '[]'),
    'genres', coalesce((SELECT json_agg(genre) FROM genre), '[]'),
    'decades', coalesce((SELECT json_agg(decade) FROM decade), '[]'),
    'conditions', coalesce((
        SELECT json_agg(condition ORDER BY array_position($3::text[], name) NULLS LAST, name) FROM condition), '[]'),
    'verdicts', coalesce((SELECT json_agg(daily ORDER BY daily.day) FROM daily), '[]'))
"""  # noqa: S608 - composed of literals

# Sentences about single groups of offers; the others fit any offer.
_PATTERNS: Final = """
SELECT CASE WHEN text LIKE 'You kept %' THEN 'kept' ELSE 'skipped' END AS verdict, text, count(*) AS offers
FROM discogs_prediction AS p, unnest(p.reasons) AS text
WHERE p.open AND text ~ '^You (kept|skipped) .* offers ' AND text !~ ' offers overall$'
GROUP BY text ORDER BY offers DESC, text LIMIT $1
"""

_TRAININGS: Final = """
SELECT m.recommender, discogs_instant(m.created_at) AS trained_at, discogs_finite(m.last_accuracy) AS accuracy, t.labels
FROM discogs_training AS t JOIN discogs_recommendationmodel AS m ON m.id = t.model_id
WHERE t.outcome = 'trained' AND m.recommender IS NOT NULL ORDER BY t.id DESC LIMIT $1
"""

_PICKS: Final = """
WITH page AS (
    SELECT p.id, p.date, discogs_instant(r.created_at) AS created_at, p.for_sale, p.listing::json AS listing,
           r.desirability_votes, r.novelty_votes,
           coalesce(discogs_finite(r.average_desirability), 0) AS average_desirability,
           coalesce(discogs_finite(r.average_novelty), 0) AS average_novelty, p.breakdown::json AS breakdown
    FROM discogs_recordoftheday AS r JOIN discogs_pick AS p USING (id)
    ORDER BY r.date DESC, r.id DESC LIMIT $1 OFFSET $2
)
SELECT json_build_object(
    'total', (SELECT count(*) FROM discogs_recordoftheday), 'page', $2::bigint / $1::bigint + 1,
    'page_size', $1::bigint, 'picks', coalesce((SELECT json_agg(page) FROM page), '[]'))
"""


async def read_charts(source: Pool | Connection, *, grades: tuple[str, ...]) -> bytes:
    """Return the numbers of charts about offers and verdicts as JSON; conditions in the order of `grades`."""
    return await read_json(source, _CHARTS, MAX_GENRES, MAX_DAYS, list(grades))


async def list_patterns(source: Pool | Connection) -> list[dict[str, Any]]:
    """Return the most frequent reasons of predictions."""
    return [dict(row) for row in await read_table(source, _PATTERNS, MAX_PATTERNS)]


async def list_trainings(source: Pool | Connection) -> list[dict[str, Any]]:
    """Return the trainings that gave a model, the newest first, with their accuracy and number of verdicts."""
    return [dict(row) for row in await read_table(source, _TRAININGS, MAX_TRAININGS)]


async def list_picks(source: Pool | Connection, *, page: int, size: int) -> bytes:
    """Return a page of the history of picks as JSON, the newest first."""
    return await read_json(source, _PICKS, size, (page - 1) * size)
