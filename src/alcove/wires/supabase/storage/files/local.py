"""Files in a folder of this machine.

`objects/<two hexadecimal digits>/<version>` are complete and never change; `temporary/` are being written. A file is
flushed to the disk before it gets its final name, and so is the folder before the name counts. The part of the disk
that Alcove leaves free is not used.
"""

import asyncio
import errno
import hashlib
import os
import re
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from alcove.foundation.disk_space import read_disk_space
from alcove.wires.supabase.storage.files.model import StoredFile, new_version

BUFFER: Final = 1024 * 1024
_VERSION: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NO_LINKS: Final = frozenset({errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EXDEV})
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


class LocalFileWriter:
    """A temporary file; chunks are gathered, so that a thread writes and hashes many at once."""

    def __init__(self, store: "LocalFileStore", path: Path, *, descriptor: int) -> None:
        self._store = store
        self._path = path
        self._descriptor = descriptor
        self._hash = hashlib.sha256()
        self._buffer = bytearray()
        self._size = 0
        self._pending: asyncio.Future[None] | None = None

    @property
    def size(self) -> int:
        """The bytes that were written."""
        return self._size

    async def write(self, chunk: bytes) -> None:
        """Append bytes; OSError. While a thread writes a buffer, the next one is filled."""
        self._buffer += chunk
        self._size += len(chunk)
        if len(self._buffer) >= BUFFER:
            await self._wait()
            full, self._buffer = self._buffer, bytearray()
            self._pending = asyncio.ensure_future(asyncio.to_thread(self._write, full))

    @property
    def version(self) -> str:
        """The version that the file will be."""
        return self._path.name

    async def store(self) -> StoredFile:
        """Make the content durable; OSError."""
        await self._wait()
        rest, self._buffer = self._buffer, bytearray()
        await asyncio.to_thread(self._finish, rest)
        return StoredFile(version=self.version, size=self._size, sha256=self._hash.hexdigest())

    async def discard(self) -> None:
        """Remove the temporary file if it was not stored."""
        if self._pending is not None:
            # The thread must not write to a descriptor that another file has got meanwhile.
            with suppress(OSError):
                await asyncio.shield(self._pending)
        self._close()
        with suppress(OSError):
            await asyncio.to_thread(self._path.unlink, missing_ok=True)

    async def _wait(self) -> None:
        pending = self._pending
        if pending is not None:
            await asyncio.shield(pending)
            self._pending = None

    def _write(self, content: bytearray) -> None:
        self._store.check_space()
        self._hash.update(content)
        view = memoryview(content)
        while view:
            view = view[os.write(self._descriptor, view) :]

    def _finish(self, rest: bytearray) -> None:
        self._write(rest)
        os.fsync(self._descriptor)
        self._close()
        self._store.place(self._path, self.version)

    def _close(self) -> None:
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            os.close(descriptor)


class LocalFileStore:
    """Keeps files in a folder, which is made when the first file is written."""

    def __init__(self, folder: Path, *, reserve_mb: int | None = None) -> None:
        """Take the folder, and how much of its disk stays free, by default a tenth."""
        self._folder = folder
        self._reserve_mb = reserve_mb
        self._objects = folder / "objects"
        self._temporary = folder / "temporary"

    @property
    def folder(self) -> Path:
        """The folder of everything."""
        return self._folder

    @property
    def objects_folder(self) -> Path:
        """The folder with the complete files, and nothing else."""
        return self._objects

    async def open_writer(self) -> LocalFileWriter:
        """Return a new temporary file; OSError."""
        path = self._temporary / new_version()
        descriptor = await asyncio.to_thread(_create, path)
        return LocalFileWriter(self, path, descriptor=descriptor)

    async def adopt(self, path: Path, *, to: str = "") -> StoredFile:
        """Store a complete file of the same file system under a new version, by moving it; OSError."""
        return await asyncio.to_thread(self._adopt, path, to or new_version())

    async def store_copy(self, path: Path, *, version: str) -> StoredFile:
        """Store the content of a complete file of the same file system under a version, unless it is there; OSError."""
        return await asyncio.to_thread(self._store_copy, path, version)

    async def copy(self, version: str, *, to: str = "") -> str:
        """Store the content of a version under a new one as well, and return that; FileNotFoundError, OSError."""
        source = self.find_path(version)
        if source is None:
            raise FileNotFoundError(version)
        return await asyncio.to_thread(self._copy, source, to or new_version())

    def find_path(self, version: str) -> Path | None:
        """Return where the file of a version is or would be, None for what is no version."""
        if _VERSION.fullmatch(version) is None:
            return None
        return self._objects / version[:2] / version

    async def remove(self, versions: Sequence[str]) -> None:
        """Remove files; those that are missing and what is no version are skipped."""
        paths = [path for version in versions if (path := self.find_path(version)) is not None]
        await asyncio.to_thread(_unlink, paths)

    async def remove_stale_temporaries(self, *, older_than: float) -> int:
        """Remove the temporary files that nobody has written since a time, in seconds since 1970; return how many."""
        paths = await asyncio.to_thread(_list_older, self._temporary, older_than)
        await asyncio.to_thread(_unlink, paths)
        return len(paths)

    def check_space(self) -> None:
        """Raise OSError (ENOSPC) when only the reserve of the disk is left."""
        if read_disk_space(self._folder, reserve_mb=self._reserve_mb).is_low:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def place(self, path: Path, version: str) -> None:
        """Move a durable file to its final name; it blocks."""
        target = self._objects / version[:2] / version
        make_folder(target.parent)
        path.rename(target)
        sync_folder(target.parent)

    def _adopt(self, path: Path, version: str) -> StoredFile:
        digest = _hash_file(path, sync=True)
        path.chmod(0o600)
        size = path.stat().st_size
        self.place(path, version)
        return StoredFile(version=version, size=size, sha256=digest)

    def _store_copy(self, path: Path, version: str) -> StoredFile:
        digest = _hash_file(path, sync=True)
        self._copy(path, version)
        return StoredFile(version=version, size=path.stat().st_size, sha256=digest)

    def _copy(self, source: Path, version: str) -> str:
        target = self._objects / version[:2] / version
        make_folder(target.parent)
        # Versions never change, so two names of one file are as good as two files.
        try:
            os.link(source, target)
        except FileExistsError:
            # An earlier request for the same content, which was ended before its row.
            pass
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            copy = self._temporary / new_version()
            _copy_content(source, copy)
            self.place(copy, version)
        sync_folder(target.parent)
        return version


def _create(path: Path) -> int:
    make_folder(path.parent)
    return os.open(path, _FLAGS, 0o600)


def _copy_content(source: Path, target: Path) -> None:
    descriptor = _create(target)
    try:
        with source.open("rb") as content, os.fdopen(descriptor, "wb") as copy:
            shutil.copyfileobj(content, copy, BUFFER)
            copy.flush()
            os.fsync(copy.fileno())
    except OSError:
        target.unlink(missing_ok=True)
        raise


def make_folder(folder: Path) -> None:
    """Create a folder and its parents, which others may not read, durably."""
    if folder.is_dir():
        return
    if not folder.parent.is_dir():
        make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _hash_file(path: Path, *, sync: bool) -> str:
    with path.open("rb") as file:
        digest: Any = hashlib.file_digest(file, "sha256")
        if sync:
            os.fsync(file.fileno())
    return str(digest.hexdigest())


def _unlink(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _list_older(folder: Path, older_than: float) -> list[Path]:
    older = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):
                    if entry.is_file(follow_symlinks=False) and entry.stat().st_mtime < older_than:
                        older.append(Path(entry.path))
    except FileNotFoundError:
        return []
    return older
