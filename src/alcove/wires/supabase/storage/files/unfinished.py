"""Files whose content arrives in parts, perhaps in several processes; the length of a file is what has arrived."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from alcove.wires.supabase.storage.files.local import BUFFER, LocalFileStore, make_folder, sync_folder

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_APPEND: Final = os.O_RDWR | os.O_APPEND | os.O_CLOEXEC


class UnfinishedFile:
    """A file that this process alone may append to."""

    def __init__(self, store: LocalFileStore, path: Path, *, descriptor: int) -> None:
        self._store = store
        self.path = path
        self._descriptor = descriptor
        self._buffer = bytearray()
        self._pending: asyncio.Future[None] | None = None
        self.size = os.fstat(descriptor).st_size
        """The bytes that have arrived; `flush` makes them durable."""

    async def append(self, chunk: bytes) -> None:
        """Append bytes; OSError. While a thread writes a buffer, the next one is filled."""
        self._buffer += chunk
        self.size += len(chunk)
        if len(self._buffer) >= BUFFER:
            await self._wait()
            full, self._buffer = self._buffer, bytearray()
            self._pending = asyncio.ensure_future(asyncio.to_thread(self._write, full))

    async def flush(self) -> None:
        """Make durable what was appended; OSError, and then a part of it may be there."""
        await self._wait()
        rest, self._buffer = self._buffer, bytearray()
        self._pending = asyncio.ensure_future(asyncio.to_thread(self._write_durably, rest))
        await self._wait()

    async def close(self) -> None:
        """Close the file, which others may append to then."""
        if self._pending is not None:
            # The thread must not write to a descriptor that another file has got meanwhile.
            with suppress(OSError):
                await asyncio.shield(self._pending)
        os.close(self._descriptor)

    async def _wait(self) -> None:
        pending = self._pending
        if pending is not None:
            await asyncio.shield(pending)
            self._pending = None

    def _write(self, content: bytearray) -> None:
        self._store.check_space()
        view = memoryview(content)
        while view:
            view = view[os.write(self._descriptor, view) :]

    def _write_durably(self, rest: bytearray) -> None:
        if rest:
            self._write(rest)
        os.fsync(self._descriptor)


class UnfinishedFiles:
    """Keeps unfinished files in a folder of their own, beside those of complete contents."""

    def __init__(self, store: LocalFileStore) -> None:
        self._store = store
        self._folder = store.folder / "uploads"

    async def create(self, name: str) -> None:
        """Add an empty file; OSError."""
        await asyncio.to_thread(self._create, self._folder / name)

    @asynccontextmanager
    async def open(self, name: str) -> AsyncIterator[UnfinishedFile]:
        """Yield a file to append to; FileNotFoundError, BlockingIOError while another request does so, OSError."""
        path = self._folder / name
        descriptor = await asyncio.to_thread(_open_locked, path)
        file = UnfinishedFile(self._store, path, descriptor=descriptor)
        try:
            yield file
        finally:
            await file.close()

    async def read_size(self, name: str) -> int:
        """Return how many bytes of a file are durable; FileNotFoundError, OSError."""
        return await asyncio.to_thread(_read_durable_size, self._folder / name)

    async def remove(self, names: Sequence[str]) -> None:
        """Remove files; those that are missing are skipped."""
        for name in names:
            await asyncio.to_thread((self._folder / name).unlink, missing_ok=True)

    def _create(self, path: Path) -> None:
        make_folder(path.parent)
        self._store.check_space()
        os.close(os.open(path, _NEW, 0o600))
        sync_folder(path.parent)


def _open_locked(path: Path) -> int:
    """Open a file with a lock that ends with its descriptor, and so with the process as well."""
    descriptor = os.open(path, _APPEND)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Whoever had the lock before may have removed the file.
        path.stat()
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _read_durable_size(path: Path) -> int:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        size = os.fstat(descriptor).st_size
        os.fsync(descriptor)
        return size
    finally:
        os.close(descriptor)
