"""PostgreSQL: found or started, migrated, read and written."""

from alcove.foundation.database.backups import Backups
from alcove.foundation.database.embedded import EmbeddedPostgres, Status, provide
from alcove.foundation.database.errors import (
    CONNECTION_LOST,
    DATABASE_LOST,
    BackupFailed,
    BinariesMissing,
    ClusterBusy,
    ClusterFailed,
    DatabaseError,
    MigrationError,
    NewerDatabase,
    NoAccount,
    SchemaInUse,
    SocketPathTooLong,
    VersionMismatch,
)
from alcove.foundation.database.migration_files import MigrationSource, PackagedSchema
from alcove.foundation.database.migrations import migrate, pending
from alcove.foundation.database.notices import MISSED, Notices, notify
from alcove.foundation.database.pool import Connection, Pool, close_pool, connect, open_pool, transaction
from alcove.foundation.database.reads import read_json, read_row, read_rows
from alcove.foundation.database.restoring import restore
from alcove.foundation.database.server import Server, ask_server, identify
from alcove.foundation.database.where import Where, like

__all__ = [
    "CONNECTION_LOST",
    "DATABASE_LOST",
    "MISSED",
    "BackupFailed",
    "Backups",
    "BinariesMissing",
    "ClusterBusy",
    "ClusterFailed",
    "Connection",
    "DatabaseError",
    "EmbeddedPostgres",
    "MigrationError",
    "MigrationSource",
    "NewerDatabase",
    "NoAccount",
    "Notices",
    "PackagedSchema",
    "Pool",
    "SchemaInUse",
    "Server",
    "SocketPathTooLong",
    "Status",
    "VersionMismatch",
    "Where",
    "ask_server",
    "close_pool",
    "connect",
    "identify",
    "like",
    "migrate",
    "notify",
    "open_pool",
    "pending",
    "provide",
    "read_json",
    "read_row",
    "read_rows",
    "restore",
    "transaction",
]
