"""Restore a backup: check all of it, prepare the files, load the databases, move the files to their places."""

import asyncio
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alcove.foundation.backup import store
from alcove.foundation.backup.archive import DATABASES, FILES, Archive, ArchiveEntry
from alcove.foundation.backup.create import NamedDatabase, Progress
from alcove.foundation.backup.load import prepare_load
from alcove.foundation.backup.model import SERVER, STAGING, BackupError, DatabaseEntry, FileSource
from alcove.foundation.backup.staging import (
    StagedFiles,
    clear_restore,
    find_obstacle,
    find_other_files,
    mark_restore,
    split_name,
)
from alcove.foundation.database import (
    DATABASE_LOST,
    CommitUncertain,
    DatabaseError,
    MigrationSource,
    NewerDatabase,
    check_not_newer,
    connect_for_backup,
    database_exists,
    ensure_database,
    load_dump,
    lock_for_restore,
)
from alcove.foundation.disk_space import MEGABYTE, free_bytes
from alcove.foundation.settings import is_restore_unfinished

_DUMPS: Final = "databases"
_AGAIN: Final = "The restore is not complete: remove the cause, and run `alcove restore` again"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePlan:
    """Where to restore to; `databases` by label, and the migrations that this program knows of each."""

    data_dir: Path
    databases: Mapping[str, NamedDatabase]
    files: Sequence[FileSource]
    migrations: Mapping[str, Sequence[MigrationSource]]


@dataclass(frozen=True, slots=True)
class _LoadTarget:
    """A database of the archive, and the one to load it into."""

    entry: DatabaseEntry
    database: NamedDatabase
    dump: Path


class Restoration:
    """Restores one archive that was checked."""

    def __init__(self, archive: Archive, plan: RestorePlan, *, progress: Progress) -> None:
        self._archive = archive
        self._plan = plan
        self._progress = progress
        self._staging = plan.data_dir / STAGING
        self._staged = {
            source.name: StagedFiles(source, plan.data_dir)
            for source in plan.files
            if source.name in archive.manifest.sources
        }

        self.was_unfinished = is_restore_unfinished(plan.data_dir)
        """Whether an earlier restore into this data directory was interrupted after its first change."""

    def check_known(self) -> None:
        """Raise BackupError when the archive has what this program or its settings do not know."""
        manifest = self._archive.manifest
        for entry in manifest.databases:
            if entry.label not in self._plan.databases:
                raise BackupError(
                    f"the backup has the database {entry.name}, which these settings do not name: set"
                    f" {entry.setting}={entry.name}, as it was when the backup was made"
                )
            try:
                check_not_newer(entry.migrations, self._plan.migrations.get(entry.label, ()))
            except NewerDatabase as error:
                raise BackupError(
                    f"{self._archive.path} was made by a newer version of Alcove ({manifest.alcove}): restore it with"
                    " that version, or a later one"
                ) from error
        unknown = set(manifest.sources) - self._staged.keys()
        if unknown:
            raise BackupError(
                f"the backup has files of {', '.join(sorted(unknown))}, which this program does not know: restore it"
                " with a program that has the same apps"
            )

    def find_data(self) -> str | None:
        """Return what a restore would replace, None if there is nothing. DatabaseError, DATABASE_LOST, OSError."""
        for source in (staged.source for staged in self._staged.values()):
            if (path := find_other_files(source)) is not None:
                return str(path)
        for entry in self._archive.entries():
            if entry.name.startswith(f"{FILES}/"):
                staged, path_in_source = self._find_source(entry)
                obstacle = find_obstacle(staged.source, entry, path=path_in_source)
                if obstacle is not None:
                    return str(obstacle)
        return asyncio.run(self._find_used_database())

    def run(self) -> None:
        """Restore everything; a second run completes one that was interrupted.

        Until the databases are loaded, nothing has changed after an error. BackupError, DatabaseError, DATABASE_LOST.
        """
        data_dir = self._plan.data_dir
        try:
            targets = self._stage()
            mark_restore(data_dir, self._archive.path)
        except BaseException:
            self._clear()
            raise
        self._load_all(targets)
        try:
            for staged in self._staged.values():
                staged.place()
        except OSError as error:
            raise BackupError(f"the files cannot be moved to their places ({error}). {_AGAIN}") from error
        self._clear()
        clear_restore(data_dir)

    def _load_all(self, targets: Sequence[_LoadTarget]) -> None:
        is_changed = self.was_unfinished
        try:
            for target in targets:
                self._load(target)
                is_changed = True
        except (DatabaseError, *DATABASE_LOST) as error:
            is_changed = is_changed or isinstance(error, CommitUncertain)
            if is_changed:
                raise BackupError(f"{error}. {_AGAIN}") from error
            raise
        finally:
            if not is_changed:
                self._clear()
                clear_restore(self._plan.data_dir)

    async def _find_used_database(self) -> str | None:
        for entry in self._archive.manifest.databases:
            database = self._plan.databases[entry.label]
            async with AsyncExitStack() as stack:
                if entry.label != SERVER and not await self._exists(database):
                    continue
                connection = await stack.enter_async_context(connect_for_backup(database.dsn))
                if await store.is_in_use(connection):
                    return f"the database {database.name}"
        return None

    async def _exists(self, database: NamedDatabase) -> bool:
        async with connect_for_backup(self._plan.databases[SERVER].dsn) as connection:
            return await database_exists(connection, database.name)

    def _clear(self) -> None:
        for staged in self._staged.values():
            staged.clear()
        shutil.rmtree(self._staging, ignore_errors=True)

    def _stage(self) -> list[_LoadTarget]:
        """Write the files beside their places, and the dumps into the data directory."""
        self._check_space()
        self._clear()
        dumps: dict[str, Path] = {}
        done = 0
        for entry in self._archive.entries():
            if entry.name.startswith(f"{DATABASES}/"):
                label = entry.name.split("/")[1]
                if label not in self._plan.databases:
                    raise BackupError(f"the backup has a database that these settings do not name: {entry.name!r}")
                dumps[label] = self._append_dump(label, entry.read_chunks())
            else:
                self._stage_file(entry)
            done += entry.size
            self._progress("files", done=done, total=self._archive.size)
        for staged in self._staged.values():
            with _explain_write(staged.source.folder):
                staged.flush()
        if missing := {entry.label for entry in self._archive.manifest.databases} - dumps.keys():
            raise BackupError(f"the backup has no dump of {', '.join(sorted(missing))}, which its list names")
        return [
            _LoadTarget(entry, self._plan.databases[entry.label], dumps[entry.label])
            for entry in self._archive.manifest.databases
        ]

    def _stage_file(self, entry: ArchiveEntry) -> None:
        staged, path = self._find_source(entry)
        if not staged.source.keeps_existing or not staged.source.locate(path).exists():
            with _explain_write(staged.source.folder):
                staged.add(path, entry)

    def _find_source(self, entry: ArchiveEntry) -> tuple[StagedFiles, str]:
        """Return the files to which an entry belongs, and its path there; BackupError."""
        name, path = split_name(entry)
        staged = self._staged.get(name)
        if staged is None:
            raise BackupError(f"the backup has a file that its list of sources does not name: {entry.name!r}")
        return staged, path

    def _check_space(self) -> None:
        free = free_bytes(self._plan.data_dir)
        if free < self._archive.size:
            raise BackupError(
                f"{self._plan.data_dir} has {free // MEGABYTE:,} MB free, and the backup has"
                f" {self._archive.size // MEGABYTE:,} MB. Nothing was changed"
            )

    def _append_dump(self, label: str, chunks: Iterator[bytes]) -> Path:
        folder = self._staging / _DUMPS
        dump = folder / f"{label}.dump"
        with _explain_write(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with dump.open("ab") as file:
                file.writelines(chunks)
        return dump

    def _load(self, target: _LoadTarget) -> None:
        done = 0

        def report(size: int) -> None:
            nonlocal done
            done += size
            self._progress(f"database {target.database.name}", done=done, total=None)

        with asyncio.Runner() as runner:
            if target.entry.label != SERVER:
                runner.run(self._create_database(target.database))
            lock = AsyncExitStack()
            try:
                connection = runner.run(lock.enter_async_context(lock_for_restore(target.database.dsn)))
                steps = runner.run(prepare_load(connection, target.entry, dump=target.dump))
                load_dump(
                    target.database.dsn,
                    target.dump,
                    before=steps.before,
                    after=steps.after,
                    options=steps.options,
                    report=report,
                )
            finally:
                runner.run(lock.aclose())

    async def _create_database(self, database: NamedDatabase) -> None:
        async with connect_for_backup(self._plan.databases[SERVER].dsn) as connection:
            await ensure_database(connection, database.name)


@contextmanager
def _explain_write(folder: Path) -> Iterator[None]:
    """Raise BackupError when a file cannot be written before anything has changed."""
    try:
        yield
    except OSError as error:
        raise BackupError(
            f"the files of the backup cannot be written to {folder}: {error.strerror}. Nothing was changed"
        ) from error
