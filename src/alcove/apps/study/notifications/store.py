"""All SQL of notifications and reminders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.foundation.database import Connection, Pool, read_json

RETENTION_DAYS: Final = 90
_UNREAD: Final = """
SELECT json_build_object('unread', count(*)) FROM public.notifications
WHERE user_id = $1 AND NOT coalesce(read, false) AND (expires_at IS NULL OR expires_at > $2)
"""
_READ_ALL: Final = "UPDATE public.notifications SET read = true WHERE user_id = $1 AND NOT coalesce(read, false)"


def _reminder_sql(due: str) -> str:
    """Return the statement that adds the reminders of a query at the instant $1, each occasion once.

    The query returns user_id, occasion, title, message and link.
    """
    return f"""
    WITH due AS ({due}),
    made AS (
        INSERT INTO study.reminders (user_id, occasion, made_at) SELECT user_id, occasion, $1 FROM due
        ON CONFLICT (user_id, occasion) DO NOTHING RETURNING user_id, occasion)
    INSERT INTO public.notifications (user_id, title, message, type, action_url, metadata, created_at)
    SELECT user_id, title, message, 'reminder', link, jsonb_build_object('occasion', occasion), $1
    FROM due JOIN made USING (user_id, occasion)
    """  # noqa: S608 - the constants below


_WANTED: Final = (
    "NOT EXISTS (SELECT FROM public.user_settings AS s WHERE s.user_id = t.user_id AND NOT s.notifications_enabled)"
)
_LOCAL: Final = "to_char({} AT TIME ZONE study.known_zone(p.timezone), 'YYYY-MM-DD HH24:MI')"

# One day before; the reminder of what became due while no worker was running is late by up to a day.
_TASKS: Final = _reminder_sql(f"""
    SELECT t.user_id, 'task/' || t.id || '/' || extract(epoch FROM t.due_date) AS occasion,
        'Due soon: ' || t.title AS title, 'This task is due at ' || {_LOCAL.format("t.due_date")} || '.' AS message,
        '/tasks' AS link
    FROM public.tasks AS t JOIN public.profiles AS p ON p.id = t.user_id
    WHERE t.due_date > $1::timestamptz - interval '1 day' AND t.due_date <= $1::timestamptz + interval '1 day'
      AND t.created_at < t.due_date AND t.completed_at IS NULL AND t.status NOT IN ('completed', 'cancelled')
      AND {_WANTED}
""")  # noqa: S608 - constants
_GOALS: Final = _reminder_sql(f"""
    SELECT t.user_id, 'goal/' || t.id || '/' || extract(epoch FROM t.deadline) AS occasion,
        'Goal ends soon: ' || t.title AS title,
        'You have reached ' || coalesce(t.current_value, 0) || ' of ' || t.target_value || ' ' || t.unit
            || '. The goal ends at ' || {_LOCAL.format("t.deadline")} || '.' AS message, '/goals' AS link
    FROM public.study_goals AS t JOIN public.profiles AS p ON p.id = t.user_id
    WHERE t.deadline > $1::timestamptz - interval '1 day' AND t.deadline <= $1::timestamptz + interval '1 day'
      AND t.created_at < t.deadline AND t.status = 'active' AND {_WANTED}
""")  # noqa: S608 - constants
# An event without a time begins with its day; those that recur are planned by `series`.
# The lead is at most 30 days, so that few days are read.
_EVENTS: Final = _reminder_sql(f"""
    SELECT user_id, 'event/' || id || '/' || extract(epoch FROM start) AS occasion, title,
        concat_ws(', ', 'Begins at ' || local_start, nullif(location, '')) || '.' AS message, '/calendar' AS link
    FROM (
        SELECT t.*, (t.event_date + coalesce(t.event_time, '00:00'))
                AT TIME ZONE study.known_zone(coalesce(d.time_zone, p.timezone)) AS start,
            to_char(t.event_date + coalesce(t.event_time, '00:00'), 'YYYY-MM-DD HH24:MI') AS local_start
        FROM public.calendar_events AS t JOIN public.profiles AS p ON p.id = t.user_id
        LEFT JOIN public.calendar_details AS d ON d.event_id = t.id
        WHERE t.notification_time BETWEEN 0 AND 43200 AND NOT coalesce(t.completed, false)
          AND NOT EXISTS (SELECT FROM study.series_reminders AS r WHERE r.event_id = t.id)
          AND t.event_date BETWEEN $1::timestamptz::date - 2 AND $1::timestamptz::date + 32 AND {_WANTED}
    ) AS e
    WHERE start - notification_time * interval '1 minute' <= $1 AND start > $1::timestamptz - interval '1 hour'
      AND created_at < start
""")  # noqa: S608 - constants
# At the learner's time of the day, for up to two hours after it, and only for those who still come. Subqueries look
# up one row for one of the few accounts with a reminder, where joins would read the tables in full.
_AT_STUDY_TIME: Final = """
    SELECT t.user_id, (local_now - t.study_reminder_time)::date AS day, t.daily_goal_hours, p.timezone
    FROM public.user_settings AS t,
        LATERAL (SELECT q.timezone FROM public.profiles AS q WHERE q.id = t.user_id LIMIT 1) AS p,
        LATERAL (SELECT $1::timestamptz AT TIME ZONE study.known_zone(p.timezone) AS local_now) AS clock
    WHERE t.notifications_enabled AND t.study_reminder_time IS NOT NULL
      AND local_now - ((local_now - t.study_reminder_time)::date + t.study_reminder_time) < interval '2 hours'
      AND coalesce(
          (SELECT u.last_sign_in_at FROM auth.users AS u WHERE u.id = t.user_id) > $1::timestamptz - interval '30 days'
          OR (SELECT max(a.date) FROM public.study_analytics AS a WHERE a.user_id = t.user_id)
              > ($1::timestamptz - interval '30 days')::date, false)
"""
_STUDY_TIMES: Final = _reminder_sql(f"""
    SELECT t.user_id, 'study/' || t.day AS occasion, 'Time to study' AS title,
        'You have planned ' || trim_scale(t.daily_goal_hours) || ' h for today, and studied '
            || round(minutes / 60.0, 1) || ' h so far.' AS message, '/study-timer' AS link
    FROM ({_AT_STUDY_TIME}) AS t, LATERAL (
        SELECT coalesce(sum(a.total_study_time), 0) AS minutes FROM public.study_analytics AS a
        WHERE a.user_id = t.user_id AND a.date = study.study_day($1, t.timezone)) AS studied
    WHERE t.daily_goal_hours * 60 > minutes
""")  # noqa: S608 - constants
_CARDS: Final = _reminder_sql(f"""
    SELECT t.user_id, 'cards/' || t.day AS occasion,
        number || CASE WHEN number = 1 THEN ' card is due' ELSE ' cards are due' END AS title,
        'Review them to keep what you have learnt.' AS message, '/flashcards' AS link
    FROM ({_AT_STUDY_TIME}) AS t, LATERAL (
        SELECT count(*) AS number FROM public.flashcards AS f JOIN study.card_schedules AS c ON c.card_id = f.id
        WHERE f.user_id = t.user_id AND c.due_at <= $1) AS due
    WHERE number > 0
""")  # noqa: S608 - constants
_PLANNED: Final = _reminder_sql(f"""
    SELECT t.* FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) AS u (user_id, occasion, title, message),
        LATERAL (SELECT u.*, '/calendar' AS link) AS t
    WHERE {_WANTED}
""")  # noqa: S608 - constants
_CLAIM_SERIES: Final = """
SELECT event_id FROM study.series_reminders WHERE remind_at <= $1 ORDER BY remind_at LIMIT $2 FOR UPDATE SKIP LOCKED
"""
_SET_NEXT: Final = """
UPDATE study.series_reminders AS r SET remind_at = n.remind_at
FROM unnest($1::uuid[], $2::timestamptz[]) AS n (event_id, remind_at) WHERE r.event_id = n.event_id
"""
REMINDERS: Final = {"tasks": _TASKS, "goals": _GOALS, "events": _EVENTS, "study": _STUDY_TIMES, "cards": _CARDS}
"""The statements that add reminders."""
_FORGET: Final = "DELETE FROM study.reminders WHERE made_at < $1::timestamptz - $2 * interval '1 day'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A reminder of an occasion, of which there is one at most."""

    user_id: UUID
    occasion: str
    title: str
    message: str


async def claim_series(connection: Connection, *, now: datetime, limit: int) -> Sequence[UUID]:
    """Return recurring events with a reminder that is due, locked until the transaction ends."""
    return [row["event_id"] for row in await connection.fetch(_CLAIM_SERIES, now, limit)]


async def add_planned(connection: Connection, reminders: Sequence[Reminder], *, now: datetime) -> None:
    """Add reminders, each occasion once."""
    names = ("user_id", "occasion", "title", "message")
    columns = [[getattr(reminder, name) for reminder in reminders] for name in names]
    await connection.execute(_PLANNED, now, *columns)


async def set_next(connection: Connection, instants: Mapping[UUID, datetime | None]) -> None:
    """Store when the next reminders of recurring events are due."""
    await connection.execute(_SET_NEXT, list(instants), list(instants.values()))


async def count_unread(source: Pool | Connection, user_id: UUID, *, now: datetime) -> bytes:
    """Return the number of unread notifications as JSON."""
    return await read_json(source, _UNREAD, user_id, now)


async def read_all(source: Pool | Connection, user_id: UUID) -> int:
    """Mark all notifications of an account as read; return how many were unread."""
    return _count(await source.execute(_READ_ALL, user_id))


async def add_reminders(source: Pool | Connection, sql: str, *, now: datetime) -> int:
    """Add the reminders of one of REMINDERS that are due, and return their number."""
    return _count(await source.execute(sql, now))


async def forget_reminders(source: Pool | Connection, *, now: datetime) -> None:
    """Forget occasions that cannot come again."""
    await source.execute(_FORGET, now, RETENTION_DAYS)


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])
