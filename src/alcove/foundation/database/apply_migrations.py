"""Apply migrations: one connection, one advisory lock, one transaction per file."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from alcove.foundation.database import migration_history as history
from alcove.foundation.database.backups import Backups
from alcove.foundation.database.errors import (
    DATABASE_LOST,
    DatabaseError,
    DatabaseNotReady,
    MigrationError,
    is_away,
)
from alcove.foundation.database.exposed_schemas import check_exposed_schemas, record_exposed_objects
from alcove.foundation.database.migration_files import Migration, MigrationSource, collect_migrations
from alcove.foundation.database.pool import CONNECT_TIMEOUT, explain_missing_user
from alcove.foundation.database.schema_privileges import revoke_privileges_sql

ADVISORY_LOCK_ID = 0x616C636F7665
LOCK_TIMEOUT = "10min"

# `client_connection_check_interval` makes the server notice within a second that the client was killed, so that the
# lock is released even during a long statement; not every server and operating system supports it.
SESSION_SETTINGS = """
RESET ALL; SET TimeZone = 'UTC'; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;
DO $$ BEGIN
    PERFORM set_config('client_connection_check_interval', '1s', false);
EXCEPTION WHEN OTHERS THEN NULL;
END $$
"""

# Inside a DO block PL/pgSQL refuses COMMIT and ROLLBACK, which would end the transaction of the migration.
_DO_BLOCK = "DO {tag} BEGIN EXECUTE {body}{text}{body}; END {tag}"


async def read_pending(dsn: str, sources: Sequence[MigrationSource]) -> list[Migration]:
    """Return the migrations that are not applied; NewerDatabase when unknown ones are."""
    migrations = collect_migrations(sources)
    connection = await connect_for_migrations(dsn)
    try:
        with _explain_lost_database():
            return history.find_pending(migrations, await history.read_applied(connection))
    finally:
        connection.terminate()


async def apply_migrations(dsn: str, sources: Sequence[MigrationSource], *, backups: Backups | None) -> list[str]:
    """Apply the pending migrations and return their ids; concurrent callers wait for each other."""
    migrations = collect_migrations(sources)
    connection = await connect_for_migrations(dsn)
    try:
        with _explain_lost_database():
            await lock_migrations(connection)
            pending = history.find_pending(migrations, await history.read_applied(connection))
            if not pending:
                return []
            if backups is not None:
                await backups.create(connection, dsn, before=pending[0].id)
            await _prepare(connection, sources, pending=pending)
            contained = {name for migration in pending for name in migration.contains}
            for migration in pending:
                if migration.id not in contained:
                    await _apply(connection, migration)
    finally:
        connection.terminate()
    return [migration.id for migration in pending]


@contextmanager
def _explain_lost_database() -> Iterator[None]:
    """Raise DatabaseNotReady when the connection is lost or the database cannot store anything, as on a full disk."""
    try:
        yield
    except DATABASE_LOST as error:
        if not _may_pass(error):
            raise
        raise DatabaseNotReady(f"the database failed while migrating: {error}") from error


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, OSError) or is_away(error)


async def connect_for_migrations(dsn: str) -> asyncpg.Connection:
    """Open the connection for migrations, which has no statement timeout."""
    try:
        with explain_missing_user():
            return await asyncpg.connect(
                dsn, timeout=CONNECT_TIMEOUT, server_settings={"application_name": "alcove-migrate"}
            )
    except DATABASE_LOST as error:
        kind = DatabaseNotReady if _may_pass(error) else DatabaseError
        raise kind(f"cannot reach the database: {error}") from error


async def lock_migrations(connection: asyncpg.Connection) -> None:
    """Take the advisory lock for migrations; it is released when the connection closes."""
    await connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", ADVISORY_LOCK_ID)
    except asyncpg.LockNotAvailableError as error:
        raise MigrationError(f"another process has been migrating this database for {LOCK_TIMEOUT}") from error


async def _prepare(
    connection: asyncpg.Connection, sources: Sequence[MigrationSource], *, pending: Sequence[Migration]
) -> None:
    await connection.execute(SESSION_SETTINGS)
    async with connection.transaction():
        await check_exposed_schemas(connection, pending)
        await history.create_table(connection, sources, pending=pending)
        await connection.execute(revoke_privileges_sql(history.SCHEMA))


async def _apply(connection: asyncpg.Connection, migration: Migration) -> None:
    """Run a file and record it in the migration history, in one transaction."""
    text = migration.read()
    try:
        async with connection.transaction():
            await connection.execute(
                f"{SESSION_SETTINGS}; CREATE SCHEMA IF NOT EXISTS {migration.schema};"
                f" SET search_path = {migration.schema}, pg_temp"
            )
            await connection.execute(_wrap_in_do_block(text))
            await connection.execute(SESSION_SETTINGS)
            await connection.execute(revoke_privileges_sql(migration.schema))
            await record_exposed_objects(connection, migration)
            await history.record(connection, migration)
    except asyncpg.PostgresError as error:
        if _may_pass(error):
            raise
        raise MigrationError(_describe(error, path=migration.path, text=text)) from error


def _wrap_in_do_block(text: str) -> str:
    number = 0
    while f"$file{number}$" in text or f"$run{number}$" in text:
        number += 1
    return _DO_BLOCK.format(tag=f"$run{number}$", body=f"$file{number}$", text=text)


def _describe(error: asyncpg.PostgresError, *, path: Path, text: str) -> str:
    fields = error.as_dict()
    if fields.get("server_source_function") == "exec_stmt_dynexecute":
        return f"{path}: a migration must not begin or end a transaction: Alcove runs it in one"
    location = str(path)
    if fields.get("internal_position") and fields.get("internal_query") == text:
        location += f", line {text[: int(fields['internal_position'])].count(chr(10)) + 1}"
    # The context repeats the text of the whole file: leave it out.
    context = fields.get("context", "")
    if text in context:
        context = context[: context.index(text)].rpartition("\n")[0]
    context = "\n".join(line for line in context.splitlines() if "inline_code_block line 1 at EXECUTE" not in line)
    details = [part for part in (fields.get("detail"), fields.get("hint"), context) if part]
    return "\n".join([f"{location}: {fields.get('message', error)}", *details])
