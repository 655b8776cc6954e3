"""The functions that programs call: for whom they work, and what they return."""

import json
import uuid
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from alcove.foundation.database import Connection
from integration.study.callers import add_account, fetch_as

FUNCTIONS = """
SELECT p.oid::regprocedure::text AS name, proconfig, array(
    SELECT rolname::text FROM pg_roles
    WHERE rolname IN ('anon', 'authenticated', 'service_role') AND has_function_privilege(rolname, p.oid, 'EXECUTE')
    ORDER BY rolname) AS callers,
    has_function_privilege('authenticator', p.oid, 'EXECUTE') AS is_public
FROM pg_proc AS p WHERE pronamespace = 'public'::regnamespace ORDER BY 1
"""
USERS = ["authenticated", "service_role"]
EXPECTED = {
    "check_rate_limit(text,text,integer,integer)": USERS,
    "get_api_key(text)": ["service_role"],
    "get_login_history(uuid,integer)": USERS,
    "get_rate_limit_status(text,text)": USERS,
    "increment_rate_limit(uuid,timestamp with time zone)": ["service_role"],
    "increment_study_time(uuid,integer)": USERS,
    "list_api_keys()": USERS,
    "mark_notification_read(uuid)": USERS,
    "recalculate_user_streaks(uuid)": USERS,
    "record_daily_login(uuid)": USERS,
    "store_api_key(text,text,text)": USERS,
    "update_spaced_repetition(uuid,uuid,integer)": USERS,
}
FOR_ONE_ACCOUNT = (
    "record_daily_login($1)", "get_login_history($1)", "recalculate_user_streaks($1)", "increment_study_time($1, 5)",
    "update_spaced_repetition(gen_random_uuid(), $1, 3)",
)  # fmt: skip


async def call(
    connection: Connection, sql: str, *args: Any, account: uuid.UUID | None, role: str = "authenticated"
) -> Any:
    """Return the decoded result of a function that a caller calls."""
    rows = await fetch_as(connection, f"SELECT public.{sql}", *args, role=role, account=account)
    value = rows[0][0]
    return json.loads(value) if isinstance(value, str) and value.startswith("{") else value


async def test_every_function_has_its_callers_and_a_fixed_path(connection: Connection) -> None:
    """No function can be called by anybody else, and none depends on the caller's search path."""
    rows = await connection.fetch(FUNCTIONS)
    assert {row["name"].removeprefix("public."): row["callers"] for row in rows} == EXPECTED
    assert [row["name"] for row in rows if row["is_public"]] == []
    assert {row["proconfig"][0] for row in rows} == {'search_path=""'}


@pytest.mark.parametrize("function", FOR_ONE_ACCOUNT)
async def test_functions_act_for_their_caller(connection: Connection, function: str) -> None:
    """Another account's id is refused; the server may name any account."""
    owner, other = await add_account(connection), await add_account(connection)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="own account only"):
        await call(connection, function, owner, account=other)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        await call(connection, function, owner, account=None, role="anon")
    await call(connection, function, owner, account=owner)
    await call(connection, function, owner, account=None, role="service_role")


async def test_logins_are_counted_by_day(connection: Connection) -> None:
    """The first call of a day counts; the streak is the run of days until today; the history has each day."""
    account = await add_account(connection)
    today = await connection.fetchval("SELECT study.today($1)", account)
    for ago in (1, 2, 4, 5, 6, 7):
        await connection.execute(
            "INSERT INTO public.daily_logins (user_id, login_date) VALUES ($1, $2)", account, today - timedelta(ago)
        )
    first = await call(connection, "record_daily_login($1)", account, account=account)
    assert first == {"is_new_day": True, "current_streak": 3, "longest_streak": 4, "last_login": today.isoformat()}
    again = await call(connection, "record_daily_login($1)", account, account=account)
    assert again == {**first, "is_new_day": False}
    history = await fetch_as(connection, "SELECT * FROM public.get_login_history($1, 5)", account, account=account)
    assert [tuple(row) for row in history] == [
        (today - timedelta(ago), has_login) for ago, has_login in enumerate((True, True, True, False, True))
    ]


async def test_a_limit_is_counted_for_the_caller(connection: Connection) -> None:
    """The third of two allowed requests is refused; a caller cannot count for somebody else, the server can."""
    account, other = await add_account(connection), await add_account(connection)

    async def check(identifier: str, caller: uuid.UUID | None, role: str = "authenticated") -> Any:
        return await call(connection, "check_rate_limit($1, 'chat', 2, 60)", identifier, account=caller, role=role)

    results = [await check("anything", account) for _ in range(4)]
    assert [result["allowed"] for result in results] == [True, True, False, False]
    assert [result["remaining"] for result in results] == [1, 0, 0, 0]
    assert results[0].keys() == {"allowed", "limit", "remaining", "reset_at", "retry_after"}
    assert 0 < results[2]["retry_after"] <= 3600
    assert results[0]["retry_after"] == 0
    assert (await check(str(account), other))["allowed"]
    assert not (await check(str(account), None, "service_role"))["allowed"]
    status = await call(connection, "get_rate_limit_status('x', 'chat')", account=account)
    assert {**status, "reset_at": None} == {
        "current_count": 3, "limit": 2, "remaining": 0, "reset_at": None, "active": True,
    }  # fmt: skip
    unused = await call(connection, "get_rate_limit_status('x', 'other')", account=account)
    assert (unused["active"], unused["current_count"]) == (False, 0)


async def test_windows_of_the_proxy_are_counted_atomically(connection: Connection) -> None:
    """Only the server counts requests of a window, and the count grows by one with each call."""
    account = await add_account(connection)
    sql = "increment_rate_limit($1, '2026-01-05T10:00:00Z')"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await call(connection, sql, account, account=account)
    for _ in range(3):
        await call(connection, sql, account, account=None, role="service_role")
    count = "SELECT requests_count FROM public.rate_limits WHERE user_id = $1"
    assert await connection.fetchval(count, account) == 3


async def test_only_own_notifications_are_marked_as_read(connection: Connection) -> None:
    """Another account's notification stays unread, without an error."""
    owner, other = await add_account(connection), await add_account(connection)
    insert = "INSERT INTO public.notifications (user_id, title, message) VALUES ($1, 'x', 'y') RETURNING id"
    notification = await connection.fetchval(insert, owner)
    read = "SELECT read FROM public.notifications WHERE id = $1"
    await call(connection, "mark_notification_read($1)", notification, account=other)
    assert not await connection.fetchval(read, notification)
    await call(connection, "mark_notification_read($1)", notification, account=owner)
    assert await connection.fetchval(read, notification)


async def test_cards_are_repeated_after_growing_intervals(connection: Connection) -> None:
    """Good reviews lengthen the interval as SM-2 says, a bad one starts again; other accounts' cards are left alone."""
    owner, other = await add_account(connection), await add_account(connection)
    card = await connection.fetchval(
        "INSERT INTO public.flashcards (user_id, front_content, back_content) VALUES ($1, 'a', 'b') RETURNING id", owner
    )
    schedule = "SELECT interval_days, easiness::float FROM study.card_schedules WHERE card_id = $1"

    async def review(quality: int) -> tuple[int, float]:
        await call(connection, f"update_spaced_repetition($1, $2, {quality})", card, owner, account=owner)
        return tuple(await connection.fetchrow(schedule, card))

    assert [await review(quality) for quality in (5, 5, 4, 2)] == [(1, 2.6), (6, 2.7), (17, 2.7), (1, 2.38)]
    reviewed = "SELECT mastery_level, review_count, last_reviewed = now() FROM public.flashcards WHERE id = $1"
    assert tuple(await connection.fetchrow(reviewed, card)) == (0, 4, True)
    await call(connection, "update_spaced_repetition($1, $2, 5)", card, other, account=other)
    assert tuple(await connection.fetchrow(reviewed, card)) == (0, 4, True)
    for quality in (6, -1):
        with pytest.raises(asyncpg.DataError):
            await review(quality)


async def test_study_time_is_added_within_bounds(connection: Connection) -> None:
    """Minutes are added to the profile; negative ones and more than a day are refused."""
    account = await add_account(connection)
    await call(connection, "increment_study_time($1, 25)", account, account=account)
    total = "SELECT total_study_time FROM public.profiles WHERE id = $1"
    assert await connection.fetchval(total, account) == 25
    for minutes in (-1, 1441):
        with pytest.raises(asyncpg.DataError):
            await call(connection, f"increment_study_time($1, {minutes})", account, account=account)
    await call(connection, "recalculate_user_streaks($1)", account, account=account)
