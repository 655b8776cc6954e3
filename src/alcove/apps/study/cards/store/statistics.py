"""SQL of statistics over reviews; a day is a study day, as it was stored with the review."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from alcove.apps.study.cards.model import ForgettingCurve
from alcove.foundation.database import Pool, read_json

_ZONE: Final = "coalesce((SELECT p.timezone FROM public.profiles AS p WHERE p.id = $1), 'UTC')"
_HEAT_MAP: Final = f"""
WITH range AS (
    SELECT coalesce($4, study.study_day($2, {_ZONE})) AS last
), bounds AS (
    SELECT greatest(coalesce($3, last - 364), last - 3660) AS first, last FROM range
)
SELECT json_build_object('from', b.first, 'to', b.last, 'today', study.study_day($2, {_ZONE}), 'days', coalesce((
    SELECT json_agg(json_build_object('date', d.study_day, 'reviews', d.reviews, 'correct', d.correct,
        'minutes', round(d.duration / 60000.0, 1)) ORDER BY d.study_day)
    FROM (
        SELECT r.study_day, count(*) AS reviews, count(*) FILTER (WHERE r.rating > 1) AS correct,
            sum(r.duration_ms) AS duration
        FROM study.card_reviews AS r
        WHERE r.user_id = $1 AND r.undone_at IS NULL AND r.study_day BETWEEN b.first AND b.last
          AND ($5::uuid IS NULL OR r.set_id = $5)
        GROUP BY r.study_day
    ) AS d), '[]'))
FROM bounds AS b
"""  # noqa: S608 - of constants
# Retention counts reviews of cards that were learned already: how many were recalled.
_STATISTICS: Final = f"""
WITH today AS (
    SELECT study.study_day($2, {_ZONE}) AS day
), reviewed AS (
    SELECT count(*) AS reviews, count(*) FILTER (WHERE rating = 1) AS again, count(*) FILTER (WHERE rating = 2) AS hard,
        count(*) FILTER (WHERE rating = 3) AS good, count(*) FILTER (WHERE rating = 4) AS easy,
        count(*) FILTER (WHERE state_before = 2) AS mature,
        count(*) FILTER (WHERE state_before = 2 AND rating > 1) AS recalled,
        count(*) FILTER (WHERE study_day = today.day) AS today, count(DISTINCT study_day) AS days,
        coalesce(sum(duration_ms), 0) AS duration
    FROM today LEFT JOIN study.card_reviews AS r ON r.user_id = $1 AND r.undone_at IS NULL
      AND r.study_day BETWEEN today.day - $4::integer + 1 AND today.day AND ($3::uuid IS NULL OR r.set_id = $3)
    WHERE r.id IS NOT NULL
), learned AS (
    SELECT m.* FROM study.card_states AS m WHERE m.user_id = $1
      AND ($3::uuid IS NULL OR EXISTS (SELECT FROM public.flashcards AS c WHERE c.id = m.card_id AND c.set_id = $3))
), forecast AS (
    SELECT greatest(study.study_day(m.due_at, z.zone), today.day) AS day, count(*) AS cards
    FROM learned AS m, today, (SELECT {_ZONE} AS zone) AS z
    WHERE m.due_at < $2::timestamptz + make_interval(days => $5) AND NOT m.is_suspended GROUP BY 1
)
SELECT json_build_object(
    'today', (SELECT day FROM today), 'period_days', $4::integer,
    'reviews', json_build_object('total', r.reviews, 'again', r.again, 'hard', r.hard, 'good', r.good, 'easy', r.easy,
        'today', r.today, 'days_studied', r.days, 'minutes', round(r.duration / 60000.0, 1)),
    'retention', json_build_object('reviews', r.mature, 'recalled', r.recalled,
        'rate', CASE WHEN r.mature > 0 THEN round(r.recalled::numeric / r.mature, 4) END, 'wanted', $6::float8,
        'expected', (SELECT round(avg(power(1 + $7::float8 * e.days / e.stability, $8::float8))::numeric, 4) FROM (
            SELECT floor(greatest(extract(epoch FROM $2::timestamptz - m.last_review_at), 0) / 86400)::float8 AS days,
                m.stability FROM learned AS m WHERE m.state >= 2 AND m.stability > 0) AS e)),
    'cards', (SELECT json_build_object('total', count(*), 'new', count(*) FILTER (WHERE m.state = 0),
        'learning', count(*) FILTER (WHERE m.state IN (1, 3)), 'review', count(*) FILTER (WHERE m.state = 2),
        'suspended', count(*) FILTER (WHERE m.is_suspended),
        'due', count(*) FILTER (WHERE m.due_at <= $2 AND NOT m.is_suspended)) FROM learned AS m),
    'forecast', coalesce((
        SELECT json_agg(json_build_object('date', f.day, 'cards', f.cards) ORDER BY f.day) FROM forecast AS f), '[]'))
FROM reviewed AS r
"""  # noqa: S608 - of constants


async def read_heat_map(
    pool: Pool, user_id: UUID, *, now: datetime, first: date | None, last: date | None, set_id: UUID | None
) -> bytes:
    """Return how many reviews there were on study days as JSON: those of a year, or of the range."""
    return await read_json(pool, _HEAT_MAP, user_id, now, first, last, set_id)


async def read_statistics(
    pool: Pool, user_id: UUID, *, now: datetime, set_id: UUID | None, days: int, forecast: int, curve: ForgettingCurve
) -> bytes:
    """Return what the last days show about reviews and cards as JSON, and how many cards are due in the next days."""
    return await read_json(
        pool, _STATISTICS, user_id, now, set_id, days, forecast, curve.retention, curve.factor, curve.decay
    )
