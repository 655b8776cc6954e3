"""Databases of earlier versions end up as new ones do, with every row, wherever the upgrade was interrupted."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest

from alcove.foundation.database import MigrationError, MigrationSource, connect, migrate, open_pool, pending
from alcove.foundation.jobs import JSON, JobRun, Task
from integration.jobs import working
from support.postgres import Databases, migration_sources

from . import holding, older_databases


@pytest.fixture
def old(empty_dsn: str) -> str:
    """Give the address of a database of an earlier version, with rows of every app."""
    older_databases.load(empty_dsn)
    return empty_dsn


@pytest.fixture
def copied(_databases: Databases, dsn: str) -> Iterator[str]:
    """Give a new database that went through a dump, as the old one did: PostgreSQL words some checks anew then."""
    with _databases.clone("template1") as address:
        older_databases.copy(dsn, address)
        yield address


def test_upgraded_database_equals_a_new_one(old: str, copied: str) -> None:
    """Tables, functions, triggers, grants: pg_dump tells an upgraded database from a new one in nothing."""
    migrate(old, migration_sources())
    assert older_databases.schema(old) == older_databases.schema(copied)


@pytest.mark.parametrize("count", range(1, len(older_databases.LANDED) + 1))
def test_every_landed_state_ends_alike(empty_dsn: str, dsn: str, count: int) -> None:
    """After whichever migration an older version stopped, the rest leads to the same schema."""
    older_databases.replay(empty_dsn, count)
    migrate(empty_dsn, migration_sources())
    assert older_databases.schema(empty_dsn) == older_databases.schema(dsn)


def test_no_row_is_lost_or_changed(old: str) -> None:
    """Every row of every table is the same before and after, and nothing of ours is left in public."""
    before = older_databases.rows(old)
    assert all(before[name] for name in before if name != "procrastinate_workers")
    migrate(old, migration_sources())
    assert older_databases.rows(old) == before
    left = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    assert holding.ask(old, left) == []
    assert holding.ask(old, "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace") == []


def test_the_older_ledger_is_taken_over_once(old: str) -> None:
    """Ids and moments of yoyo's ledger are in ours, its tables are gone, and what it had applied does not run again."""
    was = holding.ask(old, "SELECT migration_id || applied_at_utc FROM _yoyo_migration ORDER BY 1")
    done = migrate(old, migration_sources())
    assert set(done).isdisjoint(older_databases.LANDED)
    taken = "SELECT id || (applied_at AT TIME ZONE 'UTC') FROM alcove.migrations WHERE checksum IS NULL ORDER BY 1"
    assert holding.ask(old, taken) == was
    assert holding.ask(old, "SELECT relname::text FROM pg_class WHERE relname LIKE '%yoyo%'") == []


def test_another_program_keeps_its_yoyo(old: str) -> None:
    """Entries of another program that uses yoyo in the same database stay, with the tables they are in."""
    holding.ask(old, "INSERT INTO _yoyo_migration VALUES ('', 'theirs', now()) RETURNING 1")
    migrate(old, migration_sources())
    assert holding.ask(old, "SELECT migration_id FROM _yoyo_migration") == ["theirs"]


@pytest.mark.parametrize("app", older_databases.APPS, ids=lambda app: app.name)
def test_an_app_that_is_off_is_moved_when_it_is_on(old: str, app: MigrationSource) -> None:
    """Tables of an app that is left out stay as they are, and move at the first start with it."""
    before = older_databases.rows(old)
    waiting = [name for name in pending(old, migration_sources()) if name.startswith(f"{app.name}/")]
    assert waiting[0] == f"{app.name}/0000_schema"
    migrate(old, [source for source in migration_sources() if source != app])
    assert older_databases.rows(old) == before
    assert not _tables(old, app)
    assert migrate(old, migration_sources()) == waiting
    assert older_databases.rows(old) == before
    assert _tables(old, app) & set(before)


async def test_jobs_that_waited_are_run(old: str) -> None:
    """What was queued before the upgrade is done after it, each once, by the worker in its new schema."""
    migrate(old, migration_sources())
    done: list[JSON] = []

    async def run(_run: JobRun, args: Mapping[str, JSON]) -> None:
        done.append(args["number"])

    pool = await open_pool(old)
    async with working.worker(old, Task(name="upgrade.waiting", run=run)):
        await working.reaches(pool, 2, status="succeeded")
        await working.reaches(pool, 3, status="succeeded")
    await pool.close()
    assert sorted(map(str, done)) == ["1", "2"]


@pytest.mark.parametrize("moved", older_databases.SOURCES, ids=lambda moved: moved.name)
def test_killed_in_the_middle(old: str, copied: str, tmp_path: Path, moved: MigrationSource) -> None:
    """Killed inside any file, with those before it done, the next start goes on: same rows, same schema."""
    before = older_databases.rows(old)
    table = max(_tables(copied, moved) & set(before))
    with psycopg.connect(old) as reader:
        reader.execute(f"LOCK TABLE public.{table} IN ACCESS SHARE MODE".encode())
        environ = {**os.environ, "DATABASE_URL": old, "ALCOVE_DATA_DIR": str(tmp_path)}
        program = subprocess.Popen([sys.executable, "-m", "alcove", "migrate"], env=environ, stdout=subprocess.DEVNULL)
        _until_it_waits(old, program)
        program.kill()
        program.wait()
    left = pending(old, migration_sources())
    assert left[0] == f"{moved.name}/0000_schema"
    assert older_databases.rows(old) == before
    assert migrate(old, migration_sources()) == left
    assert older_databases.rows(old) == before
    assert older_databases.schema(old) == older_databases.schema(copied)


def _tables(dsn: str, source: MigrationSource) -> set[str]:
    """Return the names of the tables in the schema of a source."""
    tables = "SELECT relname::text FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r'"
    with psycopg.connect(dsn) as connection:
        return {row[0] for row in connection.execute(tables, (source.schema,))}


def _until_it_waits(dsn: str, program: subprocess.Popen[bytes]) -> None:
    waiting = """
        SELECT 1 FROM pg_locks JOIN pg_database AS d ON d.oid = database
        WHERE NOT granted AND mode = 'AccessExclusiveLock' AND datname = current_database()"""
    deadline = time.monotonic() + 60
    while not holding.ask(dsn, waiting):
        assert program.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("schema", sorted({source.schema for source in older_databases.SOURCES}))
def test_a_schema_in_use_by_others_is_refused(empty_dsn: str, schema: str) -> None:
    """Where a schema with one of our names holds something else, nothing is created, and the name is told."""
    holding.ask(empty_dsn, f"CREATE SCHEMA {schema}; CREATE TABLE {schema}.theirs (); SELECT 1")
    before = older_databases.schema(empty_dsn)
    with pytest.raises(MigrationError, match=f"the schema {schema} of this database holds tables that are not"):
        migrate(empty_dsn, migration_sources())
    assert older_databases.schema(empty_dsn) == before


def test_tables_that_are_not_in_public_are_refused(empty_dsn: str) -> None:
    """An older version may have worked in another schema: that is said instead of starting empty."""
    name = holding.ask(empty_dsn, "SELECT current_database()")[0]
    holding.ask(empty_dsn, f'CREATE SCHEMA apart; ALTER DATABASE "{name}" SET search_path = apart; SELECT 1')
    older_databases.replay(empty_dsn, 1)
    with pytest.raises(MigrationError, match="in the schema apart: move them to public"):
        migrate(empty_dsn, migration_sources())


async def test_an_older_database_is_read_where_it_is(old: str) -> None:
    """Before it is migrated, connections see the tables as older versions left them."""
    connection = await connect(old)
    for table, rows in older_databases.rows(old).items():
        assert await connection.fetchval(f"SELECT count(*) FROM {table}") == len(rows)  # noqa: S608 - our own names
    await connection.close()
