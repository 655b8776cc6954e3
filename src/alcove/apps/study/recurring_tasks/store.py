"""All SQL of recurring tasks."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from alcove.apps.study.recurring_tasks.model import TaskRecurrence
from alcove.foundation.database import Connection, Pool

RULE_OF_TASK: Final = "(SELECT r.rule FROM public.task_recurrences AS r WHERE r.task_id = t.id)"
"""The rule of the task `t` as an expression."""
_COLUMNS: Final = """
SELECT t.id AS task_id, t.user_id, r.rule, r.time_zone, r.start_date, r.continued_at, t.status::text AS status,
    CASE WHEN t.due_date BETWEEN '1900-01-02' AND '2199-12-30' THEN t.due_date END AS due_at,
    coalesce(p.timezone, 'UTC') AS profile_zone
FROM public.tasks AS t JOIN public.profiles AS p ON p.id = t.user_id
"""
_FIND: Final = f"{_COLUMNS} JOIN public.task_recurrences AS r ON r.task_id = t.id WHERE t.id = $1 AND t.user_id = $2"
_LIST: Final = f"""
{_COLUMNS} JOIN public.task_recurrences AS r ON r.task_id = t.id WHERE t.id = ANY ($1::uuid[]) AND t.user_id = $2
"""
_FIND_TASK: Final = """
SELECT t.id AS task_id, t.user_id, '' AS rule, NULL AS time_zone, NULL::date AS start_date,
    NULL::timestamptz AS continued_at, t.status::text AS status,
    CASE WHEN t.due_date BETWEEN '1900-01-02' AND '2199-12-30' THEN t.due_date END AS due_at,
    coalesce(p.timezone, 'UTC') AS profile_zone
FROM public.tasks AS t JOIN public.profiles AS p ON p.id = t.user_id WHERE t.id = $1 AND t.user_id = $2
FOR UPDATE OF t
"""
_SAVE: Final = """
INSERT INTO public.task_recurrences (task_id, user_id, rule, time_zone, start_date) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (task_id) DO UPDATE SET rule = excluded.rule, time_zone = excluded.time_zone,
    start_date = excluded.start_date
"""
_DELETE: Final = "DELETE FROM public.task_recurrences WHERE task_id = $1 AND user_id = $2 RETURNING id"
# The row of the recurrence is what two workers would want at the same time.
_CLAIM: Final = f"""
{_COLUMNS} JOIN public.task_recurrences AS r ON r.task_id = t.id
WHERE r.completed_at IS NOT NULL AND r.continued_at IS NULL AND t.status = 'completed'
ORDER BY r.completed_at LIMIT 1 FOR UPDATE OF r SKIP LOCKED
"""
_CONTINUE: Final = "UPDATE public.task_recurrences SET continued_at = $2 WHERE task_id = $1"
_ADD_NEXT: Final = """
WITH next AS (
    INSERT INTO public.tasks (user_id, subject_id, title, description, priority, due_date, estimated_duration,
        assignment_type, points, tags)
    SELECT user_id, subject_id, title, description, priority, $2, estimated_duration, assignment_type, points, tags
    FROM public.tasks WHERE id = $1
    RETURNING id, user_id
)
INSERT INTO public.task_recurrences (task_id, user_id, rule, time_zone, start_date)
SELECT next.id, next.user_id, r.rule, r.time_zone, coalesce(r.start_date, $3)
FROM next, public.task_recurrences AS r WHERE r.task_id = $1
"""


async def find_recurrence(pool: Pool, task_id: UUID, *, user_id: UUID) -> TaskRecurrence | None:
    """Return how a task of an account recurs, None when it does not."""
    row = await pool.fetchrow(_FIND, task_id, user_id)
    return TaskRecurrence(**row) if row else None


async def list_recurrences(
    connection: Connection, task_ids: Sequence[UUID], *, user_id: UUID
) -> Mapping[UUID, TaskRecurrence]:
    """Return how those of an account's tasks recur that do."""
    return {row["task_id"]: TaskRecurrence(**row) for row in await connection.fetch(_LIST, task_ids, user_id)}


async def lock_task(connection: Connection, task_id: UUID, *, user_id: UUID) -> TaskRecurrence | None:
    """Lock a task of an account until the transaction ends; return it without a rule."""
    row = await connection.fetchrow(_FIND_TASK, task_id, user_id)
    return TaskRecurrence(**row) if row else None


async def save_recurrence(connection: Connection, recurrence: TaskRecurrence) -> None:
    """Store how a task recurs."""
    await connection.execute(
        _SAVE, recurrence.task_id, recurrence.user_id, recurrence.rule, recurrence.time_zone, recurrence.start_date
    )


async def delete_recurrence(pool: Pool, task_id: UUID, *, user_id: UUID) -> bool:
    """Let a task recur no more; False when it did not."""
    return await pool.fetchval(_DELETE, task_id, user_id) is not None


async def claim_completed(connection: Connection) -> TaskRecurrence | None:
    """Lock and return a completed task without its next one, which no other worker has; None when there is none."""
    row = await connection.fetchrow(_CLAIM)
    return TaskRecurrence(**row) if row else None


async def add_next(connection: Connection, task_id: UUID, *, due_at: datetime, start_date: date) -> None:
    """Add the next task of a claimed one, with the same fields and rule."""
    await connection.execute(_ADD_NEXT, task_id, due_at, start_date)


async def set_continued(connection: Connection, task_id: UUID, *, now: datetime) -> None:
    """Store that a claimed task has its next one, or was the last."""
    await connection.execute(_CONTINUE, task_id, now)
