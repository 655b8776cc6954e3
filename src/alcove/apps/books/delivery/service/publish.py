"""Files that appear under their last name whole or not at all, and never in place of another."""

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
    """Rename where the file system can neither refuse to overwrite nor link: our own workers take turns."""
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        source.rename(target)
    finally:
        os.close(folder)


def temporary_name(name: str, *, salt: str) -> str:
    """Return the hidden name under which a file is made whole, no longer than names may be."""
    end = f".{salt}{UNFINISHED_SUFFIX}"
    room = MAX_NAME_BYTES - len(end) - 1
    return f".{name.encode()[:room].decode(errors='ignore')}{end}"


def find_free_number(folder: Path, name: FileName) -> int:
    """Return the first number by which a name is free in a folder; BookFailed when too many are taken."""
    for number in range(1, MAX_NUMBER + 1):
        if not os.path.lexists(folder / name.numbered(number)):
            return number
    raise DownloadFailed("Too many files have this name already.")


def create_file(path: Path) -> BinaryIO:
    """Make a file that was not there; FileExistsError."""
    made = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    return os.fdopen(made, "wb")


def copy_file(source: Path, target: BinaryIO, *, mode: int, stop: threading.Event) -> None:
    """Copy a file into an open one and bring it to the disk; Stopped when told so."""
    with source.open("rb") as file:
        while piece := file.read(CHUNK_SIZE):
            if stop.is_set():
                raise WorkStopped
            target.write(piece)
    target.flush()
    os.fchmod(target.fileno(), mode)
    os.fsync(target.fileno())


def sync_file(path: Path, *, mode: int) -> None:
    """Give a file its mode and bring it to the disk."""
    with path.open("rb") as file:
        os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to the disk; some file systems offer no way, and need none."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.EOPNOTSUPP}:
            raise
    finally:
        os.close(opened)


def hash_file(path: Path, *, stop: threading.Event) -> bytes:
    """Return the digest of a file; Stopped when told so."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK_SIZE):
            if stop.is_set():
                raise WorkStopped
            digest.update(piece)
    return digest.digest()


class DeliveryState(Enum):
    """What is found of a delivery."""

    PUBLISHED = "it reached the library, whether it is still there or not"
    WHOLE = "it waits under its first name"
    NOTHING = "it has to be delivered anew"


def find_state(delivery: Delivery, *, staging: Path, stop: threading.Event) -> DeliveryState:
    """Find out how far an interrupted delivery came."""
    path = Path(delivery.path)
    if delivery.temporary is None:
        return DeliveryState.PUBLISHED if _is_same_file(path, delivery, stop=stop) else DeliveryState.NOTHING
    first = Path(delivery.temporary)
    if _inode(first) is not None:
        return _state_of_temporary(first, path, delivery=delivery, stop=stop)
    if delivery.how == "move" and _is_staged(staging, inode=delivery.inode):
        return DeliveryState.NOTHING
    # The first name is given up by publishing alone; a library may have taken the file away since.
    return DeliveryState.PUBLISHED


def _state_of_temporary(first: Path, path: Path, *, delivery: Delivery, stop: threading.Event) -> DeliveryState:
    if _inode(path) == _inode(first):
        # Published by a link, and interrupted before the first name went.
        first.unlink()
        return DeliveryState.PUBLISHED
    return DeliveryState.WHOLE if _is_same_file(first, delivery, stop=stop) else DeliveryState.NOTHING


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
