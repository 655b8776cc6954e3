"""The copied schema stays that of the installed Procrastinate."""

import re
from pathlib import Path

import asyncpg

from alcove.foundation.jobs import SCHEMA
from alcove.foundation.jobs.procrastinate_schema import (
    contained,
    installed_migrations,
    installed_schema,
    missing,
    write,
)

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


async def catalogue(dsn: str) -> set[str]:
    """Describe everything of the queue that a database holds, wherever it is."""
    connection = await asyncpg.connect(dsn)
    try:
        found = {row[0] for row in await connection.fetch(CATALOGUE)}
    finally:
        await connection.close()
    # A trigger's function names the schema that it looks into.
    found = {text.replace(" SET search_path TO 'jobs', 'pg_temp'\n", "") for text in found}
    return {re.sub(r"\b(jobs|public)\.(?=procrastinate|alcove)", "", text) for text in found}


def test_no_migration_of_the_installed_version_is_missing() -> None:
    """After an upgrade of Procrastinate this fails until `python -m alcove.foundation.jobs` has been run."""
    assert missing(SCHEMA.path) == []


def test_first_copy_is_the_installed_schema() -> None:
    """Below its head the copy is the installed schema, letter for letter, until a later one is added."""
    copies = [path for path in SCHEMA.path.glob("*.sql") if "migrations up to" in path.read_text()]
    if len(copies) == 1:
        assert copies[0].read_text().endswith("\n\n" + installed_schema())


async def test_migrated_database_equals_the_installed_schema(dsn: str, empty_dsn: str) -> None:
    """Our migrations make the same tables, functions and triggers as the installed schema."""
    connection = await asyncpg.connect(empty_dsn)
    await connection.execute(installed_schema())
    await connection.close()
    theirs = await catalogue(empty_dsn)
    assert await catalogue(dsn) == theirs
    assert len(theirs) > 50


def test_upgrade_adds_the_newer_migrations(tmp_path: Path) -> None:
    """To copies of an older version each newer migration is added as a numbered file, and only once."""
    names = list(installed_migrations())
    (tmp_path / "0001_procrastinate.sql").write_text(f"-- Contains Procrastinate's migrations up to {names[-3]}\n")
    (tmp_path / "0002_wakeups.sql").write_text("SELECT 1;\n")
    assert [path.name[:4] for path in write(tmp_path)] == ["0003", "0004"]
    assert contained(tmp_path) == names[-1]
    assert write(tmp_path) == []


def test_first_write_copies_the_whole_schema(tmp_path: Path) -> None:
    """Into an empty folder goes the whole schema with its licence."""
    (written,) = write(tmp_path)
    text = written.read_text()
    assert "-- MIT License" in text
    assert text.endswith(installed_schema())
