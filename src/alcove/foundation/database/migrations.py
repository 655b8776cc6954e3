"""Brings a database's tables up to date from plain SQL files."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import asyncpg

from alcove.foundation.database.errors import DatabaseError
from alcove.foundation.database.migration_files import TABLE, Migration, MigrationSource, collect
from alcove.foundation.database.pool import CONNECT_TIMEOUT


def migrate(dsn: str, sources: Sequence[MigrationSource]) -> list[str]:
    """Apply what is missing, each file in a transaction of its own, and return the applied ids.

    Concurrent callers wait for each other. A file that fails raises MigrationError and leaves nothing behind.
    """
    wanted = collect(sources)
    if not _missing(dsn, wanted):
        return []
    # psycopg, yoyo and what they import cost more than the start of everything else.
    from alcove.foundation.database.applying import apply  # noqa: PLC0415

    return apply(dsn, wanted)


def pending(dsn: str, sources: Sequence[MigrationSource]) -> list[str]:
    """Return the ids of the migrations that the database lacks, in the order they would be applied."""
    return [migration.id for migration in _missing(dsn, collect(sources))]


def _missing(dsn: str, wanted: Sequence[Migration]) -> list[Migration]:
    # A thread of its own, because the caller may already be inside an event loop.
    with ThreadPoolExecutor(1) as thread:
        applied = thread.submit(lambda: asyncio.run(_applied(dsn))).result()
    return [migration for migration in wanted if migration.id not in applied]


async def _applied(dsn: str) -> set[str]:
    try:
        connection = await asyncpg.connect(dsn, timeout=CONNECT_TIMEOUT)
    except (OSError, asyncpg.PostgresError) as error:
        raise DatabaseError(f"cannot reach the database: {error}") from error
    try:
        if await connection.fetchval("SELECT to_regclass($1)", TABLE) is None:
            return set()
        rows = await connection.fetch(f"SELECT migration_id FROM {TABLE}")  # noqa: S608 - a constant
    finally:
        await connection.close()
    return {row[0] for row in rows}
