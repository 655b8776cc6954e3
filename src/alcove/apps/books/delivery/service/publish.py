"""Files of deliveries: their temporary names, copies and permissions, and how far an interrupted delivery came."""

import errno
import hashlib
import os
import stat
import threading
from enum import Enum
from io import FileIO
from pathlib import Path
from typing import Final

from alcove.apps.books.delivery.model import MAX_NAME_BYTES, FileName
from alcove.apps.books.delivery.service.disk_io import DownloadFailed, WorkStopped
from alcove.apps.books.delivery.service.folders import UNFINISHED_SUFFIX, set_mode
from alcove.apps.books.delivery.service.rename import finish_link
from alcove.apps.books.delivery.store.deliveries import Delivery
from alcove.foundation.telemetry import get_logger

CHUNK_SIZE: Final = 1024 * 1024
MAX_NUMBER: Final = 1000

_SYNC_UNSUPPORTED: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})

log = get_logger("alcove.books.delivery")


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


def create_file(path: Path) -> FileIO:
    """Create a new file; FileExistsError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    # Without a buffer, whose rest would fail once more when the file is closed.
    return os.fdopen(descriptor, "wb", buffering=0)


def copy_file(source: Path, target: FileIO, *, mode: int, stop: threading.Event) -> None:
    """Copy a file into an open one, sync it to disk and close it; WorkStopped when `stop` is set."""
    with source.open("rb") as file:
        while chunk := file.read(CHUNK_SIZE):
            if stop.is_set():
                raise WorkStopped
            view = memoryview(chunk)
            while view:
                view = view[target.write(view) :]
    _finish_file(target.fileno(), mode=mode)
    target.close()


def sync_file(path: Path, *, mode: int) -> None:
    """Set a file's permissions and sync it to disk."""
    with path.open("rb") as file:
        _finish_file(file.fileno(), mode=mode)


def _finish_file(descriptor: int, *, mode: int) -> None:
    """Set permissions and sync an open file to disk, as far as its file system supports that."""
    set_mode(descriptor, mode)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _SYNC_UNSUPPORTED:
            raise


def sync_folder(folder: Path) -> None:
    """Sync a folder's entries to disk, as far as its file system supports that.

    An error is logged only: whoever calls this has published a file and must not publish it again.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _SYNC_UNSUPPORTED:
            log.warning("folder_not_synced", folder=str(folder), error=str(error))


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
        return DeliveryState.PUBLISHED if _has_content(path, delivery, stop=stop) else DeliveryState.NOT_STARTED
    temporary = Path(delivery.temporary)
    if _inode(temporary) is not None:
        return _state_of_temporary(temporary, path, delivery=delivery, stop=stop)
    if delivery.inode == 0 or (delivery.how == "move" and _is_staged(staging, delivery, stop=stop)):
        return DeliveryState.NOT_STARTED
    # Only publishing removes the temporary name; the library may have moved the file away since.
    return DeliveryState.PUBLISHED


def _state_of_temporary(temporary: Path, path: Path, *, delivery: Delivery, stop: threading.Event) -> DeliveryState:
    if _inode(path) == _inode(temporary):
        # Published by a link, and interrupted before the temporary name was removed.
        finish_link(temporary, path)
        return DeliveryState.PUBLISHED
    return DeliveryState.STAGED if _has_content(temporary, delivery, stop=stop) else DeliveryState.NOT_STARTED


def _has_content(path: Path, delivery: Delivery, *, stop: threading.Event) -> bool:
    """Return whether a file is the delivered one; by its content, because some mounts give out new inodes."""
    try:
        stats = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    has_size = stat.S_ISREG(stats.st_mode) and stats.st_size == delivery.size
    return has_size and hash_file(path, stop=stop) == delivery.sha256


def _is_staged(staging: Path, delivery: Delivery, *, stop: threading.Event) -> bool:
    files = list(staging.iterdir()) if staging.is_dir() else []
    return any(_inode(file) == delivery.inode or _has_content(file, delivery, stop=stop) for file in files)


def _inode(path: Path) -> int | None:
    try:
        return path.lstat().st_ino
    except (FileNotFoundError, NotADirectoryError):
        return None
