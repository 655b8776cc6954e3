"""Copy files between folders and the files of the storage service."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

from alcove.foundation.database import CONNECTION_LOST, is_away
from alcove.wires.supabase.storage.errors import StorageError
from alcove.wires.supabase.storage.files import FileStore, StoredFile
from alcove.wires.supabase.storage.names import check_bucket_name, check_key

Announce: TypeAlias = Callable[[str], Awaitable[None]]

_CHUNK: Final = 1024 * 1024


class FileTransfer:
    """Stores files, and removes those that were stored in vain."""

    def __init__(self, files: FileStore, *, announce: Announce) -> None:
        """Take how a version is recorded, outside of the transaction of its row, before its file is there.

        So the file is removed some time later when this process ends before its row.
        """
        self._files = files
        self._announce = announce
        self._stored: list[str] = []

    async def store_path(self, path: Path) -> StoredFile:
        """Store the content of a file under a new version; OSError."""
        with await asyncio.to_thread(_open, path) as file:
            return await self.store_stream(file)

    async def store_stream(self, file: BinaryIO, *, max_size: int | None = None) -> StoredFile:
        """Store what can be read under a new version; OSError, ValueError when it is longer than `max_size`."""
        writer = await self._files.open_writer()
        try:
            while chunk := await asyncio.to_thread(file.read, _CHUNK):
                await writer.write(chunk)
                if max_size is not None and writer.size > max_size:
                    raise ValueError("the file is longer than its size")
            await self._announce(writer.version)
            stored = await writer.store()
        finally:
            await writer.discard()
        self._stored.append(stored.version)
        return stored

    def keep(self) -> None:
        """Leave the files that were stored to their rows, which are committed."""
        self._stored.clear()

    async def discard(self, error: BaseException) -> None:
        """Remove every file that was stored, because of an error their rows were not.

        After a lost connection or an interruption the rows may be there. Then the files stay, and the worker removes
        those that no row names.
        """
        if isinstance(error, Exception) and not isinstance(error, CONNECTION_LOST) and not is_away(error):
            await self._files.remove(self._stored)
        self._stored.clear()


def find_stored(files: FileStore, version: str | None) -> Path | None:
    """Return the file of a version, None when there is none."""
    path = files.find_path(version) if version else None
    return path if path is not None and path.is_file() else None


def is_safe_name(bucket: str, name: str) -> bool:
    """Return whether this server could serve an object, whose name then leads to no other folder."""
    try:
        check_bucket_name(bucket)
        check_key(name)
    except StorageError:
        return False
    return True


def find_file(folder: Path, *, bucket: str, name: str, version: str | None) -> Path | None:
    """Return the file of an object in a folder of another system; its name is safe.

    It is `<bucket>/<name>`, or `<bucket>/<name>/<version>` as the storage service of a project has it. Links are not
    followed out of the folder.
    """
    candidates = [folder / bucket / name]
    if version and "/" not in version and version not in (".", ".."):
        candidates.append(folder / bucket / name / version)
    root = folder.resolve()
    for path in candidates:
        if path.is_file() and not path.is_symlink() and path.resolve().is_relative_to(root):
            return path
    return None


def _open(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW), "rb")
