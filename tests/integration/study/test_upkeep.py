"""What happens without a request: upkeep, accounts from before, and changes at the same time."""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg

from alcove.apps.study import APP
from alcove.apps.study.upkeep import (
    end_streaks,
    forget_audit_entries,
    forget_rate_limits,
    forget_request_counts,
    forget_security_events,
    remove_empty_chats,
)
from alcove.apps.study.upkeep.jobs import build_tasks
from alcove.apps.study.upkeep.store import BATCH
from alcove.foundation.database import Connection, Pool, connect, migrate
from alcove.foundation.jobs import JobRun
from integration.study.callers import add_account
from integration.study.test_statistics import STREAK, add_session
from support.deps import make_deps
from support.postgres import migration_sources


async def test_only_chats_without_messages_are_removed(pool: Pool) -> None:
    """A chat that had no message for a day is removed; one with messages stays however old it is."""
    async with pool.acquire() as connection:
        account = await add_account(connection)
        for title, age, messages in (("old and empty", 2, 0), ("old", 400, 1), ("new and empty", 0, 0)):
            moment = datetime.now(UTC) - timedelta(days=age)
            chat = await connection.fetchval(
                "INSERT INTO public.ai_tutor_sessions (user_id, title, created_at, last_activity)"
                " VALUES ($1, $2, $3, $3) RETURNING id",
                account, title, moment,
            )  # fmt: skip
            for _ in range(messages):
                await connection.execute(
                    "INSERT INTO public.ai_messages (user_id, session_id, role, content) VALUES ($1, $2, 'user', 'x')",
                    account, chat,
                )  # fmt: skip
        await connection.execute("UPDATE public.ai_tutor_sessions SET last_activity = created_at")
    assert await remove_empty_chats(pool) == 1
    assert await remove_empty_chats(pool) == 0
    titles = await pool.fetch("SELECT title FROM public.ai_tutor_sessions ORDER BY title")
    assert [row[0] for row in titles] == ["new and empty", "old"]


async def test_a_streak_ends_after_a_day_without_study(pool: Pool) -> None:
    """A streak that includes yesterday goes on; one that ended the day before is set to 0, also in the profile."""
    async with pool.acquire() as connection:
        accounts = {ago: await add_account(connection) for ago in (1, 2)}
        for ago, account in accounts.items():
            await add_session(connection, account, completed_at=datetime.now(UTC) - timedelta(days=ago))
            # As it was stored on that day.
            await connection.execute("UPDATE public.study_streaks SET current_streak = 5 WHERE user_id = $1", account)
            await connection.execute("UPDATE public.profiles SET study_streak = 5 WHERE id = $1", account)
    assert await end_streaks(pool) == 1
    streaks = {ago: await pool.fetchrow(STREAK, account) for ago, account in accounts.items()}
    assert {ago: (row["current_streak"], row["study_streak"]) for ago, row in streaks.items()} == {1: (5, 5), 2: (0, 0)}
    assert streaks[2]["longest_streak"] == 1


async def test_old_entries_of_the_audit_log_are_forgotten(pool: Pool) -> None:
    """What happened to accounts more than 90 days ago is removed."""
    await pool.execute(
        "INSERT INTO auth.audit_log_entries (id, payload, created_at)"
        " SELECT gen_random_uuid(), '{}'::text::json, now() - days * interval '1 day' FROM unnest($1::int[]) AS days",
        [0, 89, 91, 400],
    )
    assert await forget_audit_entries(pool) == 2
    assert await pool.fetchval("SELECT count(*) FROM auth.audit_log_entries") == 2


async def test_audit_entries_are_found_by_an_index(connection: Connection) -> None:
    """Old entries and those of one account are found without a read of all others."""
    await connection.execute("SET LOCAL enable_seqscan = off")
    account = str(await add_account(connection))
    for condition, index in (
        ("created_at < now() - interval '90 days'", "audit_log_entries_created_at_idx"),
        (f"payload ->> 'actor_id' = '{account}'", "audit_log_entries_actor_id_idx"),
    ):
        plan = await connection.fetch(f"EXPLAIN SELECT FROM auth.audit_log_entries WHERE {condition}")
        assert index in "\n".join(row[0] for row in plan)


async def test_old_security_events_are_forgotten(pool: Pool) -> None:
    """Events and reports of more than 90 days ago are removed."""
    await pool.execute(
        "INSERT INTO public.security_events (event_type, created_at)"
        " SELECT 'login', now() - days * interval '1 day' FROM unnest($1::int[]) AS days",
        [0, 89, 91, 400],
    )
    assert await forget_security_events(pool) == 2
    assert await pool.fetchval("SELECT count(*) FROM public.security_events") == 2


async def test_old_request_counts_are_forgotten(pool: Pool) -> None:
    """Counts of windows that ended more than a day ago are removed."""
    await pool.execute("""
        INSERT INTO study.request_counts (identifier, endpoint, window_start, expires_at, max_requests)
        SELECT 'x', 'y', now() - age, now() - age, 1 FROM unnest(ARRAY[interval '2 days', interval '1 hour']) AS age""")
    assert await forget_request_counts(pool) == 1
    assert await pool.fetchval("SELECT count(*) FROM study.request_counts") == 1
    async with pool.acquire() as connection:
        account = await add_account(connection)
    await pool.execute(
        "INSERT INTO public.rate_limits (user_id, window_start)"
        " SELECT $1, now() - age FROM unnest(ARRAY[interval '8 days', interval '1 hour']) AS age",
        account,
    )
    assert await forget_rate_limits(pool) == 1


async def test_the_job_does_all_of_it(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """One run removes more than one batch of chats, sessions that have ended, and old broadcasts."""
    async with pool.acquire() as connection:
        account = await add_account(connection)
    await pool.execute(
        "INSERT INTO public.ai_tutor_sessions (user_id, created_at, last_activity)"
        " SELECT $1, now() - interval '2 days', now() - interval '2 days' FROM generate_series(1, $2)",
        account, BATCH + 1,
    )  # fmt: skip
    ended = (
        "INSERT INTO auth.sessions (id, user_id, not_after) VALUES (gen_random_uuid(), $1, now() - interval '2 days')"
    )
    await pool.execute(ended, account)
    await pool.execute(
        "INSERT INTO realtime.messages (topic, extension, inserted_at)"
        " SELECT 'x', 'broadcast', now() - age FROM unnest(ARRAY[interval '4 days', interval '1 day']) AS age"
    )
    await pool.execute(
        "INSERT INTO realtime.change_outbox (table_id, kind, changed_at)"
        " SELECT 1, 'INSERT', now() - age FROM unnest(ARRAY[interval '11 minutes', interval '1 minute']) AS age"
    )
    (task,) = build_tasks(make_deps(dsn, pool=pool, data_dir=tmp_path, environ={"STUDY_PROJECT_DATABASE": "not_made"}))
    await task.run(JobRun(job_id=1, attempt=1, stop_reason=lambda: None), {})
    assert await pool.fetchval("SELECT count(*) FROM realtime.messages") == 1
    assert await pool.fetchval("SELECT count(*) FROM realtime.change_outbox") == 1
    assert await pool.fetchval("SELECT count(*) FROM public.ai_tutor_sessions") == 0
    assert await pool.fetchval("SELECT count(*) FROM auth.sessions") == 0


async def test_accounts_from_before_get_profiles(empty_dsn: str) -> None:
    """A database with accounts that gets the app later has their profiles; a second run changes nothing."""
    sources = migration_sources()
    migrate(empty_dsn, [source for source in sources if source.name != APP.name])
    connection = await asyncpg.connect(empty_dsn)
    account = await add_account(connection, email="ada@example.org", name="Ada")
    applied = migrate(empty_dsn, sources)
    assert {name.partition("/")[0] for name in applied} == {APP.name}
    assert migrate(empty_dsn, sources) == []
    row = await connection.fetchrow("SELECT email, full_name FROM public.profiles WHERE id = $1", account)
    assert tuple(row) == ("ada@example.org", "Ada")
    await connection.close()


async def test_changes_at_the_same_time_all_count(dsn: str, pool: Pool) -> None:
    """Sessions that are completed on several connections at once, on one day and on others, are all counted."""
    async with pool.acquire() as connection:
        account = await add_account(connection)
    noon = datetime.now(UTC).replace(hour=12)

    async def complete(number: int) -> None:
        own = await connect(dsn)
        for step in range(5):
            await add_session(own, account, completed_at=noon - timedelta(days=(number + step) % 5), duration=10)
        await own.close()

    await asyncio.gather(*(complete(number) for number in range(5)))
    totals: Any = await pool.fetchrow(
        "SELECT sum(total_study_time), sum(session_count), count(*) FROM public.study_analytics WHERE user_id = $1",
        account,
    )
    assert tuple(totals) == (250, 25, 5)
    row = await pool.fetchrow(STREAK, account)
    assert (row["longest_streak"], row["total_study_days"], row["total_study_time"]) == (5, 5, 250)


async def test_limits_are_counted_once_by_callers_at_the_same_time(dsn: str) -> None:
    """Of twenty requests at the same time exactly five are allowed."""
    account = uuid.uuid4()
    check = "SELECT public.check_rate_limit($1, 'chat', 5, 60) ->> 'allowed'"

    async def call() -> str:
        own = await asyncpg.connect(dsn)
        await own.execute("SET ROLE service_role")
        allowed: str = await own.fetchval(check, str(account))
        await own.close()
        return allowed

    results = await asyncio.gather(*(call() for _ in range(20)))
    assert sorted(results) == ["false"] * 15 + ["true"] * 5
