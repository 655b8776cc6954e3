"""An app of these tests: files that rows name, which many writers add and remove."""

import hashlib
import secrets
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from alcove.foundation.backup import BackupCreator, BackupPlan, FileSource, NamedDatabase, StoredFile, open_target
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Connection, MigrationSource

LOCK = 4711
SOURCE = "kept"
CREATE_TABLE = "CREATE TABLE public.kept (name text PRIMARY KEY, sha256 bytea NOT NULL)"
LIST_ROWS = "SELECT name, sha256 FROM public.kept ORDER BY name"
NO_MIGRATIONS: tuple[MigrationSource, ...] = ()


def no_progress(step: str, /, *, done: int, total: int | None) -> None:
    """Show nothing."""


def kept_files(folder: Path) -> FileSource:
    """Return the files that the rows of a snapshot name."""

    async def list_files(connection: Connection) -> AsyncIterator[StoredFile]:
        async for row in connection.cursor(LIST_ROWS):
            yield StoredFile(path=row["name"], sha256=row["sha256"])

    async def hold(connection: Connection) -> None:
        await connection.execute("SELECT pg_advisory_lock_shared($1)", LOCK)

    return FileSource(name=SOURCE, folder=folder, list_files=list_files, hold=hold, owns_folder=True, is_required=True)


def database(dsn: str, label: str = "server") -> NamedDatabase:
    """Return a database of a plan."""
    return NamedDatabase(label=label, name=dsn.partition("?")[0].rpartition("/")[2], setting="DATABASE_URL", dsn=dsn)


def back_up(dsn: str, folder: Path, *, to: Path, skips_damaged: bool = False) -> BackupCreator:
    """Back up a database and the files of a folder."""
    plan = BackupPlan(databases=[database(dsn)], files=[kept_files(folder)], version="1", skips_damaged=skips_damaged)
    with BackupCreator(plan, now=SystemClock().now(), progress=no_progress) as creator:
        creator.open()
        with open_target(to, data_dir=to.parent, reserve_mb=0, replace=True) as target:
            creator.write(target)
    return creator


def add_file(connection: psycopg.Connection, folder: Path, content: bytes) -> str:
    """Store a file, and then its row."""
    name = f"{secrets.token_hex(1)}/{secrets.token_hex(16)}"
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    connection.execute("INSERT INTO kept VALUES (%s, %s)", (name, hashlib.sha256(content).digest()))
    return name


def remove_unnamed(connection: psycopg.Connection, folder: Path, names: list[str]) -> list[str]:
    """Remove the files of deleted rows, unless a backup keeps them; return those that are still there."""
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
    if row is None or not row[0]:
        return names
    for name in names:
        (folder / name).unlink()
    connection.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))
    return []


@contextmanager
def writers(dsn: str, folder: Path, *, count: int) -> Iterator[list[int]]:
    """Add and remove files with several connections at once; yield a list that gets an item for each change."""
    stop, changes = threading.Event(), list[int]()

    def write(number: int) -> None:
        with psycopg.connect(dsn, autocommit=True) as connection:
            kept, removed = list[str](), list[str]()
            while not stop.is_set():
                kept.append(add_file(connection, folder, secrets.token_bytes(100 + number)))
                if len(kept) > 20:
                    connection.execute("DELETE FROM kept WHERE name = %s", (kept[0],))
                    removed.append(kept.pop(0))
                removed = remove_unnamed(connection, folder, removed)
                changes.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield changes
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the SHA-256 of all files of a folder by their paths."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).digest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def read_kept(dsn: str) -> dict[str, bytes]:
    """Return what the rows say about the files."""
    with psycopg.connect(dsn) as connection:
        return dict(connection.execute(LIST_ROWS.encode()).fetchall())
