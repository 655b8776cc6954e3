"""Upgraded databases equal new ones and keep every row, even after an interrupted upgrade."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest

from alcove.foundation.database import MigrationError, MigrationSource, connect, migrate, open_pool, pending_migrations
from alcove.foundation.jobs import JSON, JobRun, Task
from integration.jobs import workers
from support.postgres import Databases, migration_sources

from . import lease_processes, older_databases


@pytest.fixture
def old(empty_dsn: str) -> str:
    """Return the DSN of a database of an earlier version, with rows of every app."""
    older_databases.load(empty_dsn)
    return empty_dsn


@pytest.fixture
def restored_dsn(_databases: Databases, dsn: str) -> Iterator[str]:
    """Yield a new database that was dumped and restored: PostgreSQL rewrites some check constraints then."""
    with _databases.clone("template1") as address:
        older_databases.copy(dsn, address)
        yield address


def test_upgraded_database_equals_a_new_one(old: str, restored_dsn: str) -> None:
    """pg_dump writes the same schema for an upgraded database and for a new one."""
    migrate(old, migration_sources())
    assert older_databases.schema(old) == older_databases.schema(restored_dsn)


@pytest.mark.parametrize("count", range(1, len(older_databases.APPLIED) + 1))
def test_every_earlier_version_can_be_upgraded(empty_dsn: str, dsn: str, count: int) -> None:
    """From every earlier migration on, the upgrade leads to the same schema."""
    older_databases.replay(empty_dsn, count)
    migrate(empty_dsn, migration_sources())
    assert older_databases.schema(empty_dsn) == older_databases.schema(dsn)


def test_no_row_is_lost_or_changed(old: str) -> None:
    """All rows are the same before and after, and `public` has nothing but what is exposed afterwards."""
    before = older_databases.rows(old)
    assert all(before[name] for name in before if name != "procrastinate_workers")
    migrate(old, migration_sources())
    assert older_databases.rows(old) == before
    remaining = """
        SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'S')
        UNION SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        EXCEPT SELECT name FROM alcove.exposed_objects"""
    assert lease_processes.query(old, remaining) == []


def test_yoyos_history_is_imported_once(old: str) -> None:
    """Ids and times of yoyo's history are imported, its tables are dropped, and nothing is applied again."""
    expected = lease_processes.query(old, "SELECT migration_id || applied_at_utc FROM _yoyo_migration ORDER BY 1")
    applied = migrate(old, migration_sources())
    assert set(applied).isdisjoint(older_databases.APPLIED)
    imported = "SELECT id || (applied_at AT TIME ZONE 'UTC') FROM alcove.migrations WHERE checksum IS NULL ORDER BY 1"
    assert lease_processes.query(old, imported) == expected
    assert lease_processes.query(old, "SELECT relname::text FROM pg_class WHERE relname LIKE '%yoyo%'") == []


def test_yoyo_tables_of_another_program_are_kept(old: str) -> None:
    """Rows of another program that uses yoyo in the same database are kept."""
    lease_processes.query(old, "INSERT INTO _yoyo_migration VALUES ('', 'other', now()) RETURNING 1")
    migrate(old, migration_sources())
    assert lease_processes.query(old, "SELECT migration_id FROM _yoyo_migration") == ["other"]


@pytest.mark.parametrize("app", older_databases.APPS, ids=lambda app: app.name)
def test_a_disabled_app_is_migrated_when_it_is_enabled(old: str, app: MigrationSource) -> None:
    """Tables of a disabled app stay unchanged, and are moved at the first start with it."""
    before = older_databases.rows(old)
    waiting = [name for name in pending_migrations(old, migration_sources()) if name.startswith(f"{app.name}/")]
    assert waiting[0] == f"{app.name}/0000_schema"
    migrate(old, [source for source in migration_sources() if source != app])
    assert older_databases.rows(old) == before
    assert not _tables(old, app)
    assert migrate(old, migration_sources()) == waiting
    assert older_databases.rows(old) == before
    assert _tables(old, app) & set(before)


async def test_waiting_jobs_are_run(old: str) -> None:
    """Jobs that were queued before the upgrade run once after it, in the new schema."""
    migrate(old, migration_sources())
    arguments: list[JSON] = []

    async def run(_run: JobRun, args: Mapping[str, JSON]) -> None:
        arguments.append(args["number"])

    pool = await open_pool(old)
    async with workers.worker(old, Task(name="upgrade.waiting", run=run)):
        await workers.wait_for_status(pool, 2, status="succeeded")
        await workers.wait_for_status(pool, 3, status="succeeded")
    await pool.close()
    assert sorted(map(str, arguments)) == ["1", "2"]


FIRST_SOURCE, *OTHER_SOURCES = older_databases.SOURCES
MOVED = [FIRST_SOURCE, *(pytest.param(source, marks=pytest.mark.slow) for source in OTHER_SOURCES)]


@pytest.mark.parametrize("moved", MOVED, ids=lambda moved: moved.name)
def test_killed_during_the_upgrade(old: str, restored_dsn: str, tmp_path: Path, moved: MigrationSource) -> None:
    """After a kill inside any file the next start continues, with the same rows and schema."""
    before = older_databases.rows(old)
    table = max(_tables(restored_dsn, moved) & set(before))
    with psycopg.connect(old) as reader:
        reader.execute(f"LOCK TABLE public.{table} IN ACCESS SHARE MODE".encode())
        environ = {**os.environ, "DATABASE_URL": old, "ALCOVE_DATA_DIR": str(tmp_path)}
        program = subprocess.Popen([sys.executable, "-m", "alcove", "migrate"], env=environ, stdout=subprocess.DEVNULL)
        _wait_until_blocked(old, program)
        program.kill()
        program.wait()
    remaining = pending_migrations(old, migration_sources())
    assert remaining[0] == f"{moved.name}/0000_schema"
    assert older_databases.rows(old) == before
    assert migrate(old, migration_sources()) == remaining
    assert older_databases.rows(old) == before
    assert older_databases.schema(old) == older_databases.schema(restored_dsn)


def _tables(dsn: str, source: MigrationSource) -> set[str]:
    """Return the names of the tables in the schema of a source."""
    tables = "SELECT relname::text FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r'"
    with psycopg.connect(dsn) as connection:
        return {row[0] for row in connection.execute(tables, (source.schema,))}


def _wait_until_blocked(dsn: str, program: subprocess.Popen[bytes]) -> None:
    waiting = """
        SELECT 1 FROM pg_locks JOIN pg_database AS d ON d.oid = database
        WHERE NOT granted AND mode = 'AccessExclusiveLock' AND datname = current_database()"""
    deadline = time.monotonic() + 60
    while not lease_processes.query(dsn, waiting):
        assert program.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("schema", sorted({source.schema for source in older_databases.SOURCES}))
def test_a_schema_of_another_program_is_refused(empty_dsn: str, schema: str) -> None:
    """When a schema with one of our names has foreign objects, nothing is created, and the error names it."""
    lease_processes.query(empty_dsn, f"CREATE SCHEMA {schema}; CREATE TABLE {schema}.other (); SELECT 1")
    before = older_databases.schema(empty_dsn)
    with pytest.raises(MigrationError, match=f"the schema {schema} of this database contains tables that are not"):
        migrate(empty_dsn, migration_sources())
    assert older_databases.schema(empty_dsn) == before


def test_tables_that_are_not_in_public_are_refused(empty_dsn: str) -> None:
    """When an older version used another schema, the error says so."""
    name = lease_processes.query(empty_dsn, "SELECT current_database()")[0]
    lease_processes.query(empty_dsn, f'CREATE SCHEMA other; ALTER DATABASE "{name}" SET search_path = other; SELECT 1')
    older_databases.replay(empty_dsn, 1)
    with pytest.raises(MigrationError, match="in the schema other: move them to public"):
        migrate(empty_dsn, migration_sources())


async def test_an_older_database_is_read_where_it_is(old: str) -> None:
    """Before the migration, connections see the tables of the older version."""
    connection = await connect(old)
    for table, rows in older_databases.rows(old).items():
        assert await connection.fetchval(f"SELECT count(*) FROM {table}") == len(rows)  # noqa: S608 - our own names
    await connection.close()
