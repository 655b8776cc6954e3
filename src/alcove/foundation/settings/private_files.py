"""Private files, written atomically."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700


def write_private_file(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, atomically and durably; OSError."""
    with _draft(path, content) as draft:
        draft.replace(path)
    _sync_folder(path.parent)


def create_private_file(path: Path, content: bytes) -> bool:
    """Write a private file unless it exists; return whether it was created. One of several processes creates it."""
    with _draft(path, content) as draft:
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            return False
    _sync_folder(path.parent)
    return True


@contextmanager
def _draft(path: Path, content: bytes) -> Iterator[Path]:
    """Yield a complete private file beside `path`, which is removed unless it is renamed."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), _PRIVATE_FILE)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield Path(name)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
