"""The partially downloaded file: on disk, locked, with its digests."""

import errno
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
from alcove.foundation.disk_space import read_disk_space

FILE_NAME: Final = "part"
MARKER: Final = ".alcove"
"""The file that marks a staging folder as one of this app, which may be removed."""
DIGESTS: Final = ("sha256", "sha1", "md5")
CHUNK_SIZE: Final = 1024 * 1024


class PartialFile:
    """An open, locked file of the bytes received so far; an async context manager."""

    def __init__(self, folder: Path, *, digests: Iterable[str] = DIGESTS[:1], reserve_mb: int | None = None) -> None:
        """Create it for a folder on whose disk `reserve_mb` stay free, by default a part of the disk."""
        self._folder = folder
        self._reserve_mb = reserve_mb
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
        """Return the digest `name` of all bytes received so far."""
        found: bytes = self._digests[name].digest()
        return found

    async def write(self, chunks: Sequence[bytes]) -> None:
        """Append to the file; DownloadFailed when the disk does not allow it."""
        await run_on_disk(lambda _: self._write(chunks), folder=STAGING_LABEL)

    async def restart(self) -> None:
        """Discard all bytes received so far."""
        await run_on_disk(lambda _: self._restart(), folder=STAGING_LABEL)

    def _open(self, stop: threading.Event) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / MARKER).touch()
        while not self._open_locked():
            # A worker that was considered dead still writes; after this it writes to an unlinked file.
            with suppress(FileNotFoundError):
                self.path.unlink()
        try:
            self._hash_existing(stop)
        except BaseException:
            os.close(self._file)
            raise

    def _open_locked(self) -> bool:
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            # Where files cannot be locked, nobody knows whether another worker still writes to an existing one.
            is_unused = not isinstance(error, BlockingIOError) and os.fstat(self._file).st_size == 0
            if not is_unused:
                os.close(self._file)
            return is_unused
        return True

    def _hash_existing(self, stop: threading.Event) -> None:
        """Compute size and digests of what an earlier run has left."""
        self._digests = {name: hashlib.new(name, usedforsecurity=False) for name in self._names}
        self.size = 0
        while chunk := os.read(self._file, CHUNK_SIZE):
            if stop.is_set():
                raise WorkStopped
            self._update(chunk)

    def _update(self, chunk: bytes) -> None:
        self.size += len(chunk)
        for digest in self._digests.values():
            digest.update(chunk)

    def _write(self, chunks: Sequence[bytes]) -> None:
        # A disk that is full for books would be full for the database, too.
        if read_disk_space(self._folder, reserve_mb=self._reserve_mb).is_low:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._folder))
        for chunk in chunks:
            view = memoryview(chunk)
            while view:
                view = view[os.write(self._file, view) :]
            self._update(chunk)

    def _restart(self) -> None:
        os.ftruncate(self._file, 0)
        os.lseek(self._file, 0, os.SEEK_SET)
        self._digests = {name: hashlib.new(name, usedforsecurity=False) for name in self._names}
        self.size = 0


async def remove_staging_folder(folder: Path) -> None:
    """Remove a staging folder with all that is in it."""
    await run_in_thread(lambda _: shutil.rmtree(folder, ignore_errors=True))
