"""Databases as versions before the schemas left them, and what compares them with new ones."""

import re
import subprocess
from pathlib import Path

import psycopg

from alcove.foundation.database.binaries import binaries
from alcove.foundation.database.migration_files import collect
from support.postgres import migration_sources

# The dump is one file for what is no app's and one for each app that is older than the schemas, among its own tests.
SHARED = Path(__file__).with_name("before_schemas.sql")
OF_APPS = [SHARED.parents[1] / source.name / SHARED.name for source in migration_sources()]
DUMPS = [SHARED, *(path for path in OF_APPS if path.is_file())]

YOYO = "CREATE TABLE _yoyo_migration (migration_hash varchar(64), migration_id varchar(255), applied_at_utc timestamp)"
ENTRY = "INSERT INTO _yoyo_migration VALUES ('', %s, now() AT TIME ZONE 'UTC')"

# The migrations that ran in `public`, in the order in which they did: what the ledger of the dump says.
LANDED = tuple(name for dump in DUMPS for name in re.findall(r"'(\w+/\d{4}_\w+)', '\d{4}-", dump.read_text()))
SOURCES = [source for source in migration_sources() if any(name.startswith(f"{source.name}/") for name in LANDED)]
APPS = [source for source in SOURCES if SHARED.parents[1] / source.name / SHARED.name in DUMPS]
# A table that a later migration drops has handed its rows over to another one: its app's own tests prove that.
DROPPED = {
    name
    for source in migration_sources()
    for path in source.path.glob("*.sql")
    for name in re.findall(r"^DROP TABLE (\w+);", path.read_text(), re.MULTILINE)
}
TABLES = [
    name
    for dump in DUMPS
    for name in re.findall(r"^CREATE TABLE public\.([a-z]\w*)", dump.read_text(), re.MULTILINE)
    if name not in DROPPED
]

PLACES = """
SELECT relname::text, c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
WHERE relkind = 'r' AND relname = ANY(%s) AND (nspname = 'public' OR nspname = ANY(%s)) ORDER BY relname
"""


def load(dsn: str) -> None:
    """Fill an empty database with the dump of an older one."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for dump in DUMPS:
            connection.execute(dump.read_bytes())


def replay(dsn: str, count: int) -> None:
    """Make the first `count` migrations that landed run as older versions ran them."""
    migrations = {migration.id: migration for migration in collect(migration_sources())}
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(YOYO)
        for name in LANDED[:count]:
            connection.execute(migrations[name].read().encode())
            for done in (name, *migrations[name].contains):
                connection.execute(ENTRY, (done,))


def rows(dsn: str) -> dict[str, list[str]]:
    """Return every row of every table that older versions had by the table's bare name."""
    with psycopg.connect(dsn) as connection:
        found = {}
        schemas = [source.schema for source in migration_sources()]
        for name, place in connection.execute(PLACES, (TABLES, schemas)).fetchall():
            sql = f"SELECT t::text FROM {place} AS t ORDER BY 1"  # noqa: S608 - names that the catalogue gave
            found[name] = [row[0] for row in connection.execute(sql.encode())]
        return found


def schema(dsn: str) -> str:
    """Return the whole schema as pg_dump writes it, owners and grants included."""
    command: list[str | Path] = [binaries() / "pg_dump", "--schema-only", "--restrict-key=none", dsn]
    done: subprocess.CompletedProcess[str] = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout


def copy(source: str, target: str) -> None:
    """Copy a database through a dump."""
    dump = subprocess.run([binaries() / "pg_dump", source], capture_output=True, check=True).stdout
    command: list[str | Path] = [binaries() / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", target]
    subprocess.run(command, input=dump, capture_output=True, check=True)
