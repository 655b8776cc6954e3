"""Other roles reach nothing of ours, and what they put into `public` is never taken for ours."""

from collections.abc import Mapping

import asyncpg
import psycopg
import pytest

from alcove.foundation.database import Pool, connect, migrate, open_pool
from alcove.foundation.jobs import JSON, Job, JobRun, Task, defer
from integration.jobs import working
from support.postgres import migration_sources

from . import older_databases, sealing


@pytest.mark.parametrize("state", ["new", "older"])
async def test_no_other_role_reaches_a_table(empty_dsn: str, state: str) -> None:
    """Whatever default privileges were planted before, anon, authenticated and service_role read nothing of ours."""
    sealing.plant_privileges(empty_dsn)
    if state == "older":
        older_databases.load(empty_dsn)
    migrate(empty_dsn, migration_sources())
    assert await sealing.expect_sealed(empty_dsn) == set(sealing.SCHEMAS)


PLANTED = """
CREATE TABLE public.procrastinate_jobs (id bigint);
CREATE TABLE public.procrastinate_events (job_id bigint, type text);
CREATE FUNCTION public.lower(varchar) RETURNS text LANGUAGE sql AS $$ SELECT 'theirs' $$;
CREATE FUNCTION public.procrastinate_fetch_job_v2(varchar[], bigint) RETURNS text LANGUAGE sql AS $$ SELECT 'theirs' $$;
"""


async def test_what_lies_in_public_is_not_looked_at(dsn: str) -> None:
    """Tables and functions with our names, and better matching ones for PostgreSQL's, are not picked up."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(PLANTED.encode())
    pool = await open_pool(dsn)
    assert await pool.fetchval("SELECT lower('A'::varchar)") == "a"
    done: list[int] = []

    async def run(run: JobRun, _args: Mapping[str, JSON]) -> None:
        done.append(run.job_id)

    async with pool.acquire() as ours:
        job = await defer(ours, Job(task="mine"))
    async with working.worker(dsn, Task(name="mine", run=run)):
        await working.reaches(pool, job, status="succeeded")
    assert done == [job]
    assert await pool.fetchval("SELECT count(*) FROM public.procrastinate_jobs") == 0
    await pool.close()


async def test_a_trigger_looks_into_its_own_schema(dsn: str) -> None:
    """In a session that looks into `public` alone, a write still runs our triggers with our tables and functions."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(PLANTED.encode())
    theirs = await asyncpg.connect(dsn, server_settings={"search_path": "public"})
    await theirs.execute("INSERT INTO jobs.procrastinate_jobs (queue_name, task_name) VALUES ('default', 'mine')")
    assert await theirs.fetchval("SELECT count(*) FROM jobs.procrastinate_events") == 1
    assert await theirs.fetchval("SELECT count(*) FROM procrastinate_events") == 0
    await theirs.execute("DELETE FROM jobs.procrastinate_jobs")
    await theirs.close()


async def test_every_trigger_function_names_its_schema(pool: Pool) -> None:
    """No function that runs in a trigger depends on the session's search path, and pg_temp comes last."""
    found = await pool.fetch(
        """
        SELECT p.oid::regprocedure::text, proconfig FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = pronamespace
        WHERE nspname = ANY($1) AND prorettype = 'trigger'::regtype
          AND proconfig IS DISTINCT FROM ARRAY['search_path=' || nspname || ', pg_temp']""",
        sealing.SCHEMAS,
    )
    assert [tuple(row) for row in found] == []


async def test_a_pooled_connection_gets_its_search_path_back(dsn: str) -> None:
    """What one borrower of a connection sets, the next one does not see; `public` is in neither path."""
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
    """A table, view, sequence or function is in one schema only: the search path of our connections spans them all."""
    found = await pool.fetch(NAMES, sealing.SCHEMAS)
    assert {schema for row in found for schema in row["schemas"]} == set(sealing.SCHEMAS)
    assert [tuple(row) for row in found if len(row["schemas"]) > 1] == []


async def test_a_shared_name_would_be_found(pool: Pool) -> None:
    """The same name in a second schema of ours is noticed, also where a table there is a function here."""
    first, second, *_ = sealing.SCHEMAS
    await pool.execute(f"CREATE TABLE {first}.twin (); CREATE FUNCTION {second}.twin() RETURNS int RETURN 1")
    found = {row["name"]: row["schemas"] for row in await pool.fetch(NAMES, sealing.SCHEMAS)}
    assert found["twin"] == [first, second]
