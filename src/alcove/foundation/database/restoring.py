"""Goes back to the backup that was made before a migration."""

import asyncio
import tempfile
from pathlib import Path

import asyncpg

from alcove.foundation.database.applying import connect_alone, lock
from alcove.foundation.database.backups import run_client
from alcove.foundation.database.errors import DatabaseError

_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE 'alcove-%' AND pid <> pg_backend_pid()
"""


def restore(dsn: str, dump: Path) -> None:
    """Replace the database's content by that of `dump`, all or nothing; Alcove must not be running."""
    asyncio.run(_restore(dsn, dump))


async def _restore(dsn: str, dump: Path) -> None:
    connection = await connect_alone(dsn)
    try:
        await lock(connection)
        others = await connection.fetchval(_OTHERS)
        if others:
            raise DatabaseError(f"Alcove still runs: {others} connections of it use this database; stop it first")
        drop = await _drop(connection)
        await asyncio.to_thread(_load, dsn, dump, drop=drop)
    finally:
        await connection.close()


async def _drop(connection: asyncpg.Connection) -> str:
    """Return the statement that removes Alcove's schemas, which a dump of an older version does not know."""
    schemas = {"alcove"}
    if await connection.fetchval("SELECT to_regclass('alcove.migrations')") is not None:
        schemas |= {row[0] for row in await connection.fetch("SELECT DISTINCT schema FROM alcove.migrations")}
    return f"DROP SCHEMA IF EXISTS {', '.join(sorted(schemas))} CASCADE"


def _load(dsn: str, dump: Path, *, drop: str) -> None:
    # The whole script is there before the first statement runs: a damaged dump changes nothing.
    with tempfile.TemporaryFile(dir=dump.parent) as script:
        said = run_client("pg_restore", "--clean", "--if-exists", "--file=-", dump, dsn=None, stdout=script.fileno())
        if said is not None:
            raise DatabaseError(f"{dump} cannot be read as a backup: {said}")
        script.seek(0)
        quiet = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        said = run_client("psql", *quiet, f"--command={drop}", "--file=-", dsn=dsn, stdin=script.fileno())
        if said is not None:
            raise DatabaseError(f"{dump} could not be restored, and nothing was changed: {said}")
