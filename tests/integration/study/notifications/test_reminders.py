"""Reminders: of each occasion one, at the right local time."""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from alcove.apps.study.notifications.series import add_series_reminders
from alcove.apps.study.notifications.store import REMINDERS, add_reminders
from alcove.foundation.database import Pool
from integration.study.callers import add_account

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


async def remind(pool: Pool, now: datetime) -> list[str]:
    """Run all reminders and return the titles that were added."""
    before = await pool.fetch("SELECT id FROM public.notifications")
    for sql in REMINDERS.values():
        await add_reminders(pool, sql, now=now)
    rows = await pool.fetch(
        "SELECT title FROM public.notifications WHERE id <> ALL ($1) ORDER BY title", [row["id"] for row in before]
    )
    return [row["title"] for row in rows]


async def learner(pool: Pool, zone: str = "UTC", *, enabled: bool = True, at: str = "09:00") -> uuid.UUID:
    """Add an account with settings that signed in today."""
    async with pool.acquire() as connection:
        account = await add_account(connection)
    await pool.execute("UPDATE auth.users SET last_sign_in_at = $2 WHERE id = $1", account, NOW)
    await pool.execute("UPDATE public.profiles SET timezone = $2 WHERE id = $1", account, zone)
    await pool.execute(
        """
        INSERT INTO public.user_settings (user_id, notifications_enabled, study_reminder_time)
        VALUES ($1, $2, $3::text::time)
        ON CONFLICT (user_id) DO UPDATE SET notifications_enabled = $2, study_reminder_time = $3::text::time
        """,
        account, enabled, at,
    )  # fmt: skip
    return account


async def test_tasks_and_goals_are_reminded_of_once(pool: Pool) -> None:
    """Of what is due within a day, each due time has one reminder: also with two workers, and when it was deleted.

    A moved task has another one; completed ones, late ones, and those of learners who want none have none.
    """
    account, silent = await learner(pool, at="03:00"), await learner(pool, enabled=False)
    created = NOW - timedelta(days=7)
    for owner, title, status, due in (
        (account, "Essay", "todo", NOW + timedelta(hours=20)),
        (account, "Later", "todo", NOW + timedelta(hours=30)),
        (account, "Done", "completed", NOW + timedelta(hours=2)),
        (account, "Long ago", "todo", NOW - timedelta(hours=30)),
        (silent, "Silent", "todo", NOW + timedelta(hours=2)),
    ):
        await pool.execute(
            """
            INSERT INTO public.tasks (user_id, title, status, due_date, created_at)
            VALUES ($1, $2, $3::text::public.task_status, $4, $5)
            """,
            owner, title, status, due, created,
        )  # fmt: skip
    await pool.execute(
        """
        INSERT INTO public.study_goals (user_id, title, target_value, deadline, created_at)
        VALUES ($1, 'Read', 5, $2, $3)
        """,
        account, NOW + timedelta(hours=1), created,
    )  # fmt: skip
    results = await asyncio.gather(*(remind_tasks(pool, NOW) for _ in range(4)))
    assert sum(results) == 1
    assert await remind(pool, NOW) == ["Goal ends soon: Read"]
    await pool.execute("DELETE FROM public.notifications")
    assert await remind(pool, NOW + timedelta(minutes=1)) == []
    await pool.execute("UPDATE public.tasks SET due_date = due_date + interval '1 minute' WHERE title = 'Essay'")
    assert await remind(pool, NOW) == ["Due soon: Essay"]
    assert await remind(pool, NOW + timedelta(hours=7)) == ["Due soon: Later"]


async def remind_tasks(pool: Pool, now: datetime) -> int:
    """Add the reminders of tasks and return their number."""
    return await add_reminders(pool, REMINDERS["tasks"], now=now)


@pytest.mark.parametrize(
    ("zone", "starts"),
    [
        ("UTC", "2026-03-10T12:30"),
        ("Asia/Tokyo", "2026-03-10T21:30"),
        ("America/Los_Angeles", "2026-03-10T05:30"),
        ("No/Such_Zone", "2026-03-10T12:30"),
    ],
)
async def test_events_are_reminded_of_at_their_local_time(zone: str, starts: str, pool: Pool) -> None:
    """Half an hour before an event of the learner's time zone, neither earlier nor twice."""
    account = await learner(pool, zone, at="00:00")
    day, time = starts.split("T")
    await pool.execute(
        """
        INSERT INTO public.calendar_events
            (user_id, title, event_type, event_date, event_time, notification_time, location, created_at)
        VALUES ($1, 'Exam', 'exam', $2::text::date, $3::text::time, 30, 'Hall', $4)
        """,
        account, day, time, NOW - timedelta(days=1),
    )  # fmt: skip
    events = REMINDERS["events"]
    assert await add_reminders(pool, events, now=NOW - timedelta(minutes=1)) == 0
    assert await add_reminders(pool, events, now=NOW) == 1
    assert await add_reminders(pool, events, now=NOW + timedelta(minutes=1)) == 0
    row = await pool.fetchrow("SELECT title, message, type, action_url FROM public.notifications")
    assert tuple(row) == ("Exam", f"Begins at {day} {time}, Hall.", "reminder", "/calendar")


async def test_recurring_events_are_reminded_of_at_each_occurrence(pool: Pool) -> None:
    """Of every occurrence once, by the zone of the series over a clock change; exceptions, changes and ends count."""
    account = await learner(pool, "Asia/Tokyo", at="00:00")
    silent = await learner(pool, enabled=False)
    add = """
        INSERT INTO public.calendar_events (user_id, title, event_type, event_date, event_time, notification_time,
            location, recurring, recurring_pattern, created_at)
        VALUES ($1, $2, 'class', '2026-03-24', '09:00', $3, 'Hall', true, $4, '2026-01-01') RETURNING id
    """
    weekly = await pool.fetchval(add, account, "Class", 30, "FREQ=WEEKLY;COUNT=4")
    await pool.execute(
        "INSERT INTO public.calendar_details (event_id, user_id, time_zone, excluded_dates)"
        " VALUES ($1, $2, 'Europe/Berlin', ARRAY['2026-04-07'::date])", weekly, account,
    )  # fmt: skip
    for owner, title, lead, pattern in (
        (silent, "Silent", 5, "FREQ=DAILY"), (account, "Unreadable", 5, "often"),
        (account, "Far", 99_999, "FREQ=DAILY"),
        (account, "Never again", 5, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
    ):  # fmt: skip
        await pool.execute(add, owner, title, lead, pattern)

    async def run(now: datetime) -> list[str]:
        await pool.execute("DELETE FROM public.notifications")
        await asyncio.gather(*(add_series_reminders(pool, now=now) for _ in range(3)))
        assert await add_reminders(pool, REMINDERS["events"], now=now) == 0
        rows = await pool.fetch("SELECT title, message FROM public.notifications ORDER BY title")
        return [f"{row['title']}: {row['message']}" for row in rows]

    first = datetime(2026, 3, 24, 7, 30, tzinfo=UTC)
    assert await run(first - timedelta(minutes=1)) == []
    assert await run(first) == ["Class: Begins at 2026-03-24 09:00, Hall."]
    assert await run(first + timedelta(minutes=1)) == []
    # Summer time has begun in Berlin.
    second = datetime(2026, 3, 31, 6, 30, tzinfo=UTC)
    assert await run(second - timedelta(minutes=1)) == []
    await pool.execute("UPDATE public.calendar_events SET notification_time = 60 WHERE id = $1", weekly)
    assert await run(second - timedelta(minutes=20)) == ["Class: Begins at 2026-03-31 09:00, Hall."]
    await pool.execute("UPDATE public.calendar_events SET notification_time = 30 WHERE id = $1", weekly)
    assert await run(second) == []
    waiting = "SELECT remind_at FROM study.series_reminders WHERE event_id = $1"
    assert await pool.fetchval(waiting, weekly) == datetime(2026, 4, 14, 6, 30, tzinfo=UTC)
    await pool.execute("UPDATE public.calendar_details SET time_zone = NULL WHERE event_id = $1", weekly)
    await run(second)
    assert await pool.fetchval(waiting, weekly) == datetime(2026, 4, 13, 23, 30, tzinfo=UTC)
    await pool.execute("UPDATE public.profiles SET timezone = 'UTC' WHERE id = $1", account)
    assert await run(datetime(2026, 4, 14, 8, 30, tzinfo=UTC)) == ["Class: Begins at 2026-04-14 09:00, Hall."]
    assert await pool.fetchval(waiting, weekly) is None
    await pool.execute("UPDATE public.calendar_events SET recurring = false")
    assert await pool.fetchval("SELECT count(*) FROM study.series_reminders") == 0


async def test_study_times_and_cards_come_at_the_time_of_the_settings(pool: Pool) -> None:
    """Once a day at the learner's time, as long as the plan is not fulfilled and cards are due.

    At both nights of a clock change the day has one reminder; a learner who has not come for a month has none.
    """
    account = await learner(pool, "Europe/Berlin", at="02:30")
    gone = await learner(pool, "Europe/Berlin", at="02:30")
    await pool.execute("UPDATE auth.users SET last_sign_in_at = '2025-01-01' WHERE id = $1", gone)
    card = await pool.fetchval(
        "INSERT INTO public.flashcards (user_id, front_content, back_content) VALUES ($1, 'a', 'b') RETURNING id",
        account,
    )
    await pool.execute(
        """
        INSERT INTO study.card_schedules (card_id, due_at) VALUES ($1, '2026-01-01')
        ON CONFLICT (card_id) DO UPDATE SET due_at = excluded.due_at
        """,
        card,
    )  # fmt: skip
    both = ["1 card is due", "Time to study"]
    for first, last in (
        (datetime(2026, 3, 27, 22, tzinfo=UTC), datetime(2026, 3, 28, 22, tzinfo=UTC)),
        (datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)),  # put forward
        (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 22, tzinfo=UTC)),  # put back
    ):
        await pool.execute("UPDATE auth.users SET last_sign_in_at = $2 WHERE id = $1", account, first)
        added, now = [], first
        while now < last:
            added += await remind(pool, now)
            now += timedelta(minutes=15)
        assert added == both, first
    later = datetime(2026, 10, 26, 1, 30, tzinfo=UTC)
    await pool.execute(
        "INSERT INTO public.study_analytics (user_id, date, total_study_time) VALUES ($1, '2026-10-25', 600)", account
    )
    await pool.execute("DELETE FROM public.flashcards")
    assert await remind(pool, later) == []


async def test_rows_and_notifications_of_the_server_are_one(pool: Pool) -> None:
    """A row that anybody adds is a notification with its kind and channels; what is read or deleted is so in both."""
    account = await learner(pool)
    await pool.execute("UPDATE public.user_settings SET email_notifications = false WHERE user_id = $1", account)
    insert = """
    INSERT INTO public.notifications (user_id, title, message, type, action_url, created_at, read)
    VALUES ($1, $2, 'Text', $3, $4, coalesce($5::timestamptz, now()), $6) RETURNING id
    """
    info = await pool.fetchval(insert, account, "Info", "info", "/tasks", None, False)
    await pool.fetchval(insert, account, "Alert", "warning", "//evil.example", None, False)
    await pool.fetchval(insert, account, "Imported", "reminder", "https://evil.example", NOW - timedelta(days=1), False)
    rows = await pool.fetch(
        """
        SELECT title, kind, link, allowed_channels, dispatched_at IS NOT NULL, acknowledged_at IS NOT NULL
        FROM alcove.notification ORDER BY title
        """
    )
    without_mail = ["page", "webhook", "apprise"]
    assert [tuple(row) for row in rows] == [
        ("Alert", "study.alert", "", None, False, False),
        ("Imported", "study.reminder", "", without_mail, True, False),
        ("Info", "study.message", "/tasks", without_mail, False, False),
    ]
    await pool.execute("UPDATE public.notifications SET read = true WHERE id = $1", info)
    read = "SELECT acknowledged_at IS NOT NULL FROM alcove.notification WHERE source_id = $1"
    assert await pool.fetchval(read, info) is True
    await pool.execute("UPDATE public.notifications SET read = false WHERE id = $1", info)
    assert await pool.fetchval(read, info) is False
    await pool.execute("UPDATE alcove.notification SET acknowledged_at = now()")
    assert await pool.fetchval("SELECT bool_and(read) FROM public.notifications") is True
    await pool.execute("DELETE FROM public.notifications")
    assert await pool.fetchval("SELECT count(*) FROM alcove.notification") == 0
    await pool.fetchval(insert, account, "Left", "info", None, None, True)
    await pool.execute("DELETE FROM auth.users")
    assert await pool.fetchval("SELECT count(*) FROM alcove.notification") == 0
