"""All SQL of feeds, and of the rows beside events that are in them."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.apps.study.calendar_files.model import MAX_FEED_ROWS, Feed, FeedExam, FeedTask
from alcove.foundation.database import Connection, Pool, read_row, read_table

_SAVE_FEED: Final = """
INSERT INTO study.calendar_feeds (user_id, digest, created_at) VALUES ($1, $2, $3)
ON CONFLICT (user_id) DO UPDATE SET digest = excluded.digest, created_at = excluded.created_at, read_at = NULL
"""
_FIND_FEED: Final = "SELECT created_at, read_at FROM study.calendar_feeds WHERE user_id = $1"
_DELETE_FEED: Final = "DELETE FROM study.calendar_feeds WHERE user_id = $1 RETURNING user_id"
_FIND_READER: Final = """
SELECT f.user_id, f.read_at FROM study.calendar_feeds AS f JOIN auth.users AS u ON u.id = f.user_id
WHERE f.digest = $1 AND u.deleted_at IS NULL AND (u.banned_until IS NULL OR u.banned_until < $2)
"""
_SET_READ: Final = "UPDATE study.calendar_feeds SET read_at = $2 WHERE user_id = $1"
_VERSION: Final = """
SELECT md5(concat_ws('|', p.timezone, p.full_name,
    (SELECT string_agg(concat(e.id, e.updated_at, d.updated_at), ',' ORDER BY e.id) FROM public.calendar_events AS e
     LEFT JOIN public.calendar_details AS d ON d.event_id = e.id WHERE e.user_id = p.id),
    (SELECT string_agg(concat(t.id, t.updated_at), ',' ORDER BY t.id) FROM public.tasks AS t
     WHERE t.user_id = p.id AND t.due_date IS NOT NULL),
    (SELECT string_agg(concat(x.id, x.updated_at), ',' ORDER BY x.id) FROM public.exams AS x WHERE x.user_id = p.id),
    (SELECT string_agg(concat(l.id, l.updated_at, m.updated_at, s.updated_at), ',' ORDER BY l.id)
     FROM public.timetable_entries AS l LEFT JOIN public.timetable_terms AS m ON m.id = l.term_id
     LEFT JOIN public.subjects AS s ON s.id = l.subject_id WHERE l.user_id = p.id)))
FROM public.profiles AS p WHERE p.id = $1
"""
_TASKS: Final = """
SELECT id, title, description, due_date AS due_at, status::text AS status, priority::text AS priority, completed_at,
    updated_at
FROM public.tasks
WHERE user_id = $1 AND due_date BETWEEN '1900-01-01' AND '2199-12-31'
ORDER BY due_date DESC, id LIMIT $2
"""
_EXAMS: Final = """
SELECT id, title, description, location, exam_date AS day, nullif(exam_time, '24:00') AS at, duration, updated_at
FROM public.exams
WHERE user_id = $1 AND exam_date BETWEEN '1900-01-01' AND '2199-12-31' AND status IS DISTINCT FROM 'cancelled'
ORDER BY exam_date DESC, id LIMIT $2
"""
_KNOWN_TASKS: Final = """
SELECT id, user_id, title, description, due_date AS due_at, status::text AS status, priority::text AS priority,
    completed_at
FROM public.tasks WHERE id = ANY ($1::uuid[])
"""
_SAVE_TASK: Final = """
INSERT INTO public.tasks AS t (id, user_id, title, description, due_date, status, priority, completed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET
    title = excluded.title, description = excluded.description, due_date = excluded.due_date, status = excluded.status,
    priority = excluded.priority, completed_at = excluded.completed_at
WHERE t.user_id = excluded.user_id
"""
_ZONE: Final = "SELECT coalesce(timezone, 'UTC') FROM public.profiles WHERE id = $1"
_OWN_IDS: Final = """
SELECT id FROM public.exams WHERE user_id = $1 AND id = ANY ($2::uuid[])
UNION ALL SELECT id FROM public.timetable_entries WHERE user_id = $1 AND id = ANY ($2::uuid[])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTask:
    """What a file and a row both have of a task."""

    id: UUID
    user_id: UUID
    title: str = ""
    description: str | None = None
    due_at: datetime | None = None
    status: str | None = None
    priority: str | None = None
    completed_at: datetime | None = None


async def save_feed(pool: Pool, user_id: UUID, *, digest: bytes, now: datetime) -> None:
    """Store the digest of the secret of an account's feed, in place of an earlier one."""
    await pool.execute(_SAVE_FEED, user_id, digest, now)


async def find_feed(pool: Pool, user_id: UUID) -> Feed | None:
    """Return the feed of an account."""
    row = await read_row(pool, _FIND_FEED, user_id)
    return Feed(**row) if row else None


async def delete_feed(pool: Pool, user_id: UUID) -> bool:
    """Delete the feed of an account; False when there was none."""
    return await pool.fetchval(_DELETE_FEED, user_id) is not None


async def find_reader(pool: Pool, digest: bytes, *, now: datetime) -> tuple[UUID, datetime | None] | None:
    """Return the account of a feed, unless it is banned, and when it was last read."""
    row = await read_row(pool, _FIND_READER, digest, now)
    return (row["user_id"], row["read_at"]) if row else None


async def set_read(pool: Pool, user_id: UUID, *, now: datetime) -> None:
    """Store when a feed was read."""
    await pool.execute(_SET_READ, user_id, now)


async def find_version(pool: Pool, user_id: UUID) -> str | None:
    """Return a hash that is another one after each change of what the feed shows; None without an account."""
    version: str | None = await pool.fetchval(_VERSION, user_id)
    return version


async def find_zone_name(pool: Pool, user_id: UUID) -> str:
    """Return the zone of a profile."""
    return str(await pool.fetchval(_ZONE, user_id) or "UTC")


async def list_tasks(pool: Pool, user_id: UUID) -> Sequence[FeedTask]:
    """Return the tasks of an account that have a due date, the latest first."""
    return [FeedTask(**row) for row in await read_table(pool, _TASKS, user_id, MAX_FEED_ROWS)]


async def list_exams(pool: Pool, user_id: UUID) -> Sequence[FeedExam]:
    """Return the exams of an account that have a date, the latest first."""
    return [FeedExam(**row) for row in await read_table(pool, _EXAMS, user_id, MAX_FEED_ROWS)]


async def list_own_ids(connection: Connection, user_id: UUID, *, ids: Sequence[UUID]) -> set[UUID]:
    """Return which ids are those of exams and classes of an account."""
    return {row["id"] for row in await connection.fetch(_OWN_IDS, user_id, ids)}


async def list_known_tasks(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, StoredTask]:
    """Return the tasks with these ids, whoever they belong to."""
    return {row["id"]: StoredTask(**row) for row in await connection.fetch(_KNOWN_TASKS, ids)}


async def save_tasks(connection: Connection, tasks: Sequence[StoredTask]) -> None:
    """Add tasks or write their new values; one that has become another account's meanwhile stays as it is."""
    await connection.executemany(_SAVE_TASK, [astuple(task) for task in tasks])
