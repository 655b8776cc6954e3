"""The part of a file that has arrived: on the disk, locked, with its digests."""

import fcntl
import hashlib
import os
import shutil
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

from alcove.apps.books.delivery import STAGING_LABEL, WorkStopped, run_in_thread, run_on_disk

FILE_NAME: Final = "part"
MARKER: Final = ".alcove"
"""Marks the folders that are ours to remove."""
DIGESTS: Final = ("sha256", "sha1", "md5")
CHUNK_SIZE: Final = 1024 * 1024


class PartialFile:
    """An open, locked part file; to be used as a context."""

    def __init__(self, folder: Path, *, digests: Iterable[str] = DIGESTS[:1]) -> None:
        self._folder = folder
        self._names = tuple(digests)
        self._digests: dict[str, Any] = {}
        self._file = -1
        self.path = folder / FILE_NAME
        self.size = 0

    async def __aenter__(self) -> Self:
        await run_on_disk(self._open, folder=STAGING_LABEL)
        return self

    async def __aexit__(self, *_: object) -> None:
        os.close(self._file)

    def digest(self, name: str) -> bytes:
        """Return a digest of all that has arrived."""
        found: bytes = self._digests[name].digest()
        return found

    async def write(self, pieces: Sequence[bytes]) -> None:
        """Add to the file; BookFailed when it cannot be kept."""
        await run_on_disk(lambda _: self._write(pieces), folder=STAGING_LABEL)

    async def restart(self) -> None:
        """Forget what has arrived."""
        await run_on_disk(lambda _: self._restart(), folder=STAGING_LABEL)

    def _open(self, stop: threading.Event) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / MARKER).touch()
        while not self._locked():
            # Somebody who was taken for dead still writes: to a file without a name from now on.
            with suppress(FileNotFoundError):
                self.path.unlink()
        try:
            self._count(stop)
        except BaseException:
            os.close(self._file)
            raise

    def _locked(self) -> bool:
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            return False
        return True

    def _count(self, stop: threading.Event) -> None:
        """Take up what an earlier run has left."""
        self._digests = {name: hashlib.new(name, usedforsecurity=False) for name in self._names}
        self.size = 0
        while piece := os.read(self._file, CHUNK_SIZE):
            if stop.is_set():
                raise WorkStopped
            self._add(piece)

    def _add(self, piece: bytes) -> None:
        self.size += len(piece)
        for digest in self._digests.values():
            digest.update(piece)

    def _write(self, pieces: Sequence[bytes]) -> None:
        for piece in pieces:
            view = memoryview(piece)
            while view:
                view = view[os.write(self._file, view) :]
            self._add(piece)

    def _restart(self) -> None:
        os.ftruncate(self._file, 0)
        os.lseek(self._file, 0, os.SEEK_SET)
        self._digests = {name: hashlib.new(name, usedforsecurity=False) for name in self._names}
        self.size = 0


async def remove_staging_folder(folder: Path) -> None:
    """Remove a staging folder with all that is in it."""
    await run_in_thread(lambda _: shutil.rmtree(folder, ignore_errors=True))
