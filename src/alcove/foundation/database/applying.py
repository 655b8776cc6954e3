"""Applies migrations with yoyo; imported only when there is something to apply.

yoyo keeps the books (which migration, when, by whom, with their upgrades) and the order. Three of its ways
are replaced: a file goes to PostgreSQL as it is instead of being split first; the file and its entry in the
books commit together; and an advisory lock of the same connection takes the place of a lock row, so that a
killed process leaves neither a lock nor half a migration.
"""

import logging
import os
import re
import socket
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import sqlparse
from psycopg.pq import TransactionStatus
from yoyo.backends.core.postgresql import PostgresqlPsycopgBackend
from yoyo.connections import DatabaseURI
from yoyo.migrations import Migration as YoyoMigration
from yoyo.migrations import MigrationList

from alcove.foundation.database.errors import DatabaseError, MigrationError
from alcove.foundation.database.migration_files import TABLE, Migration
from alcove.foundation.database.pool import CONNECT_TIMEOUT

# Its "Marking ... applied" says less than what `apply` returns.
logging.getLogger("yoyo").setLevel(logging.WARNING)

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

_ENDS_TRANSACTION = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/)*"
    r"(?P<words>BEGIN(?!\s+ATOMIC)|START\s+TRANSACTION|COMMIT|END|ROLLBACK(?!.*\bTO\b)|ABORT|PREPARE\s+TRANSACTION)\b",
    re.IGNORECASE | re.DOTALL,
)


class _File(YoyoMigration):  # type: ignore[misc]  # yoyo has no types
    """A migration that is not loaded by yoyo, because loading means splitting it into statements."""

    def __init__(self, migration: Migration) -> None:
        super().__init__(migration.id, str(migration.path), source_dir=str(migration.path.parent))
        self._depends: set[YoyoMigration] = set()
        self.steps: tuple[()] = ()


class _Backend(PostgresqlPsycopgBackend):  # type: ignore[misc]  # yoyo has no types
    """yoyo's books in PostgreSQL, kept through one connection."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._given = connection
        super().__init__(DatabaseURI("postgresql+psycopg", None, None, None, None, "", {}), TABLE)

    def connect(self, dburi: DatabaseURI) -> psycopg.Connection:  # noqa: ARG002 - yoyo's signature
        """Hand out the connection that holds the advisory lock."""
        return self._given

    @contextmanager
    def lock(self, timeout: float = 10) -> Iterator[None]:  # noqa: ARG002 - yoyo's signature
        """Do nothing: whoever holds this connection holds the advisory lock."""
        yield

    def get_log_data(self, migration: _File | None = None, operation: str = "apply") -> dict[str, Any]:
        """Describe an entry of the books without looking up names that a container or a network may lack."""
        return {
            "id": str(uuid.uuid4()),
            "migration_id": migration.id if migration else None,
            "migration_hash": migration.hash if migration else None,
            "username": f"uid {os.getuid()}",
            "hostname": socket.gethostname(),
            "created_at_utc": datetime.now(UTC).replace(tzinfo=None),
            "operation": operation,
        }

    def apply_one(self, migration: _File, force: bool = False, mark: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002 - yoyo's signature
        """Run a whole file and enter it in the books, in one transaction."""
        self._given.execute(SESSION)
        with self.transaction():
            _run(self._given, Path(migration.path))
            self._given.execute(SESSION)
            self.log_migration(migration, "apply")
            self.mark_one(migration, log=False)


def apply(dsn: str, wanted: Sequence[Migration]) -> list[str]:
    """Apply those of `wanted` that the database lacks and return their ids."""
    try:
        with psycopg.connect(dsn, autocommit=True, connect_timeout=int(CONNECT_TIMEOUT)) as connection:
            return _apply_locked(connection, wanted)
    except psycopg.OperationalError as error:
        raise DatabaseError(f"the connection to the database failed while migrating: {error}") from error


def _apply_locked(connection: psycopg.Connection, wanted: Sequence[Migration]) -> list[str]:
    connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
    try:
        connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
    except psycopg.errors.LockNotAvailable as error:
        raise MigrationError(f"another process has been migrating this database for {LOCK_TIMEOUT}") from error
    connection.execute(SESSION)
    backend = _Backend(connection)
    missing = backend.to_apply(MigrationList(_File(migration) for migration in wanted))
    backend.apply_migrations(missing)
    return [migration.id for migration in missing]


def _run(connection: psycopg.Connection, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    _refuse_transactions(path, text)
    try:
        # Without parameters psycopg sends the text as it is: many statements, and `%` is just a character.
        connection.execute(text.encode())
    except psycopg.OperationalError:
        raise
    except psycopg.Error as error:
        raise MigrationError(_describe(error, path=path, text=text)) from error
    if connection.info.transaction_status is not TransactionStatus.INTRANS:
        raise MigrationError(f"{path}: a migration must not end the transaction it runs in")


def _refuse_transactions(path: Path, text: str) -> None:
    for statement in sqlparse.split(text):
        found = _ENDS_TRANSACTION.match(statement)
        if found:
            raise MigrationError(f"{path}: a migration must not end the transaction it runs in: {found['words']}")


def _describe(error: psycopg.Error, *, path: Path, text: str) -> str:
    diag = error.diag
    place = str(path)
    if diag.statement_position:
        place += f", line {text[: int(diag.statement_position)].count(chr(10)) + 1}"
    more = [part for part in (diag.message_detail, diag.message_hint, diag.context) if part]
    return "\n".join([f"{place}: {diag.message_primary or error}", *more])
