"""The backup that is made before a migration: what going back to an older version needs."""

import asyncio
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg

from alcove.foundation.database.binaries import MAJOR, binaries
from alcove.foundation.database.errors import BackupFailed, BinariesMissing
from alcove.foundation.telemetry import get_logger

_HAS_TABLES = """
SELECT EXISTS (
    SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'm') AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%')
"""

log = get_logger("alcove.database")


@dataclass(frozen=True, slots=True)
class Backups:
    """A folder of dumps in PostgreSQL's custom format, of which the newest `keep` stay; 0: none is made."""

    folder: Path
    keep: int = 3

    async def make(self, connection: asyncpg.Connection, dsn: str, *, before: str) -> Path | None:
        """Dump a database that has tables, before the migration `before`; None where no dump can be made.

        BackupFailed when it should have worked: then nothing may be migrated.
        """
        if not await connection.fetchval(_HAS_TABLES):
            return None
        why = self._obstacle(connection.get_server_version().major)
        if why is not None:
            log.warning("no_backup_before_migration", why=why, migration=before)
            return None
        slug = re.sub(r"[^A-Za-z0-9_]+", "-", before)
        target = self.folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-before-{slug}.dump"
        try:
            await asyncio.to_thread(self._write, dsn, target)
        except OSError as error:
            raise BackupFailed(_advice(self.folder, str(error))) from error
        self._tidy(target, slug)
        log.info("backup_before_migration", path=str(target), migration=before)
        return target

    def _obstacle(self, major: int) -> str | None:
        if self.keep == 0:
            return "ALCOVE_MIGRATION_BACKUPS is 0"
        if major > MAJOR:
            return f"the server is PostgreSQL {major}, and pg_dump here is of version {MAJOR}: make one yourself"
        try:
            binaries()
        except BinariesMissing as error:
            return str(error)
        return None

    def _write(self, dsn: str, target: Path) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _draft(target) as draft:
            # To a name: on a descriptor pg_dump appends a second table of contents, and no cut end is noticed any more.
            said = run_client("pg_dump", "--format=custom", f"--file={draft}", dsn=dsn)
            if said is not None:
                raise BackupFailed(_advice(self.folder, said))

    def _tidy(self, newest: Path, slug: str) -> None:
        """Keep the newest ones, and of those before one migration the last: retries must not push out the others."""
        same = {path for path in self.folder.glob(f"*Z-before-{slug}.dump") if path != newest}
        dumps = sorted(set(self.folder.glob("*Z-before-*.dump")) - same, key=lambda path: path.name)
        for path in [*same, *dumps[: -self.keep], *self.folder.glob("*.partial")]:
            path.unlink(missing_ok=True)


def run_client(
    name: str, *options: str | Path, dsn: str | None, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> str | None:
    """Run one of PostgreSQL's own clients on the database, and return what it said if it failed."""
    login, environ = [], dict(os.environ)
    if dsn is not None:
        address, password = _split_password(dsn)
        login = ["--no-password", f"--dbname={address}"]
        environ |= {"PGPASSWORD": password} if password else {}
    done = subprocess.run(  # noqa: S603 - our own program, and no shell
        [binaries() / name, *options, *login],
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=environ,
        text=True,
        errors="replace",
        check=False,
    )
    return None if done.returncode == 0 else done.stderr.strip() or f"{name} ended with {done.returncode}"


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """Give an empty private file, which gets the name `target` once it is whole and on disk."""
    draft = target.with_name(f"{target.name}.{os.getpid()}.partial")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        yield draft
        os.fsync(descriptor)
        draft.rename(target)
    finally:
        os.close(descriptor)
        draft.unlink(missing_ok=True)


def _split_password(dsn: str) -> tuple[str, str]:
    """Take the password out of an address: arguments of a process are there for all to read."""
    parts = urlsplit(dsn)
    login, at, host = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    return urlunsplit(parts._replace(netloc=f"{user}{at}{host}")), unquote(password)


def _advice(folder: Path, said: str) -> str:
    return (
        f"the backup before the migration could not be written to {folder}, so nothing was migrated: {said}\n"
        "Make room or mend what is named here and start again; ALCOVE_MIGRATION_BACKUPS=0 goes on without a backup"
    )
