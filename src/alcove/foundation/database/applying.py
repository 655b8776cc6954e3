"""Applies migrations: one connection, one lock, one transaction per file."""

from collections.abc import Sequence
from pathlib import Path

import asyncpg

from alcove.foundation.database import ledger
from alcove.foundation.database.backups import Backups
from alcove.foundation.database.errors import CONNECTION_LOST, DATABASE_LOST, DatabaseError, MigrationError
from alcove.foundation.database.migration_files import Migration, MigrationSource, collect
from alcove.foundation.database.pool import CONNECT_TIMEOUT, user_named
from alcove.foundation.database.sealing import seal

LOCK = 0x616C636F7665
LOCK_TIMEOUT = "10min"

# A server in the middle of a long statement notices within a second that its client was killed and gives the lock
# back, where server and system are able to.
SESSION = """
RESET ALL; SET TimeZone = 'UTC'; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;
DO $$ BEGIN
    PERFORM set_config('client_connection_check_interval', '1s', false);
EXCEPTION WHEN OTHERS THEN NULL;
END $$
"""

# PL/pgSQL refuses statements that end the transaction, and PostgreSQL's own parser finds them.
_WHOLE = "DO {tag} BEGIN EXECUTE {body}{text}{body}; END {tag}"


async def read_missing(dsn: str, sources: Sequence[MigrationSource]) -> list[Migration]:
    """Return the migrations that the database lacks; NewerDatabase when it has some that are unknown here."""
    wanted = collect(sources)
    connection = await connect_alone(dsn)
    try:
        return ledger.missing(wanted, await ledger.applied(connection))
    finally:
        await connection.close()


async def apply(dsn: str, sources: Sequence[MigrationSource], *, backups: Backups | None) -> list[str]:
    """Apply what the database lacks and return the ids; concurrent callers wait for each other."""
    wanted = collect(sources)
    connection = await connect_alone(dsn)
    try:
        await lock(connection)
        missing = ledger.missing(wanted, await ledger.applied(connection))
        if not missing:
            return []
        if backups is not None:
            await backups.make(connection, dsn, before=missing[0].id)
        await _prepare(connection, sources, missing=missing)
        contained = {name for migration in missing for name in migration.contains}
        for migration in missing:
            if migration.id not in contained:
                await _apply(connection, migration)
    except CONNECTION_LOST as error:
        raise DatabaseError(f"the connection to the database failed while migrating: {error}") from error
    finally:
        connection.terminate()
    return [migration.id for migration in missing]


async def connect_alone(dsn: str) -> asyncpg.Connection:
    """Open the connection that migrates: without a limit on how long a statement takes."""
    try:
        with user_named():
            return await asyncpg.connect(
                dsn, timeout=CONNECT_TIMEOUT, server_settings={"application_name": "alcove-migrate"}
            )
    except DATABASE_LOST as error:
        raise DatabaseError(f"cannot reach the database: {error}") from error


async def lock(connection: asyncpg.Connection) -> None:
    """Wait until nobody else migrates; the lock ends with the connection."""
    await connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
    except asyncpg.LockNotAvailableError as error:
        raise MigrationError(f"another process has been migrating this database for {LOCK_TIMEOUT}") from error


async def _prepare(
    connection: asyncpg.Connection, sources: Sequence[MigrationSource], *, missing: Sequence[Migration]
) -> None:
    await connection.execute(SESSION)
    async with connection.transaction():
        await ledger.prepare(connection, sources, pending=missing)
        await connection.execute(seal(ledger.SCHEMA))


async def _apply(connection: asyncpg.Connection, migration: Migration) -> None:
    """Run a whole file and enter it in the ledger, in one transaction."""
    text = migration.read()
    try:
        async with connection.transaction():
            await connection.execute(
                f"{SESSION}; CREATE SCHEMA IF NOT EXISTS {migration.schema};"
                f" SET search_path = {migration.schema}, pg_temp"
            )
            await connection.execute(_whole(text))
            await connection.execute(SESSION)
            await connection.execute(seal(migration.schema))
            await ledger.enter(connection, migration)
    except CONNECTION_LOST:
        raise
    except asyncpg.PostgresError as error:
        raise MigrationError(_describe(error, path=migration.path, text=text)) from error


def _whole(text: str) -> str:
    number = 0
    while f"$file{number}$" in text or f"$run{number}$" in text:
        number += 1
    return _WHOLE.format(tag=f"$run{number}$", body=f"$file{number}$", text=text)


def _describe(error: asyncpg.PostgresError, *, path: Path, text: str) -> str:
    said = error.as_dict()
    if said.get("server_source_function") == "exec_stmt_dynexecute":
        return f"{path}: a migration must not begin or end a transaction: it runs in one, with its entry in the ledger"
    place = str(path)
    if said.get("internal_position") and said.get("internal_query") == text:
        place += f", line {text[: int(said['internal_position'])].count(chr(10)) + 1}"
    # What PostgreSQL was executing is the file itself.
    context = said.get("context", "")
    if text in context:
        context = context[: context.index(text)].rpartition("\n")[0]
    context = "\n".join(line for line in context.splitlines() if "inline_code_block line 1 at EXECUTE" not in line)
    more = [part for part in (said.get("detail"), said.get("hint"), context) if part]
    return "\n".join([f"{place}: {said.get('message', error)}", *more])
