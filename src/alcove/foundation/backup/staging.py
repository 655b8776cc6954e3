"""Restored files: written beside their places first, and moved there when the databases are loaded."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alcove.foundation.backup.archive import FILES, ArchiveEntry
from alcove.foundation.backup.model import STAGING, BackupError, FileSource
from alcove.foundation.backup.target import sync_folder
from alcove.foundation.settings import RESTORE_MARKER, give_to_owner, write_private_file

_NEW: Final = "new"
_OLD: Final = "old"
_FOLDER_MODE: Final = 0o700
_CHUNK: Final = 1024 * 1024
_FLUSHES: Final = 16
"""How many files are flushed at once."""


@dataclass(frozen=True, slots=True)
class StagedFiles:
    """The restored files of one source; root gives them to the owner of the data directory."""

    source: FileSource
    data_dir: Path

    @property
    def _folder(self) -> Path:
        return self.source.folder / STAGING / self.source.name

    def clear(self) -> None:
        """Remove what an earlier restore has left, and create nothing; OSError."""
        if self._folder.exists():
            shutil.rmtree(self._folder)
        self._remove_empty()

    def add(self, path: str, entry: ArchiveEntry) -> None:
        """Write a file beside its place; OSError."""
        target = self._folder / _NEW / self.source.locate(path).relative_to(self.source.folder)
        self._create_folder(target.parent)
        with target.open("xb") as file:
            file.writelines(entry.read_chunks())
            os.fchmod(file.fileno(), entry.mode)
            give_to_owner(file.fileno(), self.data_dir)

    def flush(self) -> None:
        """Wait until all files are on disk; OSError. Many at once take a fraction of the time."""
        with ThreadPoolExecutor(_FLUSHES) as threads:
            for folder, _, names in os.walk(self._folder / _NEW):
                for _ in threads.map(_flush_file, (Path(folder, name) for name in names)):
                    pass
                sync_folder(Path(folder))

    def place(self) -> None:
        """Move the files to their places; a second call continues after a kill. OSError."""
        new = self._folder / _NEW
        if self.source.owns_folder and self.source.folder.exists():
            self._move_away()
        for folder, _, names in os.walk(new):
            target_folder = self.source.folder / Path(folder).relative_to(new)
            self._create_folder(target_folder)
            for name in names:
                (Path(folder) / name).replace(target_folder / name)
            sync_folder(target_folder)
        self.clear()

    def _move_away(self) -> None:
        """Move everything out of the folder: the backup has all that belongs there."""
        old = self._folder / _OLD
        self._create_folder(old)
        number = len(list(old.iterdir()))
        for entry in sorted(self.source.folder.iterdir()):
            if entry.name != STAGING:
                number += 1
                entry.rename(old / str(number))

    def _create_folder(self, folder: Path) -> None:
        for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
            missing.mkdir(mode=_FOLDER_MODE)
            give_to_owner(missing, self.data_dir)
            sync_folder(missing.parent)

    def _remove_empty(self) -> None:
        staging = self._folder.parent
        if staging.exists() and not any(staging.iterdir()):
            staging.rmdir()


def mark_restore(data_dir: Path, archive: Path) -> None:
    """Store that a restore changes the data directory, where no server may start until it is done; OSError."""
    write_private_file(data_dir / RESTORE_MARKER, f"{archive.absolute()}\n".encode(errors="surrogateescape"))


def clear_restore(data_dir: Path) -> None:
    """Store that the restore is done; OSError."""
    (data_dir / RESTORE_MARKER).unlink()
    sync_folder(data_dir)


def _flush_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def split_name(entry: ArchiveEntry) -> tuple[str, str]:
    """Return the source and the path of a file entry; BackupError for a path that leaves its folder."""
    kind, source, *parts = entry.name.split("/") if "/" in entry.name else ("", "")
    is_relative = bool(parts) and not {"", ".", ".."}.intersection(parts)
    if kind != FILES or not is_relative or parts[0] == STAGING or "\0" in entry.name:
        raise BackupError(f"the backup has a file with the name {entry.name!r}, which cannot be restored")
    return source, "/".join(parts)


def find_obstacle(source: FileSource, entry: ArchiveEntry, *, path: str) -> Path | None:
    """Return the file that a restored one would replace, None if there is none or it is the same."""
    target = source.locate(path)
    if source.owns_folder or source.keeps_existing or not target.exists():
        return None
    is_same = target.is_file() and target.stat().st_size == entry.size
    return None if is_same and _hash(entry.read_chunks()) == _hash(_read(target)) else target


def find_other_files(source: FileSource) -> Path | None:
    """Return a file in a folder that the backup would replace as a whole, None if the folder is empty."""
    if not source.owns_folder or not source.folder.is_dir():
        return None
    return next((path for path in source.folder.iterdir() if path.name != STAGING), None)


def _hash(chunks: Iterable[bytes]) -> bytes:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.digest()


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
