"""All SQL of events: rows of `calendar_events`, with a row of `calendar_details` for what those have no column for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.calendar.model import MAX_DAYS, MAX_EVENTS, Event
from alcove.foundation.database import Connection, Pool, WhereClause, read_table

_COLUMNS: Final = """
e.id, e.user_id, e.subject_id, e.title, e.description, e.event_type::text AS event_type, e.event_date,
nullif(e.event_time, '24:00') AS event_time, nullif(e.end_time, '24:00') AS end_time,
 e.location, e.subject_name, e.color, e.recurring, e.recurring_pattern, e.notification_time, e.completed,
e.created_at, greatest(e.updated_at, d.updated_at) AS updated_at, d.time_zone, d.end_date,
coalesce(d.excluded_dates, '{}') AS excluded_dates, d.series_id, d.original_date, d.uid,
coalesce(p.timezone, 'UTC') AS profile_zone,
CASE WHEN e.recurring THEN ARRAY(
    SELECT o.original_date FROM public.calendar_details AS o WHERE o.series_id = e.id AND o.original_date IS NOT NULL
) ELSE '{}' END AS replaced_dates
"""
# Programs may store dates that Python does not have; those are of no calendar.
_TABLES: Final = """
FROM public.calendar_events AS e
JOIN public.profiles AS p ON p.id = e.user_id AND e.event_date BETWEEN '1900-01-01' AND '2199-12-31'
LEFT JOIN public.calendar_details AS d ON d.event_id = e.id
"""
_FIND: Final = f"SELECT {_COLUMNS} {_TABLES} WHERE e.id = $1 AND e.user_id = $2"
_LOCK: Final = "SELECT FROM public.calendar_events WHERE id = $1 AND user_id = $2 FOR UPDATE"
_FIND_OCCURRENCE: Final = f"SELECT {_COLUMNS} {_TABLES} WHERE d.series_id = $1 AND d.original_date = $2 FOR UPDATE OF e"
_LIST_ALL: Final = f"SELECT {_COLUMNS} {_TABLES} WHERE e.user_id = $1 ORDER BY e.event_date, e.id LIMIT $2"
_LIST_IDS: Final = f"SELECT {_COLUMNS} {_TABLES} WHERE e.id = ANY ($1::uuid[])"
_COUNT: Final = """
SELECT count(*) AS events, count(*) FILTER (WHERE recurring) AS series FROM public.calendar_events WHERE user_id = $1
"""
_SAVE: Final = """
WITH event AS (
    INSERT INTO public.calendar_events (id, user_id, subject_id, title, description, event_type, event_date, event_time,
        end_time, location, subject_name, color, recurring, recurring_pattern, notification_time, completed)
    VALUES ($1, $2, $3, $4, $5, $6::text::public.event_type, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
    ON CONFLICT (id) DO UPDATE SET
        subject_id = excluded.subject_id, title = excluded.title, description = excluded.description,
        event_type = excluded.event_type, event_date = excluded.event_date, event_time = excluded.event_time,
        end_time = excluded.end_time, location = excluded.location, subject_name = excluded.subject_name,
        color = excluded.color, recurring = excluded.recurring, recurring_pattern = excluded.recurring_pattern,
        notification_time = excluded.notification_time, completed = excluded.completed
    WHERE calendar_events.user_id = excluded.user_id
)
INSERT INTO public.calendar_details
    (event_id, user_id, time_zone, end_date, excluded_dates, series_id, original_date, uid)
VALUES ($1, $2, $17, $18, $19, $20, $21, $22)
ON CONFLICT (event_id) DO UPDATE SET
    time_zone = excluded.time_zone, end_date = excluded.end_date, excluded_dates = excluded.excluded_dates,
    series_id = excluded.series_id, original_date = excluded.original_date, uid = excluded.uid
WHERE calendar_details.user_id = excluded.user_id
"""
_DELETE: Final = "DELETE FROM public.calendar_events WHERE id = $1 AND user_id = $2 RETURNING id"
_DELETE_OCCURRENCES: Final = """
DELETE FROM public.calendar_events WHERE id IN (
    SELECT event_id FROM public.calendar_details WHERE series_id = $1 AND original_date >= $2)
"""
_DELETE_LOST: Final = """
DELETE FROM public.calendar_events WHERE id IN (
    SELECT event_id FROM public.calendar_details WHERE series_id = $1 AND NOT original_date = ANY ($2::date[]))
"""
_MOVE_OCCURRENCES: Final = """
UPDATE public.calendar_details SET series_id = $2 WHERE series_id = $1 AND original_date >= $3
"""
_LIST_REPLACED: Final = (
    "SELECT original_date FROM public.calendar_details WHERE series_id = $1 AND original_date IS NOT NULL"
)


async def find_event(source: Pool | Connection, event_id: UUID, *, user_id: UUID) -> Event | None:
    """Return an event of an account."""
    row = await source.fetchrow(_FIND, event_id, user_id)
    return _event(row) if row else None


async def lock_event(connection: Connection, event_id: UUID, *, user_id: UUID) -> Event | None:
    """Lock an event of an account until the transaction ends, and return it."""
    if await connection.fetchrow(_LOCK, event_id, user_id) is None:
        return None
    return await find_event(connection, event_id, user_id=user_id)


async def find_occurrence(connection: Connection, series_id: UUID, *, day: date) -> Event | None:
    """Return the event that replaces an occurrence of a series, locked."""
    row = await connection.fetchrow(_FIND_OCCURRENCE, series_id, day)
    return _event(row) if row else None


async def list_range(pool: Pool, where: WhereClause, *, first: date, last: date) -> Sequence[Event]:
    """Return the events that may touch a range of days: among them all series that began before its end."""
    begin = where.bind(first)
    where.add("e.event_date <= {}", last)
    where.add(f"e.event_date >= {begin}::date - {MAX_DAYS} OR e.recurring")
    where.add(f"e.recurring OR coalesce(d.end_date, e.event_date + 1) >= {begin}")
    rows = await read_table(pool, f"SELECT {_COLUMNS} {_TABLES} WHERE {where.sql} LIMIT {MAX_EVENTS}", *where.args)
    return [_event(row) for row in rows]


async def list_events(pool: Pool, where: WhereClause, *, limit: int, offset: int) -> tuple[Sequence[Event], int]:
    """Return a page of stored events by their dates, and how many there are."""
    total = int(await pool.fetchval(f"SELECT count(*) {_TABLES} WHERE {where.sql}", *where.args))
    order = (
        f"ORDER BY e.event_date, e.event_time NULLS FIRST, e.id LIMIT {where.bind(limit)} OFFSET {where.bind(offset)}"
    )
    rows = await read_table(pool, f"SELECT {_COLUMNS} {_TABLES} WHERE {where.sql} {order}", *where.args)
    return [_event(row) for row in rows], total


async def list_all(source: Pool | Connection, user_id: UUID) -> Sequence[Event]:
    """Return all events of an account, the limit of a calendar at most."""
    return [_event(row) for row in await source.fetch(_LIST_ALL, user_id, MAX_EVENTS)]


async def list_by_ids(connection: Connection, ids: Sequence[UUID]) -> Sequence[Event]:
    """Return events with these ids, whoever they belong to; those with dates that Python does not have are left out."""
    return [_event(row) for row in await connection.fetch(_LIST_IDS, ids)]


async def count_events(connection: Connection, user_id: UUID) -> tuple[int, int]:
    """Return how many events an account has, and how many of them recur."""
    row = await connection.fetchrow(_COUNT, user_id)
    return row["events"], row["series"]


async def lock_account(connection: Connection, user_id: UUID) -> str | None:
    """Lock the calendar of an account until the transaction ends; return the zone of its profile, None without one."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"study calendar {user_id}")
    zone: str | None = await connection.fetchval(
        "SELECT coalesce(timezone, 'UTC') FROM public.profiles WHERE id = $1", user_id
    )
    return zone


async def save_events(connection: Connection, events: Sequence[Event]) -> None:
    """Add events or write their new values; an asyncpg error for a subject or a series that is another account's."""
    await connection.executemany(_SAVE, [_values(event) for event in events])


async def delete_event(connection: Connection, event_id: UUID, *, user_id: UUID) -> bool:
    """Delete an event, a series with everything that replaces its occurrences; False when there was none."""
    return await connection.fetchval(_DELETE, event_id, user_id) is not None


async def delete_occurrences(connection: Connection, series_id: UUID, *, first: date) -> None:
    """Delete what replaces occurrences of a series from a date on."""
    await connection.execute(_DELETE_OCCURRENCES, series_id, first)


async def move_occurrences(connection: Connection, series_id: UUID, *, target: UUID, first: date) -> None:
    """Let what replaces occurrences of a series from a date on belong to another series."""
    await connection.execute(_MOVE_OCCURRENCES, series_id, target, first)


async def list_replaced(connection: Connection, series_id: UUID) -> Sequence[date]:
    """Return the dates of a series that other events replace."""
    return [row["original_date"] for row in await connection.fetch(_LIST_REPLACED, series_id)]


async def keep_occurrences(connection: Connection, series_id: UUID, *, days: Sequence[date]) -> None:
    """Delete what replaces other dates of a series than some."""
    await connection.execute(_DELETE_LOST, series_id, days)


def _event(row: Mapping[str, Any]) -> Event:
    return Event(**row)


def _values(event: Event) -> tuple[object, ...]:
    return (
        event.id, event.user_id, event.subject_id, event.title, event.description, event.event_type, event.event_date,
        event.event_time, event.end_time, event.location, event.subject_name, event.color, event.recurring,
        event.recurring_pattern, event.notification_time, event.completed, event.time_zone, event.end_date,
        list(event.excluded_dates), event.series_id, event.original_date, event.uid,
    )  # fmt: skip
