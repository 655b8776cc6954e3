"""Errors of the database; their texts say what to do."""

from typing import Final

import asyncpg

from alcove.foundation.errors import AppError, DatabaseUnavailable, QueryTooSlow

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


RETRY_AFTER: Final = {"Retry-After": "5"}


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


def explain_unavailable(error: BaseException) -> AppError | None:
    """Return the error for callers when the database is the reason, None when the statement is."""
    if isinstance(error, asyncpg.QueryCanceledError):
        return QueryTooSlow("The request took too long and was stopped. Ask for less at once.", headers=RETRY_AFTER)
    if isinstance(error, asyncpg.DiskFullError):
        return DatabaseUnavailable("The server's disk is full: nothing was stored.", headers=RETRY_AFTER)
    # asyncpg has one class for a closed connection or pool and for wrong use, as of wrong parameters.
    is_closed = isinstance(error, asyncpg.InterfaceError) and "clos" in str(error)
    if is_closed or isinstance(error, _UNAVAILABLE):
        return DatabaseUnavailable("The database does not respond. Try again in a moment.", headers=RETRY_AFTER)
    return None


class DatabaseError(Exception):
    """Something is wrong with the database itself, not with one statement."""


class BinariesMissing(DatabaseError):
    """The package with PostgreSQL's programs is not installed."""


class ClusterBusy(DatabaseError):
    """Another process holds the start lock of the cluster for too long."""


class ClusterFailed(DatabaseError):
    """PostgreSQL could not be initialised, started or stopped."""


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
