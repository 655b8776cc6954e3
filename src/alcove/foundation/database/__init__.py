"""PostgreSQL: the embedded cluster, migrations, connections, reads and notifications."""

from alcove.foundation.database.backups import Backups
from alcove.foundation.database.embedded import ClusterStatus, EmbeddedPostgres, provide_database
from alcove.foundation.database.errors import (
    CONNECTION_LOST,
    DATABASE_LOST,
    DISK_FULL,
    BackupFailed,
    BinariesMissing,
    ClusterBusy,
    ClusterFailed,
    DatabaseError,
    DatabaseNotReady,
    DatabaseUnreachable,
    MigrationError,
    NewerDatabase,
    NoSystemAccount,
    SchemaInUse,
    SocketPathTooLong,
    VersionMismatch,
    explain_unavailable,
    is_away,
    skip_on_full_disk,
)
from alcove.foundation.database.listener import MISSED, PgListener, notify
from alcove.foundation.database.migration_files import MigrationSource, PackagedSchema
from alcove.foundation.database.migrations import migrate, pending_migrations
from alcove.foundation.database.pool import (
    Connection,
    Pool,
    close_pool,
    connect,
    connect_foreign,
    foreign_connection,
    open_pool,
    run_transaction,
    transaction,
)
from alcove.foundation.database.reads import read_json, read_row, read_rows, read_table
from alcove.foundation.database.restore import restore_backup
from alcove.foundation.database.server_info import ServerInfo, read_database_id, read_server_info
from alcove.foundation.database.session_pool import SessionPool, end_open_transaction, open_foreign_pool
from alcove.foundation.database.where_clause import WhereClause, like_pattern

__all__ = [
    "CONNECTION_LOST",
    "DATABASE_LOST",
    "DISK_FULL",
    "MISSED",
    "BackupFailed",
    "Backups",
    "BinariesMissing",
    "ClusterBusy",
    "ClusterFailed",
    "ClusterStatus",
    "Connection",
    "DatabaseError",
    "DatabaseNotReady",
    "DatabaseUnreachable",
    "EmbeddedPostgres",
    "MigrationError",
    "MigrationSource",
    "NewerDatabase",
    "NoSystemAccount",
    "PackagedSchema",
    "PgListener",
    "Pool",
    "SchemaInUse",
    "ServerInfo",
    "SessionPool",
    "SocketPathTooLong",
    "VersionMismatch",
    "WhereClause",
    "close_pool",
    "connect",
    "connect_foreign",
    "end_open_transaction",
    "explain_unavailable",
    "foreign_connection",
    "is_away",
    "like_pattern",
    "migrate",
    "notify",
    "open_foreign_pool",
    "open_pool",
    "pending_migrations",
    "provide_database",
    "read_database_id",
    "read_json",
    "read_row",
    "read_rows",
    "read_server_info",
    "read_table",
    "restore_backup",
    "run_transaction",
    "skip_on_full_disk",
    "transaction",
]
