"""Goals in the database: their periods, and what they do not count twice."""

import uuid
from datetime import date, datetime, timedelta

import asyncpg
import pytest

from alcove.apps.study.study_days import renew_goals
from alcove.foundation.database import Connection, Pool
from integration.study.callers import add_account

ADD_GOAL = """
INSERT INTO public.study_goals (user_id, title, target_value, type, unit, current_value, deadline)
VALUES ($1, 'x', 100, $2, $3, $4, $5) RETURNING id
"""
ADD_SESSION = """
INSERT INTO public.study_sessions (user_id, title, status, duration) VALUES ($1, 'x', 'completed', $2) RETURNING id
"""


async def add_goal(
    connection: Connection, account: uuid.UUID, kind: str, *, unit: str = "minutes", value: int = 0,
    deadline: datetime | None = None,
) -> uuid.UUID:  # fmt: skip
    """Add a goal."""
    goal: uuid.UUID = await connection.fetchval(ADD_GOAL, account, kind, unit, value, deadline)
    return goal


async def value_of(connection: Connection | Pool, goal: uuid.UUID) -> int:
    """Return how far a goal is."""
    value: int = await connection.fetchval("SELECT current_value FROM public.study_goals WHERE id = $1", goal)
    return value


async def test_a_daily_goal_begins_again(pool: Pool) -> None:
    """The upkeep sets a daily, weekly or monthly goal to 0 when its period is over, and no other."""
    async with pool.acquire() as connection:
        account = await add_account(connection)
        goals = {kind: await add_goal(connection, account, kind) for kind in ("daily", "weekly", "monthly", "custom")}
        await connection.execute(ADD_SESSION, account, 30)
        assert {kind: await value_of(connection, goal) for kind, goal in goals.items()} == dict.fromkeys(goals, 30)
        assert await renew_goals(pool) == 0
        # As if a month had passed: the session and the start of the periods were then.
        await connection.execute("UPDATE study.goal_progress SET period_start = period_start - 40")
        await connection.execute("UPDATE public.study_sessions SET completed_at = completed_at - interval '40 days'")
        before = {kind: await value_of(connection, goal) for kind, goal in goals.items()}
        assert before == {"daily": 0, "weekly": 0, "monthly": 0, "custom": 30}
        await connection.execute("UPDATE study.goal_progress SET period_start = period_start - 40")
        assert await renew_goals(pool) == 1
        assert await renew_goals(pool) == 0
        await connection.execute(ADD_SESSION, account, 7)
    assert [await value_of(pool, goals[kind]) for kind in ("daily", "weekly", "monthly", "custom")] == [7, 7, 7, 37]


async def test_a_recalculation_counts_nothing_twice(connection: Connection) -> None:
    """Statistics that are computed again, as after an import, leave the values of goals as they are."""
    account = await add_account(connection)
    goal = await add_goal(connection, account, "weekly", value=5)
    session = await connection.fetchval(ADD_SESSION, account, 30)
    await connection.execute("CALL study.recalculate($1)", account)
    assert await value_of(connection, goal) == 35
    await connection.execute("DELETE FROM public.study_sessions WHERE id = $1", session)
    assert await value_of(connection, goal) == 5
    late = await add_goal(connection, account, "custom", deadline=datetime.now().astimezone() - timedelta(days=3))
    await connection.execute(ADD_SESSION, account, 30)
    assert await value_of(connection, late) == 0


@pytest.mark.parametrize(
    ("kind", "today", "start"),
    [
        ("daily", "2026-03-01", "2026-03-01"), ("weekly", "2026-03-01", "2026-02-23"),
        ("monthly", "2026-03-01", "2026-03-01"), ("yearly", "2026-03-01", "2026-01-15"),
    ],
)  # fmt: skip
async def test_periods_begin(connection: Connection, kind: str, today: str, start: str) -> None:
    """Weeks begin on Monday, months on their first day; other goals begin once, and no period begins earlier."""
    query = "SELECT study.goal_period($1::text::public.goal_type, $2, $3)"
    day = date.fromisoformat(today)
    assert await connection.fetchval(query, kind, day, date(2026, 1, 15)) == date.fromisoformat(start)
    assert await connection.fetchval(query, kind, day, day + timedelta(days=2)) == day + timedelta(days=2)


async def test_a_huge_value_breaks_no_session(connection: Connection) -> None:
    """A goal at the largest number stays there: what is studied is stored all the same."""
    account = await add_account(connection)
    goal = await add_goal(connection, account, "custom", value=2**31 - 1)
    try:
        await connection.execute(ADD_SESSION, account, 30)
    except asyncpg.PostgresError as error:
        pytest.fail(str(error))
    assert await value_of(connection, goal) == 2**31 - 1
