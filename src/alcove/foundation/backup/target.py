"""The file to which a backup is written: complete under its name, or not there at all."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import Final

from alcove.foundation.backup.archive import Output
from alcove.foundation.backup.model import BackupError, TargetInUse
from alcove.foundation.disk_space import MEGABYTE, DiskSpace, free_bytes, read_disk_space

STANDARD_OUTPUT: Final = Path("-")
_CHECK_BYTES: Final = 32 * MEGABYTE
_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_MODE: Final = 0o600
_OPEN_FILES: Final = Path("/proc/self/fd")


class TargetFile:
    """A backup while it is written; on the disk of the data directory it leaves the reserved space free."""

    def __init__(self, file: Output, folder: Path, *, is_data_disk: bool, reserve_mb: int | None) -> None:
        self._file = file
        self._folder = folder
        self._is_data_disk = is_data_disk
        self._reserve_mb = reserve_mb
        self._unchecked = _CHECK_BYTES

    def write(self, content: bytes) -> None:
        """Write all of the bytes; BackupError when the disk becomes full."""
        self._unchecked += len(content)
        if self._is_data_disk and self._unchecked >= _CHECK_BYTES:
            self._unchecked = 0
            self._check_space(read_disk_space(self._folder, reserve_mb=self._reserve_mb))
        try:
            self._file.write(content)
        except OSError as error:
            raise _describe(error, self._folder) from error

    def _check_space(self, space: DiskSpace) -> None:
        if space.usable < _CHECK_BYTES:
            raise BackupError(
                f"the backup does not fit: {self._folder} is on the disk of the data directory, of which"
                f" {space.reserved // MEGABYTE:,} MB stay free for the server (ALCOVE_DISK_RESERVE_MB). Nothing was"
                " written: choose another disk, or free some space"
            )


def check_target(target: Path, *, replace: bool) -> None:
    """Raise TargetInUse for a file that exists, BackupError for a folder that does not."""
    if target == STANDARD_OUTPUT:
        if sys.stdout.isatty():
            raise BackupError("a backup cannot be written to a terminal: redirect the output, or name a file")
        return
    if target.is_dir() or not target.parent.is_dir():
        problem = "is a folder" if target.is_dir() else "is in a folder that does not exist"
        raise BackupError(f"{target} {problem}: name a file in an existing folder")
    if target.exists() and not replace:
        raise TargetInUse(f"{target} exists already: choose another name, or replace it with --force")


def check_space(target: Path, *, needed: int) -> None:
    """Raise BackupError when `needed` bytes certainly do not fit."""
    if target != STANDARD_OUTPUT and (free := free_bytes(target.parent)) < needed:
        raise BackupError(
            f"the backup does not fit into {target.parent}: its files alone have {needed // MEGABYTE:,} MB, and"
            f" {free // MEGABYTE:,} MB are free. Nothing was written"
        )


@contextmanager
def open_target(target: Path, *, data_dir: Path, reserve_mb: int | None, replace: bool) -> Iterator[TargetFile]:
    """Yield a private file, which appears as `target`, on disk, after a block without an error."""
    if target == STANDARD_OUTPUT:
        yield TargetFile(sys.stdout.buffer, target, is_data_disk=False, reserve_mb=reserve_mb)
        sys.stdout.buffer.flush()
        return
    folder = target.absolute().parent
    is_data_disk = data_dir.exists() and folder.stat().st_dev == data_dir.stat().st_dev
    try:
        descriptor, draft = _open_draft(folder, target.name)
    except OSError as error:
        raise _describe(error, folder) from error
    try:
        with os.fdopen(descriptor, "wb", buffering=0) as file:
            yield TargetFile(_Unbuffered(file), folder, is_data_disk=is_data_disk, reserve_mb=reserve_mb)
            _publish(descriptor, draft, target=folder / target.name, replace=replace)
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


class _Unbuffered:
    """Writes all of the bytes to a raw file, which may take a part of them."""

    def __init__(self, file: FileIO) -> None:
        self._file = file

    def write(self, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            rest = rest[self._file.write(rest) :]


def _open_draft(folder: Path, name: str) -> tuple[int, Path | None]:
    """Return a file without a name where the system has them: nothing is left of it when the process is killed."""
    # It gets its name by /proc.
    with suppress(OSError, AttributeError):
        if _OPEN_FILES.exists():
            return os.open(folder, os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, _MODE), None
    draft = folder / f".{name}.{os.getpid()}.partial"
    return os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, _MODE), draft


def _publish(descriptor: int, draft: Path | None, *, target: Path, replace: bool) -> None:
    try:
        os.fchmod(descriptor, _MODE)
        os.fsync(descriptor)
        source = draft or _OPEN_FILES / str(descriptor)
        if not replace:
            _link(source, target, descriptor=descriptor)
        elif draft is not None:
            draft.replace(target)
        else:
            beside = target.with_name(f".{target.name}.{os.getpid()}.partial")
            beside.unlink(missing_ok=True)
            _link(source, beside, descriptor=descriptor)
            beside.replace(target)
        sync_folder(target.parent)
    except FileExistsError as error:
        raise TargetInUse(f"{target} was created meanwhile: choose another name, or replace it with --force") from error
    except OSError as error:
        raise _describe(error, target.parent) from error


def _link(source: Path, target: Path, *, descriptor: int) -> None:
    # Python follows the symbolic link of /proc only if it gets a folder, which an absolute path leaves unused.
    os.link(source, target, src_dir_fd=descriptor, follow_symlinks=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _describe(error: OSError, folder: Path) -> BackupError:
    if isinstance(error, BrokenPipeError):
        return BackupError("the program that reads the backup has ended: the backup is incomplete")
    problem = "the disk is full" if error.errno in _NO_SPACE else error.strerror or str(error)
    return BackupError(f"the backup cannot be written to {folder}: {problem}. No file was left there")
