"""Brings the database's schema up to date in a process of its own."""

import subprocess
import sys

from alcove.foundation.cli import CommandError
from alcove.foundation.database import pending
from alcove.foundation.settings import Configuration
from alcove.foundation.telemetry import get_logger
from alcove.main.build import migration_sources

log = get_logger("alcove.schema")


def ensure_migrated(configuration: Configuration, dsn: str) -> None:
    """Apply what is pending; the tool that does it takes memory, so it runs in a child that ends."""
    if not pending(dsn, migration_sources(configuration.server)):
        return
    log.info("migrating")
    done = subprocess.run(
        [sys.executable, "-m", "alcove", "migrate"],
        env={**configuration.environ, **child_environment(configuration, dsn)},
        check=False,
        stdout=subprocess.DEVNULL,
    )
    if done.returncode:
        raise CommandError("the database could not be brought up to date; the lines above say why")


def child_environment(configuration: Configuration, dsn: str) -> dict[str, str]:
    """Return what a child process must know: where the database is and where the data are."""
    return {"DATABASE_URL": dsn, "ALCOVE_DATA_DIR": str(configuration.data_dir)}
