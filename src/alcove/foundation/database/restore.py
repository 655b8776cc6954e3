"""Restore the backup that was made before a migration."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from alcove.foundation.database.apply_migrations import connect_for_migrations, lock_migrations
from alcove.foundation.database.errors import DatabaseError
from alcove.foundation.database.exposed_schemas import DROP_RECORDED
from alcove.foundation.database.pg_clients import run_pg_client

_COUNT_OTHER_CONNECTIONS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE 'alcove-%' AND pid <> pg_backend_pid()
"""


def restore_backup(dsn: str, dump: Path) -> None:
    """Replace the content of the database by `dump`, in one transaction; Alcove must not be running."""
    asyncio.run(_restore(dsn, dump))


async def _restore(dsn: str, dump: Path) -> None:
    async with lock_for_restore(dsn) as connection:
        drop = await _drop_statement(connection)
        await asyncio.to_thread(_load, dsn, dump, drop=drop)


@asynccontextmanager
async def lock_for_restore(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """Yield a connection; nobody migrates or backs up the database meanwhile. DatabaseError while Alcove runs."""
    connection = await connect_for_migrations(dsn)
    try:
        await lock_migrations(connection)
        count = await connection.fetchval(_COUNT_OTHER_CONNECTIONS)
        if count:
            raise DatabaseError(f"Alcove is still running: it has {count} connections to this database; stop it first")
        yield connection
    finally:
        connection.terminate()


async def _drop_statement(connection: asyncpg.Connection) -> str:
    """Return the statements that drop all of Alcove's objects: the dump may be from before some were added."""
    schemas = {"alcove"}
    if await connection.fetchval("SELECT to_regclass('alcove.migrations')") is not None:
        schemas |= {row[0] for row in await connection.fetch("SELECT DISTINCT schema FROM alcove.migrations")}
    return f"{DROP_RECORDED} DROP SCHEMA IF EXISTS {', '.join(sorted(schemas))} CASCADE"


def _load(dsn: str, dump: Path, *, drop: str) -> None:
    # Write the whole script before the first statement runs, so that a damaged dump changes nothing.
    with tempfile.TemporaryFile(dir=dump.parent) as script:
        error = run_pg_client(
            "pg_restore", "--clean", "--if-exists", "--file=-", dump, dsn=None, stdout=script.fileno()
        )
        if error is not None:
            raise DatabaseError(f"{dump} cannot be read as a backup: {error}")
        script.seek(0)
        quiet = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        error = run_pg_client("psql", *quiet, f"--command={drop}", "--file=-", dsn=dsn, stdin=script.fileno())
        if error is not None:
            raise DatabaseError(f"{dump} could not be restored, and nothing was changed: {error}")
