"""The job tables equal those of the installed Procrastinate, in new and in older databases."""

import re
from pathlib import Path

import asyncpg
import psycopg
import pytest

from alcove.foundation.database import MigrationSource, NewerDatabase, PackagedSchema, migrate, pending_migrations
from alcove.foundation.jobs.schema import procrastinate_sql

CATALOGUE = """
SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
       || ' ' || coalesce(column_default, '')
FROM information_schema.columns WHERE table_name LIKE 'procrastinate%'
UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE tablename LIKE 'procrastinate%'
UNION ALL SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE proname LIKE 'procrastinate%'
UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger
          WHERE tgname LIKE 'procrastinate%' AND NOT tgisinternal
UNION ALL SELECT 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
          WHERE conname LIKE '%procrastinate%' OR conname LIKE 'check_not_todo%'
UNION ALL SELECT 'enum ' || typname || ' ' || enumlabel FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid
          WHERE typname LIKE 'procrastinate%'
"""


class FakePackage:
    """An installed package with tables, of which a test releases versions, and a migration of our own."""

    def __init__(self, folder: Path) -> None:
        self._releases: dict[str, str] = {}
        self._folder = folder / "sql"
        (self._folder / "migrations").mkdir(parents=True)
        ours = folder / "ours"
        ours.mkdir()
        (ours / "0002_ours.sql").write_text("ALTER TABLE queue ADD COLUMN ours int;")
        package = PackagedSchema(name="0001_package", folder=lambda: self._folder, baseline="01.00_first")
        self.source = MigrationSource("queue", ours, package=package)

    def release(self, name: str, sql: str) -> None:
        """Install a version with one more migration."""
        self._releases[name] = f"{sql};\n"
        (self._folder / "migrations" / f"{name}.sql").write_text(self._releases[name])
        (self._folder / "schema.sql").write_text("".join(self._releases.values()))

    def withdraw(self, name: str) -> None:
        """Install the previous version."""
        (self._folder / "migrations" / f"{name}.sql").unlink()


async def catalogue(dsn: str) -> set[str]:
    """Return descriptions of all database objects of the queue, in any schema."""
    connection = await asyncpg.connect(dsn)
    try:
        descriptions = {row[0] for row in await connection.fetch(CATALOGUE)}
    finally:
        await connection.close()
    # Our migrations set the search path of trigger functions.
    descriptions = {text.replace(" SET search_path TO 'jobs', 'pg_temp'\n", "") for text in descriptions}
    return {re.sub(r"\b(jobs|public)\.(?=procrastinate|alcove)", "", text) for text in descriptions}


async def test_migrated_database_equals_the_installed_schema(dsn: str, empty_dsn: str) -> None:
    """Our migrations create the same objects as the installed schema."""
    connection = await asyncpg.connect(empty_dsn)
    await connection.execute((procrastinate_sql() / "schema.sql").read_text())
    await connection.close()
    expected = await catalogue(empty_dsn)
    assert await catalogue(dsn) == expected
    assert len(expected) > 50


@pytest.fixture
def package(tmp_path: Path) -> FakePackage:
    """Return a package in its first version, which has one table."""
    package = FakePackage(tmp_path)
    package.release("01.00_first", "CREATE TABLE queue (id int)")
    return package


def test_an_older_database_gets_the_newer_migrations(empty_dsn: str, package: FakePackage) -> None:
    """After an upgrade of the package its newer migrations are applied once."""
    assert migrate(empty_dsn, [package.source]) == ["queue/0001_package", "queue/0002_ours"]
    package.release("01.01_second", "ALTER TABLE queue ADD COLUMN lock text")
    package.release("01.02_third", "ALTER TABLE queue ADD COLUMN priority int")
    assert migrate(empty_dsn, [package.source]) == ["queue/01.01_second", "queue/01.02_third"]
    assert migrate(empty_dsn, [package.source]) == []
    assert columns(empty_dsn) == ["id", "ours", "lock", "priority"]


def test_a_new_database_gets_the_whole_schema(empty_dsn: str, package: FakePackage) -> None:
    """A new database has the package's migrations already, and gets later ones."""
    package.release("01.01_second", "ALTER TABLE queue ADD COLUMN lock text")
    assert migrate(empty_dsn, [package.source]) == ["queue/0001_package", "queue/0002_ours", "queue/01.01_second"]
    assert pending_migrations(empty_dsn, [package.source]) == []
    package.release("01.02_third", "ALTER TABLE queue ADD COLUMN priority int")
    assert migrate(empty_dsn, [package.source]) == ["queue/01.02_third"]
    assert columns(empty_dsn) == ["id", "lock", "ours", "priority"]


def test_a_database_of_a_newer_package_is_refused(empty_dsn: str, package: FakePackage) -> None:
    """A downgrade of the package is refused."""
    package.release("01.01_second", "ALTER TABLE queue ADD COLUMN lock text")
    migrate(empty_dsn, [package.source])
    package.withdraw("01.01_second")
    with pytest.raises(NewerDatabase, match=r"queue/01\.01_second"):
        migrate(empty_dsn, [package.source])


def test_the_checksum_of_a_package_s_file_is_ignored(empty_dsn: str, package: FakePackage) -> None:
    """Earlier versions applied a copy of the schema with another checksum: nothing is pending."""
    migrate(empty_dsn, [package.source])
    with psycopg.connect(empty_dsn, autocommit=True) as connection:
        connection.execute("UPDATE alcove.migrations SET checksum = 'a copy' WHERE id = 'queue/0001_package'")
    assert pending_migrations(empty_dsn, [package.source]) == []


def columns(dsn: str) -> list[str]:
    """Return the columns of the queue."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'queue.queue'::regclass AND attnum > 0 ORDER BY attnum"
        )
        return [row[0] for row in rows]
