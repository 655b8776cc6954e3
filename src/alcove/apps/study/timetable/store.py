"""All SQL of classes and of checks of the timetable; native rows have that of entries and terms."""

from collections.abc import Sequence
from datetime import time
from typing import Final
from uuid import UUID

from alcove.apps.study.timetable.model import MAX_ENTRIES, Entry
from alcove.foundation.database import Connection, Pool, read_table

_LIST: Final = """
SELECT t.id, t.day_of_week AS weekday, nullif(t.start_time, '24:00') AS start_time,
    nullif(t.end_time, '24:00') AS end_time, coalesce(t.subject_name, s.name, t.notes, 'Lesson') AS title, t.room,
    t.instructor, t.notes, m.start_date AS first_day, m.end_date AS last_day, t.created_at,
    greatest(t.updated_at, m.updated_at) AS updated_at
FROM public.timetable_entries AS t
LEFT JOIN public.subjects AS s ON s.id = t.subject_id
LEFT JOIN public.timetable_terms AS m ON m.id = t.term_id
WHERE t.user_id = $1 AND t.start_time < t.end_time AND t.end_time < '24:00'
ORDER BY t.day_of_week, t.start_time, t.id LIMIT $2
"""
_ZONE: Final = "SELECT coalesce(timezone, 'UTC') FROM public.profiles WHERE id = $1"
_COUNT: Final = "SELECT count(*) FROM public.timetable_entries WHERE user_id = $1"
_TIMES: Final = "SELECT start_time, end_time FROM public.timetable_entries WHERE id = $1"
_TERM: Final = "SELECT start_date, end_date FROM public.timetable_terms WHERE id = $1"


async def list_entries(source: Pool | Connection, user_id: UUID) -> Sequence[Entry]:
    """Return the entries of an account that have a start and a later end."""
    return [Entry(**row) for row in await read_table(source, _LIST, user_id, MAX_ENTRIES)]


async def find_zone_name(pool: Pool, user_id: UUID) -> str:
    """Return the zone of a profile."""
    return str(await pool.fetchval(_ZONE, user_id) or "UTC")


async def count_entries(connection: Connection, user_id: UUID) -> int:
    """Return how many entries an account has."""
    return int(await connection.fetchval(_COUNT, user_id))


async def find_times(connection: Connection, entry_id: UUID) -> tuple[time | None, time | None]:
    """Return the start and the end of an entry."""
    row = await connection.fetchrow(_TIMES, entry_id)
    return (row["start_time"], row["end_time"]) if row else (None, None)


async def find_dates(connection: Connection, term_id: UUID) -> tuple[object, object]:
    """Return the first and the last day of a term."""
    row = await connection.fetchrow(_TERM, term_id)
    return (row["start_date"], row["end_date"]) if row else (None, None)
