"""Profiles of new accounts, and the columns that follow from the account."""

import uuid

import asyncpg
import pytest

from alcove.foundation.database import Connection
from integration.study.callers import act_as, add_account, fetch_as

PROFILE = "SELECT email, first_name, last_name, full_name FROM public.profiles WHERE id = $1"


@pytest.mark.parametrize(
    ("metadata", "name"),
    [
        ({"display_name": "Ada"}, "Ada"),
        ({"name": "Ada L."}, "Ada L."),
        ({"full_name": "Ada Lovelace", "display_name": "Ada"}, "Ada Lovelace"),
        ({"first_name": "Ada", "last_name": "Lovelace", "display_name": "x"}, "Ada Lovelace"),
        ({"display_name": " "}, "ada@example.org"),
        ({}, "ada@example.org"),
    ],
)
async def test_a_sign_up_creates_a_profile_with_the_name(
    connection: Connection, metadata: dict[str, str], name: str
) -> None:
    """In the same transaction an account gets its profile, settings and streak, named by whatever the sign-up has."""
    account = await add_account(connection, email="ada@example.org", **metadata)
    assert (await connection.fetchrow(PROFILE, account))["full_name"] == name
    for table in ("user_settings", "study_streaks"):
        assert await connection.fetchval(f"SELECT count(*) FROM public.{table} WHERE user_id = $1", account) == 1  # noqa: S608


async def test_an_account_without_an_address_has_a_profile(connection: Connection) -> None:
    """People who are known by a name alone have a profile without an address."""
    account = uuid.uuid4()
    await connection.execute("INSERT INTO auth.users (id) VALUES ($1)", account)
    assert tuple(await connection.fetchrow(PROFILE, account)) == (None, None, None, None)


async def test_the_full_name_follows_the_parts(connection: Connection) -> None:
    """First and last name win; without them the proposed name counts, and then the address."""
    account = await add_account(connection, email="ada@example.org", display_name="Ada")

    async def update(**values: str | None) -> str:
        columns = ", ".join(f"{name} = ${number}" for number, name in enumerate(values, start=2))
        sql = f"UPDATE public.profiles SET {columns} WHERE id = $1 RETURNING full_name"  # noqa: S608
        rows = await fetch_as(connection, sql, account, *values.values(), account=account)
        return str(rows[0][0])

    assert await update(avatar_url="x") == "Ada"
    assert await update(first_name="Ada", last_name="") == "Ada"
    assert await update(last_name="King") == "Ada King"
    assert await update(first_name="", last_name=None) == "ada@example.org"
    assert await update(full_name="Countess") == "Countess"
    assert await update(first_name="Ada") == "Ada"


async def test_the_address_is_that_of_the_account(connection: Connection) -> None:
    """A profile's address cannot be set to another value, and follows the account."""
    account = await add_account(connection, email="ada@example.org")
    upsert = """
        INSERT INTO public.profiles (id, email, first_name) VALUES ($1, 'other@example.org', 'Ada')
        ON CONFLICT (id) DO UPDATE SET id = excluded.id, email = excluded.email, first_name = excluded.first_name
        RETURNING email"""
    assert (await fetch_as(connection, upsert, account, account=account))[0][0] == "ada@example.org"
    await connection.execute("UPDATE auth.users SET email = 'new@example.org' WHERE id = $1", account)
    assert (await connection.fetchrow(PROFILE, account))["email"] == "new@example.org"


async def test_settings_are_saved_again_and_again(connection: Connection) -> None:
    """Saving settings without an id merges on the primary key, with half hours and both forms of times."""
    account = await add_account(connection)
    upsert = """
        INSERT INTO public.user_settings (user_id, theme, daily_goal_hours, study_reminder_time)
        VALUES ($1, $2, $3, $4::text::time)
        ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id, theme = excluded.theme,
            daily_goal_hours = excluded.daily_goal_hours, study_reminder_time = excluded.study_reminder_time
        RETURNING to_json(daily_goal_hours)::text, study_reminder_time::text"""
    for theme, hours, time in (("light", "2.5", "09:30"), ("dark", "12", "09:30:00"), ("system", "0.5", "09:30")):
        rows = await fetch_as(connection, upsert, account, theme, hours, time, account=account)
        assert float(rows[0][0]) == float(hours)
        assert rows[0][1] == "09:30:00"
    with pytest.raises(asyncpg.CheckViolationError):
        await fetch_as(connection, upsert, account, "blue", "1", "09:00", account=account)


async def test_removing_an_account_removes_everything(connection: Connection) -> None:
    """An account with rows in every table can be removed, whatever order the references are followed in."""
    account = await add_account(connection)
    async with act_as(connection, "service_role"):
        await connection.execute(
            """
            WITH subject AS (INSERT INTO public.subjects (user_id, name) VALUES ($1, 'history') RETURNING id),
                 session AS (
                    INSERT INTO public.ai_tutor_sessions (user_id, subject_id) SELECT $1, id FROM subject RETURNING id)
            SELECT id FROM session""",
            account,
        )
        await connection.execute(
            """
            INSERT INTO public.study_sessions (user_id, subject_id, title, status, duration)
            SELECT user_id, id, 'x', 'completed', 30 FROM public.subjects WHERE user_id = $1""",
            account,
        )
        await connection.execute(
            """
            INSERT INTO public.ai_messages (user_id, session_id, role, content)
            SELECT user_id, id, 'user', 'x' FROM public.ai_tutor_sessions WHERE user_id = $1""",
            account,
        )
    await connection.execute("DELETE FROM auth.users WHERE id = $1", account)
    await connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("profiles WHERE id", "study_analytics WHERE user_id", "study_sessions WHERE user_id"):
        assert await connection.fetchval(f"SELECT count(*) FROM public.{table} = $1", account) == 0  # noqa: S608


async def test_every_table_updates_its_time_of_change(connection: Connection) -> None:
    """Every table with `updated_at` sets it, so that no client's clock counts."""
    missing = await connection.fetch("""
        SELECT attrelid::regclass::text FROM pg_attribute JOIN pg_class ON oid = attrelid
        WHERE attname = 'updated_at' AND relnamespace = 'public'::regnamespace AND NOT EXISTS (
            SELECT FROM pg_trigger WHERE tgrelid = attrelid AND tgname = 'set_updated_at')""")
    assert [row[0] for row in missing] == []
    account = await add_account(connection)
    await connection.execute("UPDATE public.profiles SET updated_at = '2000-01-01' WHERE id = $1", account)
    assert await connection.fetchval("SELECT updated_at = now() FROM public.profiles WHERE id = $1", account)
