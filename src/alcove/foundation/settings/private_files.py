"""Private files, written atomically."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700


def write_private_file(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, atomically and durably; OSError."""
    with open_private_file(path) as file:
        file.write(content)


@contextmanager
def open_private_file(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that only its owner can read; it replaces `path` after a block without an error. OSError."""
    with _draft(path) as (file, draft):
        yield file
        _complete(file)
        draft.replace(path)
    _sync_folder(path.parent)


def create_private_file(path: Path, content: bytes) -> bool:
    """Write a private file unless it exists; return whether it was created. One of several processes creates it."""
    with _draft(path) as (file, draft):
        file.write(content)
        _complete(file)
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            return False
    _sync_folder(path.parent)
    return True


@contextmanager
def lock_private_file(path: Path) -> Iterator[None]:
    """Keep other processes out of the same block for a file that they read and write again; OSError.

    The kernel releases the lock when its holder ends. The lock is another file, because every write replaces `path`.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    descriptor = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _PRIVATE_FILE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _draft(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Yield a private file beside `path`, which is removed unless it is renamed."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), _PRIVATE_FILE)
            yield file, Path(name)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def _complete(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
