"""What can go wrong with the database, said so that the reader knows what to do."""

from typing import Final

import asyncpg

CONNECTION_LOST: Final = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    # What asyncpg makes of a farewell of the server that crosses a statement on its way.
    asyncpg.InternalClientError,
)
"""The database is away, as opposed to refusing one statement."""

DATABASE_LOST: Final = (*CONNECTION_LOST, asyncpg.PostgresError)
"""The database is away or cannot do its work, as when its disk is full."""


class DatabaseError(Exception):
    """Something is wrong with the database itself, not with one statement."""


class BinariesMissing(DatabaseError):
    """The PostgreSQL that Alcove brings along is not installed."""


class ClusterBusy(DatabaseError):
    """Another process has been starting or stopping the same cluster for too long."""


class ClusterFailed(DatabaseError):
    """PostgreSQL could not be set up, started or stopped."""


class NoAccount(DatabaseError):
    """There is no system account under which PostgreSQL could run."""


class SocketPathTooLong(DatabaseError):
    """The data directory's path is longer than a Unix socket's address may be."""


class VersionMismatch(DatabaseError):
    """The cluster was made by another major version of PostgreSQL."""


class MigrationError(DatabaseError):
    """A migration failed and left nothing behind."""


class NewerDatabase(MigrationError):
    """The database has had migrations that this version does not know."""


class SchemaInUse(MigrationError):
    """A schema with one of our names holds what is somebody else's."""


class BackupFailed(MigrationError):
    """The backup before a migration could not be made."""
