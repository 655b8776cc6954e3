"""Brings the database's schema up to date before a role starts."""

from alcove.foundation.database import Backups, migrate
from alcove.foundation.settings import Configuration
from alcove.foundation.telemetry import get_logger
from alcove.main.build import migration_sources

log = get_logger("alcove.schema")


def ensure_migrated(configuration: Configuration, dsn: str) -> None:
    """Apply what is pending; DatabaseError when that fails, or when the database belongs to a newer version."""
    applied = migrate(dsn, migration_sources(configuration.server), backups=backups(configuration))
    if applied:
        log.info("migrated", migrations=len(applied), last=applied[-1])


def backups(configuration: Configuration) -> Backups:
    """Return where the database is saved before it is migrated."""
    return Backups(configuration.data_dir / "backups", keep=configuration.database.alcove_migration_backups)


def child_environment(configuration: Configuration, dsn: str) -> dict[str, str]:
    """Return what a child process must know: where the database is and where the data are."""
    return {"DATABASE_URL": dsn, "ALCOVE_DATA_DIR": str(configuration.data_dir)}
