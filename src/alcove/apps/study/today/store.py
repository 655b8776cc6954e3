"""All SQL of what is due."""

from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.foundation.database import Pool, read_json

_READ: Final = """
WITH account AS MATERIALIZED (
    SELECT study.known_zone(p.timezone) AS timezone, study.study_day($2, p.timezone) AS today
    FROM public.profiles AS p WHERE p.id = $1
), tomorrow AS MATERIALIZED (
    SELECT (a.today + 1)::timestamp AT TIME ZONE a.timezone AS begins_at FROM account AS a
), due AS MATERIALIZED (
    SELECT t.id, t.title, t.due_date, t.priority, t.status, s.name AS subject, t.due_date < $2 AS is_overdue
    FROM public.tasks AS t LEFT JOIN public.subjects AS s ON s.id = t.subject_id
    WHERE t.user_id = $1 AND t.status IN ('todo', 'in_progress', 'pending') AND t.completed_at IS NULL
      AND t.due_date < (SELECT begins_at FROM tomorrow)
), goals AS (
    SELECT g.id, g.title, g.type, g.unit, coalesce(g.current_value, 0) AS current_value, g.target_value,
        least(100, greatest(0, 100 * coalesce(g.current_value, 0)::bigint / greatest(g.target_value, 1))) AS progress
    FROM public.study_goals AS g WHERE g.user_id = $1 AND g.status = 'active'
    ORDER BY g.deadline NULLS LAST, g.created_at LIMIT 6
), session AS (
    SELECT s.id, s.title, s.status, u.name AS subject, s.started_at AS start_time, s.planned_duration
    FROM public.study_sessions AS s LEFT JOIN public.subjects AS u ON u.id = s.subject_id
    WHERE s.user_id = $1 AND s.status IN ('active', 'paused', 'planned')
    ORDER BY s.status = 'planned', CASE WHEN s.status = 'planned' THEN s.started_at END NULLS LAST, s.updated_at DESC
    LIMIT 1
), exams AS (
    SELECT e.id, e.title, e.location,
        CASE WHEN e.exam_time IS NOT NULL THEN (e.exam_date + e.exam_time) AT TIME ZONE a.timezone END AS starts_at,
        CASE WHEN e.exam_time IS NOT NULL AND e.duration IS NOT NULL
            THEN (e.exam_date + e.exam_time + make_interval(mins => e.duration)) AT TIME ZONE a.timezone END AS ends_at
    FROM public.exams AS e, account AS a
    WHERE e.user_id = $1 AND e.exam_date = a.today AND e.status IN ('scheduled', 'in_progress')
    ORDER BY e.exam_time LIMIT 20
)
SELECT json_build_object(
    'today', a.today, 'timezone', a.timezone,
    'minutes', coalesce((SELECT sum(y.total_study_time) FROM public.study_analytics AS y
        WHERE y.user_id = $1 AND y.date = a.today), 0),
    'tasks', json_build_object(
        'total', (SELECT count(*) FROM due), 'overdue', (SELECT count(*) FROM due WHERE is_overdue),
        'open', (SELECT count(*) FROM public.tasks AS t WHERE t.user_id = $1 AND t.completed_at IS NULL
            AND t.status IN ('todo', 'in_progress', 'pending')),
        'items', coalesce((SELECT json_agg(d) FROM (SELECT * FROM due ORDER BY due_date, id LIMIT 20) AS d), '[]')),
    'exams', coalesce((SELECT json_agg(e) FROM exams AS e), '[]'),
    'goals', coalesce((SELECT json_agg(g) FROM goals AS g), '[]'),
    'session', (SELECT to_json(s) FROM session AS s),
    'streak', coalesce((SELECT json_build_object(
        'current', CASE WHEN s.last_study_date >= a.today - 1 THEN s.current_streak ELSE 0 END,
        'longest', s.longest_streak) FROM public.study_streaks AS s WHERE s.user_id = $1 LIMIT 1),
        json_build_object('current', 0, 'longest', 0)))
FROM account AS a
"""


async def read_rows(pool: Pool, user_id: UUID, *, now: datetime) -> bytes:
    """Return the part of what is due that rows say, as JSON."""
    return await read_json(pool, _READ, user_id, now)
