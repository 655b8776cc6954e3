"""All SQL of statistics."""

from datetime import date
from typing import Final
from uuid import UUID

from alcove.apps.study.analytics.model import DayRange
from alcove.foundation.database import Connection, Pool, read_json

MAX_SUBJECTS: Final = 200
_COUNTS: Final = "total_study_time", "session_count", "tasks_completed", "flashcards_studied", "ai_interactions"
_SUMS: Final = ", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in _COUNTS)
_ZEROS: Final = ", ".join(f"coalesce({name}, 0) AS {name}" for name in _COUNTS)
_CHANGES: Final = ", ".join(
    f"""'{name}', json_build_object('difference', n.{name} - o.{name},
        'percentage', round(100.0 * (n.{name} - o.{name}) / nullif(o.{name}, 0), 1))"""
    for name in (*_COUNTS, "study_days")
)

# One statement, so that all numbers are of the same moment. A focus score is the mean of the sessions, not of the days.
_READ: Final = f"""
WITH source AS MATERIALIZED (
    SELECT date, {_SUMS}, (
            SELECT round(avg(s.focus_score), 2)
            FROM study.event_days AS d JOIN public.study_sessions AS s ON s.id = d.row_id
            WHERE d.source = 'study_sessions' AND d.user_id = $1 AND d.day = a.date
              AND s.status = 'completed' AND s.duration > 0 AND ($6::uuid IS NULL OR s.subject_id = $6)
        ) AS average_focus_score,
        date BETWEEN $2 AND $3 AS is_new, date BETWEEN $4 AND $5 AS is_old
    FROM public.study_analytics AS a
    WHERE user_id = $1 AND ($6::uuid IS NULL OR subject_id = $6)
      AND (date BETWEEN $2 AND $3 OR date BETWEEN $4 AND $5) GROUP BY date),
scores AS MATERIALIZED (
    SELECT round(avg(s.focus_score) FILTER (WHERE d.day BETWEEN $2 AND $3), 2) AS new,
        round(avg(s.focus_score) FILTER (WHERE d.day BETWEEN $4 AND $5), 2) AS old
    FROM study.event_days AS d JOIN public.study_sessions AS s ON s.id = d.row_id
    WHERE d.source = 'study_sessions' AND d.user_id = $1 AND (d.day BETWEEN $2 AND $3 OR d.day BETWEEN $4 AND $5)
      AND s.status = 'completed' AND s.duration > 0 AND ($6::uuid IS NULL OR s.subject_id = $6)),
new AS (
    SELECT {_SUMS}, (SELECT scores.new FROM scores) AS average_focus_score,
        count(*) FILTER (WHERE session_count > 0) AS study_days
    FROM source WHERE is_new),
old AS (
    SELECT {_SUMS}, (SELECT scores.old FROM scores) AS average_focus_score,
        count(*) FILTER (WHERE session_count > 0) AS study_days
    FROM source WHERE is_old),
days AS (
    SELECT g.day::date AS date, {_ZEROS}, average_focus_score
    FROM generate_series($2::date::timestamp, $3::date::timestamp, '1 day') AS g (day)
    LEFT JOIN source AS s ON s.date = g.day::date AND s.is_new ORDER BY 1),
by_subject AS (
    SELECT a.subject_id, {_SUMS}, count(*) FILTER (WHERE session_count > 0) AS study_days
    FROM public.study_analytics AS a
    WHERE a.user_id = $1 AND a.date BETWEEN $2 AND $3 AND ($6::uuid IS NULL OR a.subject_id = $6) GROUP BY 1),
subjects AS (
    SELECT b.subject_id, u.name, u.color, {", ".join(f"b.{name}" for name in _COUNTS)}, b.study_days,
        coalesce(round(100.0 * b.total_study_time / nullif(sum(b.total_study_time) OVER (), 0), 1), 0) AS share
    FROM by_subject AS b LEFT JOIN public.subjects AS u ON u.id = b.subject_id
    ORDER BY b.total_study_time DESC, u.name NULLS LAST, b.subject_id LIMIT {MAX_SUBJECTS}),
account AS (
    SELECT coalesce(p.timezone, 'UTC') AS timezone, study.study_day(now(), p.timezone) AS today
    FROM public.profiles AS p WHERE p.id = $1),
streak AS (
    SELECT CASE WHEN s.last_study_date >= account.today - 1 THEN s.current_streak ELSE 0 END AS current,
        s.longest_streak AS longest, s.total_study_days, s.last_study_date,
        CASE WHEN s.last_study_date >= account.today - 1 THEN s.streak_start_date END AS start_date
    FROM public.study_streaks AS s, account WHERE s.user_id = $1)
SELECT json_build_object(
    'today', account.today, 'timezone', account.timezone,
    'range', json_build_object('from', $2::date, 'to', $3::date, 'days', $3::date - $2::date + 1),
    'totals', to_json(n),
    'previous', CASE WHEN $4::date IS NOT NULL THEN json_build_object(
        'from', $4::date, 'to', $5::date, 'days', $5::date - $4::date + 1, 'totals', to_json(o)) END,
    'changes', CASE WHEN $4::date IS NOT NULL THEN json_build_object({_CHANGES},
        'average_focus_score', CASE WHEN n.average_focus_score IS NOT NULL AND o.average_focus_score IS NOT NULL THEN
            json_build_object('difference', n.average_focus_score - o.average_focus_score, 'percentage',
                round(100.0 * (n.average_focus_score - o.average_focus_score) / nullif(o.average_focus_score, 0), 1))
            END) END,
    'days', (SELECT coalesce(json_agg(d), '[]') FROM days AS d),
    'subjects', (SELECT coalesce(json_agg(s), '[]') FROM subjects AS s),
    'streak', coalesce((SELECT to_json(s) FROM streak AS s), json_build_object('current', 0, 'longest', 0,
        'total_study_days', 0, 'last_study_date', NULL, 'start_date', NULL)))
FROM account, new AS n, old AS o
"""  # noqa: S608 - of constants
_MINUTES: Final = """
SELECT coalesce(sum(a.total_study_time), 0)::bigint
FROM public.study_analytics AS a, (SELECT study.today($1) AS day) AS today
WHERE a.user_id = $1 AND a.date > today.day - 2 * $2::integer AND a.date <= today.day - $2::integer
"""
_TODAY: Final = "SELECT study.today($1)"


async def read_today(pool: Pool, user_id: UUID) -> date:
    """Return the study day of a learner."""
    today: date = await pool.fetchval(_TODAY, user_id)
    return today


async def read_analytics(
    source: Pool | Connection, user_id: UUID, *, chosen: DayRange, compared: DayRange | None, subject_id: UUID | None
) -> bytes:
    """Return the statistics of a range as JSON."""
    before = (compared.first, compared.last) if compared is not None else (None, None)
    return await read_json(source, _READ, user_id, chosen.first, chosen.last, *before, subject_id)


async def read_previous_minutes(pool: Pool, user_id: UUID, *, days: int) -> int:
    """Return the minutes of the study days before the last `days`, of as many."""
    minutes: int = await pool.fetchval(_MINUTES, user_id, days)
    return minutes
