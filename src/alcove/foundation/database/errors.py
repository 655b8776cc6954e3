"""Errors of the database; their texts say what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import asyncpg

from alcove.foundation.errors import AppError, DatabaseUnavailable, DiskFull, QueryTooSlow
from alcove.foundation.telemetry import get_logger

CONNECTION_LOST: Final = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    # asyncpg raises this when the server closes the connection while a statement is on its way.
    asyncpg.InternalClientError,
)
"""The connection failed, as opposed to one statement."""

DATABASE_LOST: Final = (*CONNECTION_LOST, asyncpg.PostgresError)
"""The connection failed, or the database cannot execute a statement, for example because its disk is full."""


DISK_FULL: Final = asyncpg.DiskFullError
"""The disk of the database is full: the statement changed nothing."""


log = get_logger("alcove.database")


class DatabaseUnreachable(ConnectionError):
    """No connection to the database could be had in time."""


_UNAVAILABLE: Final = (
    DatabaseUnreachable,
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.ReadOnlySQLTransactionError,
)


_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def skip_on_full_disk(write: str) -> Iterator[None]:
    """Leave out a write that a read can do without when the disk is full; `write` names it in the log."""
    try:
        yield
    except DISK_FULL as error:
        log.debug("write_skipped", write=write, error=str(error))


def explain_unavailable(error: BaseException) -> AppError | None:
    """Return the error for callers when the database is the reason, None when the statement is."""
    if isinstance(error, asyncpg.QueryCanceledError):
        return QueryTooSlow("The request took too long and was stopped. Ask for less at once.")
    if isinstance(error, DISK_FULL) or (isinstance(error, OSError) and error.errno in _NO_SPACE):
        return DiskFull("The server's disk is full: nothing was stored. Free some space; then try again.")
    # asyncpg has one class for a closed connection or pool and for wrong use, as of wrong parameters.
    is_closed = isinstance(error, asyncpg.InterfaceError) and "clos" in str(error)
    if is_closed or isinstance(error, _UNAVAILABLE):
        return DatabaseUnavailable("The database does not respond. Try again in a moment.")
    return None


def is_away(error: BaseException) -> bool:
    """Return whether the database was away or could store nothing, so that the same attempt may succeed later."""
    explained = error if isinstance(error, DatabaseUnavailable | DiskFull) else explain_unavailable(error)
    return explained is not None and not isinstance(explained, QueryTooSlow)


class DatabaseError(Exception):
    """Something is wrong with the database itself, not with one statement."""


class DatabaseNotReady(DatabaseError):
    """The database cannot be used now, for example because its disk is full; the same attempt may succeed later."""


class CommitUncertain(DatabaseError):
    """The connection was lost while a transaction was committed: it may have been, or not."""


class BinariesMissing(DatabaseError):
    """The package with PostgreSQL's programs is not installed."""


class ClusterBusy(DatabaseNotReady):
    """Another process holds the start lock of the cluster for too long."""


class ClusterFailed(DatabaseError):
    """PostgreSQL could not be initialised, started or stopped."""


class ClusterNotReady(ClusterFailed, DatabaseNotReady):
    """PostgreSQL could not be initialised, started or stopped now."""


class NoSystemAccount(DatabaseError):
    """There is no system account under which PostgreSQL can run."""


class SocketPathTooLong(DatabaseError):
    """The data directory's path is longer than a Unix socket's address may be."""


class VersionMismatch(DatabaseError):
    """The cluster was made by another major version of PostgreSQL."""


class MigrationError(DatabaseError):
    """A migration failed; its transaction was rolled back."""


class NewerDatabase(MigrationError):
    """Migrations are applied to the database that this version does not know."""


class SchemaInUse(MigrationError):
    """A schema with a name that Alcove needs contains objects of another program."""


class BackupFailed(MigrationError):
    """The backup before a migration could not be made."""
