"""Backups before migrations: they allow a return to an older version."""

import asyncio
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from alcove.foundation.database.errors import BackupFailed, BinariesMissing
from alcove.foundation.database.pg_clients import run_pg_client
from alcove.foundation.database.programs import MAJOR, find_binaries
from alcove.foundation.telemetry import get_logger

_HAS_TABLES = """
SELECT EXISTS (
    SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'm') AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%')
"""

log = get_logger("alcove.database")


@dataclass(frozen=True, slots=True)
class Backups:
    """A folder of dumps in pg_dump's custom format; the newest `keep` are kept, with 0 none is made."""

    folder: Path
    keep: int = 3

    async def create(self, connection: asyncpg.Connection, dsn: str, *, before: str) -> Path | None:
        """Dump the database before the migration `before` and return the file.

        None when the database is empty or no dump can be made here; BackupFailed when the dump failed, in which case
        nothing may be migrated.
        """
        if not await connection.fetchval(_HAS_TABLES):
            return None
        reason = self._reason_to_skip(connection.get_server_version().major)
        if reason is not None:
            log.warning("no_backup_before_migration", reason=reason, migration=before)
            return None
        slug = re.sub(r"[^A-Za-z0-9_]+", "-", before)
        target = self.folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-before-{slug}.dump"
        try:
            await asyncio.to_thread(self._dump, dsn, target)
        except OSError as error:
            raise BackupFailed(_error_text(self.folder, str(error))) from error
        self._delete_old(target, slug)
        log.info("backup_before_migration", path=str(target), migration=before)
        return target

    def _reason_to_skip(self, major: int) -> str | None:
        if self.keep == 0:
            return "ALCOVE_MIGRATION_BACKUPS is 0"
        if major > MAJOR:
            return f"the server is PostgreSQL {major} and the pg_dump here is version {MAJOR}: make a backup yourself"
        try:
            find_binaries()
        except BinariesMissing as error:
            return str(error)
        return None

    def _dump(self, dsn: str, target: Path) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _atomic_file(target) as draft:
            # By name: on a file descriptor pg_dump appends a second table of contents, which hides a truncated dump.
            error = run_pg_client("pg_dump", "--format=custom", f"--file={draft}", dsn=dsn)
            if error is not None:
                raise BackupFailed(_error_text(self.folder, error))

    def _delete_old(self, newest: Path, slug: str) -> None:
        """Keep the newest dumps, and only one per migration: retries must not displace the other backups."""
        earlier_tries = {path for path in self.folder.glob(f"*Z-before-{slug}.dump") if path != newest}
        dumps = sorted(set(self.folder.glob("*Z-before-*.dump")) - earlier_tries, key=lambda path: path.name)
        for path in [*earlier_tries, *dumps[: -self.keep], *self.folder.glob("*.partial")]:
            path.unlink(missing_ok=True)


@contextmanager
def _atomic_file(target: Path) -> Iterator[Path]:
    """Yield an empty private file; it is synced and renamed to `target` when the block succeeds."""
    draft = target.with_name(f"{target.name}.{os.getpid()}.partial")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        yield draft
        os.fsync(descriptor)
        draft.rename(target)
    finally:
        os.close(descriptor)
        draft.unlink(missing_ok=True)


def _error_text(folder: Path, error: str) -> str:
    return (
        f"the backup before the migration could not be written to {folder}, so nothing was migrated: {error}\n"
        "Free disk space or fix this error and start again; ALCOVE_MIGRATION_BACKUPS=0 migrates without a backup"
    )
