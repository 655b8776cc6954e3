"""Migrate the database before a role starts."""

from alcove.foundation.database import Backups, migrate
from alcove.foundation.settings import Configuration
from alcove.foundation.telemetry import get_logger
from alcove.main.build import migration_sources

log = get_logger("alcove.schema")


def ensure_migrated(configuration: Configuration, dsn: str) -> None:
    """Apply the pending migrations; DatabaseError when that fails or the database is of a newer version."""
    applied = migrate(dsn, migration_sources(configuration.server), backups=migration_backups(configuration))
    if applied:
        log.info("migrated", migrations=len(applied), last=applied[-1])


def migration_backups(configuration: Configuration) -> Backups:
    """Return the backups that are made before migrations."""
    return Backups(configuration.data_dir / "backups", keep=configuration.database.alcove_migration_backups)


def child_environment(configuration: Configuration, dsn: str) -> dict[str, str]:
    """Return the environment variables of a child process: the database and the data directory."""
    return {"DATABASE_URL": dsn, "ALCOVE_DATA_DIR": str(configuration.data_dir)}
