"""Databases of versions before the schemas, and functions to compare them with new ones."""

import re
import subprocess
from pathlib import Path

import psycopg

from alcove.foundation.database.migration_files import collect_migrations
from alcove.foundation.database.programs import find_binaries
from support.postgres import migration_sources

# One dump for the foundation, and one for each app that is older than the schemas, in the folder of its tests.
SHARED = Path(__file__).with_name("before_schemas.sql")
OF_APPS = [SHARED.parents[1] / source.name / SHARED.name for source in migration_sources()]
DUMPS = [SHARED, *(path for path in OF_APPS if path.is_file())]

YOYO = "CREATE TABLE _yoyo_migration (migration_hash varchar(64), migration_id varchar(255), applied_at_utc timestamp)"
ENTRY = "INSERT INTO _yoyo_migration VALUES ('', %s, now() AT TIME ZONE 'UTC')"

# The migrations that were applied in `public`, in this order, according to the dumps.
APPLIED = tuple(name for dump in DUMPS for name in re.findall(r"'(\w+/\d{4}_\w+)', '\d{4}-", dump.read_text()))
SOURCES = [source for source in migration_sources() if any(name.startswith(f"{source.name}/") for name in APPLIED)]
APPS = [source for source in SOURCES if SHARED.parents[1] / source.name / SHARED.name in DUMPS]
# Tables that a later migration drops; the tests of their app prove that the rows were moved.
DROPPED = {
    name
    for source in migration_sources()
    for path in source.path.glob("*.sql")
    for name in re.findall(r"^DROP TABLE (\w+);", path.read_text(), re.MULTILINE)
}
# Columns that a later migration computes anew, or moves to another table.
COMPUTED = {("discogs_words", "names")} | {
    (table, column)
    for source in migration_sources()
    for path in source.path.glob("*.sql")
    for table, changes in re.findall(r"^ALTER TABLE (\w+)(.*?);$", path.read_text(), re.MULTILINE | re.DOTALL)
    for column in re.findall(r"DROP COLUMN (\w+)", changes)
}
COLUMNS = {
    table: [
        column
        for column in re.findall(r'^    "?([a-z]\w*)"? ', definition, re.MULTILINE)
        if (table, column) not in COMPUTED
    ]
    for dump in DUMPS
    for table, definition in re.findall(
        r"^CREATE TABLE public\.([a-z]\w*) \((.*?)^\);", dump.read_text(), re.MULTILINE | re.DOTALL
    )
    if table not in DROPPED
}
TABLES = list(COLUMNS)

TABLE_LOCATIONS = """
SELECT relname::text, c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
WHERE relkind = 'r' AND relname = ANY(%s) AND (nspname = 'public' OR nspname = ANY(%s)) ORDER BY relname
"""


def load(dsn: str) -> None:
    """Load the dump of an older database into an empty one."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for dump in DUMPS:
            connection.execute(dump.read_bytes())


def replay(dsn: str, count: int) -> None:
    """Apply the first `count` migrations of `APPLIED` as older versions did."""
    migrations = {migration.id: migration for migration in collect_migrations(migration_sources())}
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(YOYO)
        for name in APPLIED[:count]:
            connection.execute(migrations[name].read().encode())
            for migration_id in (name, *migrations[name].contains):
                connection.execute(ENTRY, (migration_id,))


def rows(dsn: str) -> dict[str, list[str]]:
    """Return all rows of the older versions' tables, by table name, with the columns that they had."""
    with psycopg.connect(dsn) as connection:
        contents = {}
        schemas = [source.schema for source in migration_sources()]
        for name, table in connection.execute(TABLE_LOCATIONS, (TABLES, schemas)).fetchall():
            columns = ", ".join(f'"{column}"' for column in COLUMNS[name])
            sql = f"SELECT row({columns})::text FROM {table} ORDER BY 1"  # noqa: S608 - names from the catalogue
            contents[name] = [row[0] for row in connection.execute(sql.encode())]
        return contents


def schema(dsn: str) -> str:
    """Return the schema as pg_dump writes it, with owners and grants."""
    command: list[str | Path] = [find_binaries() / "pg_dump", "--schema-only", "--restrict-key=none", dsn]
    completed: subprocess.CompletedProcess[str] = subprocess.run(command, capture_output=True, text=True, check=True)
    return completed.stdout


def copy(source: str, target: str) -> None:
    """Copy a database through a dump."""
    dump = subprocess.run([find_binaries() / "pg_dump", source], capture_output=True, check=True).stdout
    command: list[str | Path] = [find_binaries() / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", target]
    subprocess.run(command, input=dump, capture_output=True, check=True)
