"""PostgreSQL: found or started, migrated, read and written."""

from alcove.foundation.database.backups import Backups
from alcove.foundation.database.embedded import EmbeddedPostgres, Status, provide
from alcove.foundation.database.errors import (
    BackupFailed,
    BinariesMissing,
    ClusterBusy,
    ClusterFailed,
    DatabaseError,
    MigrationError,
    NewerDatabase,
    NoAccount,
    SocketPathTooLong,
    VersionMismatch,
)
from alcove.foundation.database.migration_files import MigrationSource
from alcove.foundation.database.migrations import migrate, pending
from alcove.foundation.database.notices import MISSED, Notices, notify
from alcove.foundation.database.pool import Connection, Pool, close_pool, connect, open_pool, transaction
from alcove.foundation.database.reads import read_json, read_rows
from alcove.foundation.database.restoring import restore
from alcove.foundation.database.server import Server, ask_server
from alcove.foundation.database.where import Where, like

__all__ = [
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
    "Pool",
    "Server",
    "SocketPathTooLong",
    "Status",
    "VersionMismatch",
    "Where",
    "ask_server",
    "close_pool",
    "connect",
    "like",
    "migrate",
    "notify",
    "open_pool",
    "pending",
    "provide",
    "read_json",
    "read_rows",
    "restore",
    "transaction",
]
