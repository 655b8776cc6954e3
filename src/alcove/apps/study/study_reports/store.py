"""All SQL of study reports."""

from typing import Final
from uuid import UUID

import msgspec

from alcove.apps.study.study_reports.model import DAYS, MAX_GOALS, MAX_SUBJECTS, StudyFacts
from alcove.foundation.database import Pool

# One statement, so that all numbers are of the same moment.
_READ_FACTS: Final = """
WITH sessions AS (
    SELECT id, subject_id, greatest(coalesce(duration, 0), 0)::bigint AS minutes, focus_score,
        coalesce(started_at, completed_at) AS started
    FROM public.study_sessions
    WHERE user_id = $1 AND status = 'completed' AND completed_at > now() - make_interval(days => $2)),
hours AS (
    SELECT date_trunc('hour', started) AS start, sum(minutes) AS minutes FROM sessions
    WHERE minutes > 0 AND isfinite(started) GROUP BY 1 ORDER BY 1 DESC LIMIT 1000),
subjects AS (
    SELECT u.name, coalesce(sum(s.minutes), 0) AS minutes, count(s.subject_id) AS sessions
    FROM public.subjects AS u LEFT JOIN sessions AS s ON s.subject_id = u.id
    WHERE u.user_id = $1 AND u.is_archived IS NOT TRUE GROUP BY u.id ORDER BY 2 DESC, 1 LIMIT $3),
tasks AS (
    SELECT count(*) AS all_tasks, count(*) FILTER (WHERE status = 'completed') AS completed,
        count(*) FILTER (WHERE status NOT IN ('completed', 'cancelled') AND due_date < now()) AS overdue
    FROM public.tasks WHERE user_id = $1),
goals AS (
    SELECT title, coalesce(current_value, 0) AS current_value, target_value, unit::text AS unit,
        CASE WHEN isfinite(deadline) THEN deadline END AS deadline
    FROM public.study_goals WHERE user_id = $1 AND status IN ('active', 'completed', 'overdue')
    ORDER BY created_at DESC LIMIT $4)
SELECT json_build_object(
    'ai_suggestions_enabled',
        coalesce((SELECT ai_suggestions_enabled FROM public.user_settings WHERE user_id = $1), true),
    'minutes', (SELECT coalesce(sum(minutes), 0) FROM sessions),
    'sessions', (SELECT count(*) FROM sessions),
    'focus_score', (SELECT round(avg(focus_score), 1) FROM sessions),
    'timezone', coalesce((SELECT timezone FROM public.profiles WHERE id = $1), 'UTC'),
    'hours', (SELECT coalesce(json_agg(h), '[]') FROM hours AS h),
    'study_days', (
        SELECT count(DISTINCT d.day) FROM sessions AS s
        JOIN study.event_days AS d ON d.source = 'study_sessions' AND d.row_id = s.id WHERE s.minutes > 0),
    'current_streak', coalesce((
        SELECT current_streak FROM public.study_streaks
        WHERE user_id = $1 AND last_study_date >= study.today($1) - 1), 0),
    'tasks', (SELECT all_tasks FROM tasks),
    'completed_tasks', (SELECT completed FROM tasks),
    'overdue_tasks', (SELECT overdue FROM tasks),
    'subjects', (SELECT coalesce(json_agg(s), '[]') FROM subjects AS s),
    'goals', (SELECT coalesce(json_agg(g), '[]') FROM goals AS g))::text
"""


async def read_facts(pool: Pool, user_id: UUID) -> StudyFacts:
    """Return what is known of a learner's studies."""
    row: str = await pool.fetchval(_READ_FACTS, user_id, DAYS, MAX_SUBJECTS, MAX_GOALS)
    return msgspec.json.decode(row, type=StudyFacts)
