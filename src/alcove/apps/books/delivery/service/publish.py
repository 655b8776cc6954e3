"""Publishes files atomically: they appear under their final name complete or not at all, and never replace another."""

import ctypes
import errno
import fcntl
import hashlib
import os
import threading
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final

from alcove.apps.books.delivery.model import MAX_NAME_BYTES, FileName
from alcove.apps.books.delivery.service.disk_io import DownloadFailed, WorkStopped
from alcove.apps.books.delivery.service.folders import UNFINISHED_SUFFIX
from alcove.apps.books.delivery.store.deliveries import Delivery

CHUNK_SIZE: Final = 1024 * 1024
MAX_NUMBER: Final = 1000

_AT_FDCWD: Final = -100
_NO_REPLACE: Final = 1
_UNSUPPORTED: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP})
_LINK_UNSUPPORTED: Final = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL})


def rename_no_replace(source: Path, target: Path) -> None:
    """Rename a file within its file system; FileExistsError when the name is taken."""
    try:
        _rename_atomically(source, target)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
        _rename_by_link(source, target)


def _rename_atomically(source: Path, target: Path) -> None:
    rename = _renameat2()
    if rename is None:
        raise OSError(errno.ENOSYS, "no renameat2")
    if rename(_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), _NO_REPLACE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(target))


@lru_cache(maxsize=1)
def _renameat2() -> "ctypes._NamedFuncPointer | None":
    library = ctypes.CDLL(None, use_errno=True)
    found: ctypes._NamedFuncPointer | None = getattr(library, "renameat2", None)
    if found is not None:
        found.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
    return found


def _rename_by_link(source: Path, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _LINK_UNSUPPORTED:
            raise
        _rename_with_lock(source, target)
    else:
        source.unlink()


def _rename_with_lock(source: Path, target: Path) -> None:
    """Rename where the file system supports neither RENAME_NOREPLACE nor links: a lock excludes our own workers."""
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        source.rename(target)
    finally:
        os.close(folder)


def temporary_name(name: str, *, salt: str) -> str:
    """Return the hidden name under which a file is written, within the length limit of file names."""
    end = f".{salt}{UNFINISHED_SUFFIX}"
    room = MAX_NAME_BYTES - len(end) - 1
    return f".{name.encode()[:room].decode(errors='ignore')}{end}"


def find_free_number(folder: Path, name: FileName) -> int:
    """Return the first number with which a name is free in a folder; DownloadFailed when too many are taken."""
    for number in range(1, MAX_NUMBER + 1):
        if not os.path.lexists(folder / name.with_number(number)):
            return number
    raise DownloadFailed("Too many files have this name already.")


def create_file(path: Path) -> BinaryIO:
    """Create a new file; FileExistsError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    return os.fdopen(descriptor, "wb")


def copy_file(source: Path, target: BinaryIO, *, mode: int, stop: threading.Event) -> None:
    """Copy a file into an open one and sync it to disk; WorkStopped when `stop` is set."""
    with source.open("rb") as file:
        while chunk := file.read(CHUNK_SIZE):
            if stop.is_set():
                raise WorkStopped
            target.write(chunk)
    target.flush()
    os.fchmod(target.fileno(), mode)
    os.fsync(target.fileno())


def sync_file(path: Path, *, mode: int) -> None:
    """Set a file's permissions and sync it to disk."""
    with path.open("rb") as file:
        os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Sync a folder's entries to disk; file systems that do not support this do not need it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.EOPNOTSUPP}:
            raise
    finally:
        os.close(descriptor)


def hash_file(path: Path, *, stop: threading.Event) -> bytes:
    """Return the SHA-256 digest of a file; WorkStopped when `stop` is set."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_SIZE):
            if stop.is_set():
                raise WorkStopped
            digest.update(chunk)
    return digest.digest()


class DeliveryState(Enum):
    """How far an interrupted delivery came."""

    PUBLISHED = "the file was published, whether the library still has it or not"
    STAGED = "the complete file waits under its temporary name"
    NOT_STARTED = "the file must be delivered again"


def find_state(delivery: Delivery, *, staging: Path, stop: threading.Event) -> DeliveryState:
    """Return how far an interrupted delivery came."""
    path = Path(delivery.path)
    if delivery.temporary is None:
        return DeliveryState.PUBLISHED if _is_same_file(path, delivery, stop=stop) else DeliveryState.NOT_STARTED
    temporary = Path(delivery.temporary)
    if _inode(temporary) is not None:
        return _state_of_temporary(temporary, path, delivery=delivery, stop=stop)
    if delivery.how == "move" and _is_staged(staging, inode=delivery.inode):
        return DeliveryState.NOT_STARTED
    # Only publishing removes the temporary name; the library may have moved the file away since.
    return DeliveryState.PUBLISHED


def _state_of_temporary(temporary: Path, path: Path, *, delivery: Delivery, stop: threading.Event) -> DeliveryState:
    if _inode(path) == _inode(temporary):
        # Published by a link, and interrupted before the temporary name was removed.
        temporary.unlink()
        return DeliveryState.PUBLISHED
    return DeliveryState.STAGED if _is_same_file(temporary, delivery, stop=stop) else DeliveryState.NOT_STARTED


def _is_same_file(path: Path, delivery: Delivery, *, stop: threading.Event) -> bool:
    if _inode(path) != delivery.inode or path.stat().st_size != delivery.size:
        return False
    return hash_file(path, stop=stop) == delivery.sha256


def _is_staged(staging: Path, *, inode: int) -> bool:
    return staging.is_dir() and any(_inode(file) == inode for file in staging.iterdir())


def _inode(path: Path) -> int | None:
    try:
        return path.lstat().st_ino
    except (FileNotFoundError, NotADirectoryError):
        return None
