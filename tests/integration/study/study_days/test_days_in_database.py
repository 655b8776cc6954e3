"""Days of study in the database: the same as in Python, stored with events, and set by STUDY_DAY_START."""

import random
import uuid
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import asyncpg

from alcove.apps.study.study_days import study_day
from alcove.foundation.database import Connection
from integration.study.callers import add_account
from integration.study.served import serve_study
from support.until import until_async
from unit.study.study_days.cases import CASES, ZONES


async def test_the_database_knows_the_same_days(connection: Connection) -> None:
    """All cases of Python, and random instants in many zones with many starts, have the same day in both."""
    for case in CASES:
        await set_day_start(connection, time.fromisoformat(case.day_start))
        day = await connection.fetchval("SELECT study.study_day($1, $2)", case.instant, case.zone)
        assert day.isoformat() == case.day, case.name
    choose = random.Random(7)  # noqa: S311 - no secret
    for _ in range(20):
        day_start = time(choose.randrange(24), choose.choice((0, 15, 30)))
        await set_day_start(connection, day_start)
        instants = [
            datetime(1990, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * choose.randrange(40 * 365 * 96))
            for _ in range(100)
        ]
        zones = [choose.choice(ZONES) for _ in instants]
        rows = await connection.fetch(
            "SELECT study.study_day(i, z) AS day FROM unnest($1::timestamptz[], $2::text[]) AS t (i, z)",
            instants,
            zones,
        )
        expected = [
            study_day(instant, zone, day_start=day_start) for instant, zone in zip(instants, zones, strict=True)
        ]
        assert [row["day"] for row in rows] == expected


async def set_day_start(connection: Connection, day_start: time) -> None:
    """Let days begin at a time."""
    await connection.execute("UPDATE study.day_rule SET day_start = $1", day_start)


async def test_events_keep_their_day_from_tokyo_to_los_angeles(connection: Connection) -> None:
    """The day of a session stays when the learner flies on; one that gets another time has the day of the new zone."""
    account = await add_account(connection)
    await move(connection, account, "Asia/Tokyo")
    late = [datetime(2026, 5, 10, 14, 50, tzinfo=UTC), datetime(2026, 5, 10, 15, 10, tzinfo=UTC)]
    first, second = [await add_session(connection, account, at) for at in late]
    assert await days(connection, account) == {date(2026, 5, 10): 60}
    await move(connection, account, "America/Los_Angeles")
    assert await days(connection, account) == {date(2026, 5, 10): 60}
    await add_session(connection, account, datetime(2026, 5, 11, 3, 0, tzinfo=UTC))
    await connection.execute("UPDATE public.study_sessions SET notes = 'x', duration = 20 WHERE id = $1", first)
    assert await days(connection, account) == {date(2026, 5, 10): 80}
    at = datetime(2026, 5, 10, 10, 0, tzinfo=UTC)
    await connection.execute("UPDATE public.study_sessions SET completed_at = $2 WHERE id = $1", second, at)
    assert await days(connection, account) == {date(2026, 5, 10): 50, date(2026, 5, 9): 30}
    stored = await connection.fetchval("SELECT count(*) FROM study.event_days WHERE user_id = $1", account)
    await connection.execute("CALL study.recalculate($1)", account)
    assert await days(connection, account) == {date(2026, 5, 10): 50, date(2026, 5, 9): 30}
    await connection.execute("DELETE FROM public.study_sessions WHERE id = $1", second)
    assert await connection.fetchval("SELECT count(*) FROM study.event_days WHERE user_id = $1", account) == stored - 1
    await connection.execute("DELETE FROM auth.users WHERE id = $1", account)
    assert await connection.fetchval("SELECT count(*) FROM study.event_days WHERE user_id = $1", account) == 0


async def move(connection: Connection, account: uuid.UUID, zone: str) -> None:
    """Set the time zone of an account."""
    await connection.execute("UPDATE public.profiles SET timezone = $2 WHERE id = $1", account, zone)


async def add_session(connection: Connection, account: uuid.UUID, at: datetime) -> uuid.UUID:
    """Add a session of 30 minutes that was completed at a time."""
    session: uuid.UUID = await connection.fetchval(
        "INSERT INTO public.study_sessions (user_id, title, status, duration, completed_at)"
        " VALUES ($1, 'x', 'completed', 30, $2) RETURNING id",
        account, at,
    )  # fmt: skip
    return session


async def days(connection: Connection, account: uuid.UUID) -> dict[date, int]:
    """Return the minutes of the days of an account."""
    rows = await connection.fetch("SELECT * FROM public.study_analytics WHERE user_id = $1", account)
    return {row["date"]: row["total_study_time"] for row in rows}


async def test_events_of_two_tables_with_one_id_are_apart(connection: Connection) -> None:
    """A task with the id of another account's session, which a program may choose, changes nothing for that account."""
    ann, bob = await add_account(connection), await add_account(connection)
    session = await add_session(connection, ann, datetime(2026, 5, 10, 12, tzinfo=UTC))
    await connection.execute(
        "INSERT INTO public.tasks (id, user_id, title, status) VALUES ($1, $2, 'x', 'completed')", session, bob
    )
    await connection.execute("DELETE FROM public.tasks WHERE id = $1", session)
    assert await days(connection, ann) == {date(2026, 5, 10): 30}
    assert await days(connection, bob) == {}


async def test_a_reopened_row_has_no_time_of_completion(connection: Connection) -> None:
    """A session or task that is not completed any more loses its time, unless the same change sets one."""
    account = await add_account(connection)
    session = await add_session(connection, account, datetime(2026, 5, 10, 12, tzinfo=UTC))
    at = datetime(2026, 5, 12, 12, tzinfo=UTC)
    update = "UPDATE public.study_sessions SET status = $2, completed_at = coalesce($3, completed_at) WHERE id = $1"
    find = "SELECT completed_at FROM public.study_sessions WHERE id = $1"
    await connection.execute(update, session, "paused", None)
    assert await connection.fetchval(find, session) is None
    await connection.execute(update, session, "completed", at)
    await connection.execute(update, session, "active", at + timedelta(days=1))
    assert await connection.fetchval(find, session) == at + timedelta(days=1)


async def test_the_setting_is_stored_at_the_start(dsn: str, tmp_path: Path) -> None:
    """A server stores STUDY_DAY_START in its database, where the triggers find it."""
    with serve_study(dsn, tmp_path, STUDY_DAY_START="05:30"):
        connection = await asyncpg.connect(dsn)
        try:

            async def is_stored() -> bool:
                return bool(await connection.fetchval("SELECT day_start = '05:30' FROM study.day_rule"))

            await until_async(is_stored)
        finally:
            await connection.close()
