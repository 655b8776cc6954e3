"""Other roles have no privileges on our objects, and objects in `public` are never mistaken for ours."""

from collections.abc import Mapping

import asyncpg
import psycopg
import pytest

from alcove.foundation.database import Pool, connect, migrate, open_pool
from alcove.foundation.jobs import JSON, Job, JobRun, Task, defer
from integration.jobs import workers
from support.postgres import migration_sources

from . import older_databases, privileges


@pytest.mark.parametrize("state", ["new", "older"])
async def test_no_other_role_has_privileges(empty_dsn: str, state: str) -> None:
    """Despite default privileges, anon, authenticated and service_role have no privileges on our objects."""
    privileges.grant_default_privileges(empty_dsn)
    if state == "older":
        older_databases.load(empty_dsn)
    migrate(empty_dsn, migration_sources())
    assert await privileges.check_no_privileges(empty_dsn) == set(privileges.SCHEMAS)


FOREIGN_OBJECTS = """
CREATE TABLE public.procrastinate_jobs (id bigint);
CREATE TABLE public.procrastinate_events (job_id bigint, type text);
CREATE FUNCTION public.lower(varchar) RETURNS text LANGUAGE sql AS $$ SELECT 'other' $$;
CREATE FUNCTION public.procrastinate_fetch_job_v2(varchar[], bigint) RETURNS text LANGUAGE sql AS $$ SELECT 'other' $$;
"""


async def test_objects_in_public_are_ignored(dsn: str) -> None:
    """Tables and functions with our names, or overloads of PostgreSQL's functions, are not used."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(FOREIGN_OBJECTS.encode())
    pool = await open_pool(dsn)
    assert await pool.fetchval("SELECT lower('A'::varchar)") == "a"
    job_ids: list[int] = []

    async def run(run: JobRun, _args: Mapping[str, JSON]) -> None:
        job_ids.append(run.job_id)

    async with pool.acquire() as ours:
        job = await defer(ours, Job(task="mine"))
    async with workers.worker(dsn, Task(name="mine", run=run)):
        await workers.wait_for_status(pool, job, status="succeeded")
    assert job_ids == [job]
    assert await pool.fetchval("SELECT count(*) FROM public.procrastinate_jobs") == 0
    await pool.close()


async def test_a_trigger_uses_its_own_schema(dsn: str) -> None:
    """In a session with the search path `public`, triggers still use our tables and functions."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(FOREIGN_OBJECTS.encode())
    other = await asyncpg.connect(dsn, server_settings={"search_path": "public"})
    await other.execute("INSERT INTO jobs.procrastinate_jobs (queue_name, task_name) VALUES ('default', 'mine')")
    assert await other.fetchval("SELECT count(*) FROM jobs.procrastinate_events") == 1
    assert await other.fetchval("SELECT count(*) FROM procrastinate_events") == 0
    await other.execute("DELETE FROM jobs.procrastinate_jobs")
    await other.close()


async def test_every_trigger_function_sets_its_search_path(pool: Pool) -> None:
    """No trigger function depends on the session's search path, and pg_temp comes last."""
    result = await pool.fetch(
        """
        SELECT p.oid::regprocedure::text, proconfig FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = pronamespace
        WHERE nspname = ANY($1) AND prorettype = 'trigger'::regtype
          AND proconfig IS DISTINCT FROM ARRAY['search_path=' || nspname || ', pg_temp']""",
        privileges.SCHEMAS,
    )
    assert [tuple(row) for row in result] == []


async def test_the_search_path_of_a_pooled_connection_is_reset(dsn: str) -> None:
    """A changed search path does not leak to the next user of the connection; `public` is never in it."""
    pool = await open_pool(dsn, size=1)
    async with pool.acquire() as first:
        path = await first.fetchval("SHOW search_path")
        await first.execute("SET search_path = public")
    assert await pool.fetchval("SHOW search_path") == path
    assert path.endswith("pg_temp")
    assert "public" not in path
    await pool.close()
    single = await connect(dsn)
    assert await single.fetchval("SHOW search_path") == path
    await single.close()


NAMES = """
SELECT name, array_agg(schema ORDER BY schema) AS schemas FROM (
    SELECT DISTINCT nspname::text AS schema, relname::text AS name
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace WHERE relkind IN ('r', 'p', 'v', 'm', 'S')
    UNION SELECT nspname::text, proname::text FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = pronamespace
) AS named WHERE schema = ANY($1) GROUP BY name
"""


async def test_no_two_schemas_share_a_name(pool: Pool) -> None:
    """The name of a table, view, sequence or function is unique, because the search path has all our schemas."""
    result = await pool.fetch(NAMES, privileges.SCHEMAS)
    assert {schema for row in result for schema in row["schemas"]} == set(privileges.SCHEMAS)
    assert [tuple(row) for row in result if len(row["schemas"]) > 1] == []


async def test_a_shared_name_is_detected(pool: Pool) -> None:
    """The same name in a second schema is detected, also for a table and a function."""
    first, second, *_ = privileges.SCHEMAS
    await pool.execute(f"CREATE TABLE {first}.twin (); CREATE FUNCTION {second}.twin() RETURNS int RETURN 1")
    result = {row["name"]: row["schemas"] for row in await pool.fetch(NAMES, privileges.SCHEMAS)}
    assert result["twin"] == [first, second]
