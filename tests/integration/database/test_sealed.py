"""Other roles reach nothing of ours, and what they put into `public` is never taken for ours."""

import contextlib
from collections.abc import Mapping

import asyncpg
import psycopg
import pytest

from alcove.foundation.database import Pool, connect, migrate, open_pool
from alcove.foundation.jobs import JSON, Job, JobRun, Task, defer
from fixtures.records.rows import add_listing, add_record, add_seller
from integration.jobs import working
from integration.records.legacy.olden import DJANGO
from support.postgres import migration_sources

from . import older_databases

ROLES = ("anon", "authenticated", "service_role")

# What a database for REST may have been given before Alcove came.
HOSTILE = """
ALTER DEFAULT PRIVILEGES GRANT ALL ON {kind} TO PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT ALL ON {kind} TO anon, authenticated, service_role WITH GRANT OPTION;
"""

RELATIONS = """
SELECT c.oid::regclass::text AS name, nspname AS schema, relname::text AS bare
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
WHERE relkind IN ('r', 'v', 'S') AND (nspname IN ('alcove', 'jobs', 'records', 'books')
    OR nspname = 'public' AND relkind = 'v')
"""

RIGHTS = """
SELECT c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
WHERE nspname IN ('alcove', 'jobs', 'records', 'books') AND relkind IN ('r', 'v')
  AND has_table_privilege($1, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
UNION ALL SELECT oid::regprocedure::text FROM pg_proc
WHERE pronamespace::regnamespace::text IN ('alcove', 'jobs', 'records', 'books')
  AND has_function_privilege($1, oid, 'EXECUTE')
UNION ALL SELECT nspname FROM pg_namespace
WHERE nspname IN ('alcove', 'jobs', 'records', 'books') AND has_schema_privilege($1, oid, 'USAGE, CREATE')
"""


def plant_privileges(dsn: str) -> None:
    """Make the roles, and default privileges that give them everything that is ever created."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for role in ROLES:
            # Roles belong to the server, and another worker may be making them just now.
            with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                connection.execute(f"CREATE ROLE {role} NOLOGIN".encode())
        for kind in ("TABLES", "SEQUENCES", "FUNCTIONS", "TYPES"):
            connection.execute(HOSTILE.format(kind=kind).encode())
        connection.execute("ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO anon, authenticated, service_role")


@pytest.mark.parametrize("state", ["new", "older", "adopted"])
async def test_no_other_role_reaches_a_table(empty_dsn: str, state: str) -> None:
    """Whatever default privileges were planted before, anon, authenticated and service_role read nothing of ours."""
    plant_privileges(empty_dsn)
    with psycopg.connect(empty_dsn, autocommit=True) as connection:
        if state != "new":
            connection.execute(older_databases.DUMP.read_bytes() if state == "older" else DJANGO.encode())
    migrate(empty_dsn, migration_sources())
    looking = await asyncpg.connect(empty_dsn)
    places = [f'{row["schema"]}."{row["bare"]}"' for row in await looking.fetch(RELATIONS)]
    assert len(places) > (50 if state == "adopted" else 45)
    for role in ROLES:
        assert await looking.fetch(RIGHTS, role) == []
        await looking.execute(f"SET ROLE {role}")
        for place in places:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await looking.fetch(f"SELECT * FROM {place}")  # noqa: S608 - names that the catalogue gave
        await looking.execute("RESET ROLE")
    await looking.close()


PLANTED = """
CREATE TABLE public.discogs_listing (id bigint, wire text); INSERT INTO public.discogs_listing VALUES (-1, 'theirs');
CREATE TABLE public.discogs_term (kind text, value text, uses integer);
CREATE TABLE public.procrastinate_jobs (id bigint);
CREATE TABLE public.books_setting (name text, value jsonb);
CREATE FUNCTION public.lower(varchar) RETURNS text LANGUAGE sql AS $$ SELECT 'theirs' $$;
CREATE FUNCTION public.discogs_score(integer, integer, numeric) RETURNS numeric LANGUAGE sql AS $$ SELECT 666.0 $$;
CREATE FUNCTION public.discogs_text_array(jsonb) RETURNS jsonb LANGUAGE sql AS $$ SELECT '["theirs"]'::jsonb $$;
CREATE FUNCTION public.procrastinate_fetch_job_v2(varchar[], bigint) RETURNS text LANGUAGE sql AS $$ SELECT 'theirs' $$;
"""


async def test_what_lies_in_public_is_not_looked_at(dsn: str) -> None:
    """Tables and functions with our names, and better matching ones for PostgreSQL's, are not picked up."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(PLANTED.encode())
    pool = await open_pool(dsn)
    record = await add_record(pool, "1", genres=("Jazz",))
    await add_listing(pool, seller=await add_seller(pool, "A Seller"), record=record)
    assert await pool.fetchval("SELECT count(*) FROM discogs_listing WHERE score BETWEEN 20 AND 25") == 1
    assert await pool.fetchval("SELECT lower(name) FROM discogs_seller") == "a seller"
    assert await pool.fetchval("SELECT genres::text FROM discogs_record") == '["Jazz"]'
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
    await theirs.execute("""
        INSERT INTO records.discogs_record (discogs_id, artist, title, genres) VALUES ('1', 'a', 't', '["Jazz"]');
        INSERT INTO records.discogs_seller (name) VALUES ('s');
        INSERT INTO records.discogs_listing (seller_id, record_id, record_price, media_condition)
            SELECT s.id, r.id, 5, 'VG' FROM records.discogs_seller AS s, records.discogs_record AS r;
        INSERT INTO jobs.procrastinate_jobs (queue_name, task_name) VALUES ('default', 'mine');
        DELETE FROM jobs.procrastinate_jobs""")
    assert await theirs.fetchval("SELECT uses FROM records.discogs_term WHERE value = 'Jazz'") == 1
    assert await theirs.fetchval("SELECT score FROM records.discogs_listing") < 100
    assert await theirs.fetchval("SELECT count(*) FROM discogs_term") == 0
    await theirs.close()


async def test_every_trigger_function_names_its_schema(pool: Pool) -> None:
    """No function that runs in a trigger depends on the session's search path, and pg_temp comes last."""
    found = await pool.fetch("""
        SELECT p.oid::regprocedure::text, proconfig FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = pronamespace
        WHERE nspname IN ('alcove', 'jobs', 'records', 'books') AND prorettype = 'trigger'::regtype
          AND proconfig IS DISTINCT FROM ARRAY['search_path=' || nspname || ', pg_temp']""")
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


async def test_a_reader_without_rights_on_the_ledger_uses_its_own_path(empty_dsn: str) -> None:
    """Somebody who may only read the old names of a shared database connects, and finds those."""
    name = _value(empty_dsn, "SELECT current_database()").replace("test", "reader")
    with psycopg.connect(empty_dsn, autocommit=True) as connection:
        connection.execute(DJANGO.encode())
        migrate(empty_dsn, migration_sources())
        connection.execute(f'CREATE ROLE "{name}" LOGIN; GRANT SELECT ON public.discogs_seller TO "{name}"'.encode())
    reader = await connect(empty_dsn.replace("alcove@", f"{name}@", 1))
    assert await reader.fetch("SELECT * FROM discogs_seller") == []
    await reader.close()
    _value(empty_dsn, f'DROP OWNED BY "{name}"; DROP ROLE "{name}"; SELECT 1')


def _value(dsn: str, sql: str) -> str:
    with psycopg.connect(dsn, autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        while cursor.nextset():
            pass
        row = cursor.fetchone()
        return str(row[0]) if row else ""
