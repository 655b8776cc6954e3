"""Make a backup: snapshots first, then the dumps, then the files that the snapshots name."""

import asyncio
import hashlib
import os
import stat
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

import asyncpg
import msgspec

from alcove.foundation.backup import store
from alcove.foundation.backup.archive import DATABASES, FILES, MANIFEST, ArchiveWriter, Output
from alcove.foundation.backup.model import (
    FORMAT,
    SERVER,
    BackupError,
    DatabaseEntry,
    FileSource,
    Manifest,
    StoredFile,
)
from alcove.foundation.database import (
    DatabaseSnapshot,
    check_dump_version,
    connect_for_backup,
    dump_snapshot,
    export_snapshot,
)

_BATCH: Final = 500
_CHUNK: Final = 1024 * 1024


class Progress(Protocol):
    """Reports how far a long work is."""

    def __call__(self, step: str, /, *, done: int, total: int | None) -> None:
        """Report that `done` of `total` bytes of a step are done."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDatabase:
    """A database with its address; the label is its name in archives."""

    label: str
    name: str
    setting: str
    dsn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupPlan:
    """What to back up; databases in the order in which their snapshots are taken."""

    databases: Sequence[NamedDatabase]
    files: Sequence[FileSource]
    version: str
    skips_damaged: bool = False
    """Go on when a file that a row names is missing, or is not what was stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupSummary:
    """What an archive contains: bytes of all, and the number of databases and files."""

    size: int
    databases: int
    files: int
    problems: Sequence[str]
    """Files that rows name and that are missing, or are not what was stored."""


class BackupCreator:
    """Makes one backup; use it in a `with` block, which ends the snapshots."""

    def __init__(self, plan: BackupPlan, *, now: datetime, progress: Progress) -> None:
        self._plan = plan
        self._now = now
        self._progress = progress
        self._runner = asyncio.Runner()
        self._open = AsyncExitStack()
        self._databases: dict[str, NamedDatabase] = {}
        self._snapshots: dict[str, DatabaseSnapshot] = {}
        self._files = 0
        self._copied = 0
        self._problems: list[str] = []
        self.total = 0
        """The bytes of all files, known after `open`."""

    def __enter__(self) -> "BackupCreator":
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._runner.run(self._open.aclose())
        finally:
            self._runner.close()

    def open(self) -> None:
        """Take the locks and export the snapshots; BackupError, DatabaseError, DATABASE_LOST."""
        self._runner.run(self._open_snapshots())
        for source in self._sources():
            for file in self._list(source):
                self.total += self._size_of(source, file)

    def write(self, output: Output) -> BackupSummary:
        """Write the archive; BackupError, DatabaseError, DATABASE_LOST."""
        writer = ArchiveWriter(output)
        writer.add(MANIFEST, msgspec.json.format(msgspec.json.encode(self._runner.run(self._describe())), indent=1))
        for label in self._snapshots:
            self._write_dump(writer, label)
        for source in self._sources():
            for file in self._list(source):
                self._write_file(writer, source, file=file)
        writer.finish()
        return BackupSummary(
            size=writer.size, databases=len(self._snapshots), files=self._files, problems=self._problems
        )

    async def _open_snapshots(self) -> None:
        connections = {}
        for database in self._plan.databases:
            try:
                connection = await self._open.enter_async_context(connect_for_backup(database.dsn))
            except asyncpg.InvalidCatalogNameError:
                if database.label == SERVER:
                    raise
                # It is made on request, and was not yet.
                continue
            check_dump_version(await store.read_server_version(connection))
            connections[database.label] = connection
            self._databases[database.label] = database
        for source in self._plan.files:
            if source.hold is not None:
                await source.hold(connections[SERVER])
        for label, connection in connections.items():
            self._snapshots[label] = await self._open.enter_async_context(export_snapshot(connection))

    async def _describe(self) -> Manifest:
        return Manifest(
            format=FORMAT,
            alcove=self._plan.version,
            created_at=self._now,
            databases=tuple(
                [
                    await _describe_database(self._databases[label], snapshot)
                    for label, snapshot in self._snapshots.items()
                ]
            ),
            sources=tuple(source.name for source in self._sources()),
        )

    def _size_of(self, source: FileSource, file: StoredFile) -> int:
        """Return the size of a file on disk, 0 if it is missing."""
        try:
            return source.locate(file.path).stat().st_size
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise BackupError(f"{source.locate(file.path)} cannot be read: {error.strerror}") from error

    def _sources(self) -> list[FileSource]:
        return [source for source in self._plan.files if source.database in self._snapshots]

    def _list(self, source: FileSource) -> Iterator[StoredFile]:
        files = source.list_files(self._snapshots[source.database].connection)
        while batch := self._runner.run(_take(files)):
            yield from batch

    def _write_dump(self, writer: ArchiveWriter, label: str) -> None:
        database, snapshot = self._databases[label], self._snapshots[label]
        done = 0
        for number, part in enumerate(dump_snapshot(database.dsn, snapshot.id), start=1):
            writer.add(f"{DATABASES}/{database.label}/{number:06}.dump", part)
            done += len(part)
            self._progress(f"database {database.name}", done=done, total=None)

    def _write_file(self, writer: ArchiveWriter, source: FileSource, *, file: StoredFile) -> None:
        name = f"{FILES}/{source.name}/{file.path}"
        try:
            descriptor = os.open(source.locate(file.path), os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            if source.is_required:
                self._add_problem(f"{source.locate(file.path)} is missing, though the database has a row for it")
            return
        except OSError as error:
            raise BackupError(f"{source.locate(file.path)} cannot be read: {error.strerror}") from error
        with os.fdopen(descriptor, "rb", buffering=0) as content:
            status = os.fstat(descriptor)
            digest = hashlib.sha256()
            chunks = self._read(lambda: content.read(_CHUNK), digest.update)
            writer.add_chunks(name, chunks, size=status.st_size, mode=stat.S_IMODE(status.st_mode) & 0o777)
        if file.sha256 not in (None, digest.digest()):
            self._add_problem(f"{source.locate(file.path)} is not what was stored: its content has changed on disk")
        self._files += 1

    def _add_problem(self, problem: str) -> None:
        if not self._plan.skips_damaged:
            raise BackupError(
                f"{problem}. Nothing was written: put the right file there, delete it in the app, or go on without it"
                " with --skip-damaged"
            )
        self._problems.append(problem)

    def _read(self, read: Callable[[], bytes], update: Callable[[bytes], object]) -> Iterator[bytes]:
        while chunk := read():
            update(chunk)
            self._copied += len(chunk)
            self._progress("files", done=self._copied, total=self.total)
            yield chunk


async def _describe_database(database: NamedDatabase, snapshot: DatabaseSnapshot) -> DatabaseEntry:
    connection = snapshot.connection
    return DatabaseEntry(
        label=database.label,
        name=database.name,
        setting=database.setting,
        user=await store.read_user(connection),
        server_version=await store.read_server_version(connection),
        migrations=await store.read_migrations(connection),
        owners=await store.read_owners(connection),
        roles=await store.read_roles(connection),
        settings=await store.read_settings(connection),
    )


async def _take(files: AsyncIterator[StoredFile]) -> list[StoredFile]:
    batch: list[StoredFile] = []
    async for file in files:
        batch.append(file)
        if len(batch) == _BATCH:
            break
    return batch
