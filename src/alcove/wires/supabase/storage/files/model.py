"""What the storage API expects of the place where the contents of objects are."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A complete file: its version, its size in bytes and the SHA-256 of its content, in hexadecimal digits."""

    version: str
    size: int
    sha256: str


class FileWriter(Protocol):
    """A temporary file that becomes a version when its content is complete."""

    @property
    def size(self) -> int:
        """The bytes that were written."""
        ...

    async def write(self, chunk: bytes) -> None:
        """Append bytes; OSError, for example when the disk is full."""
        ...

    @property
    def version(self) -> str:
        """The version that the file will be."""
        ...

    async def store(self) -> StoredFile:
        """Make the content durable; OSError. The file is there when this returns, or not at all."""
        ...

    async def discard(self) -> None:
        """Remove the temporary file if it was not stored; this never fails."""
        ...


class FileStore(Protocol):
    """Keeps immutable files by their versions.

    Announce a version before its file is there (see `upkeep`), so that it is removed if its row is never written; `to`
    names an announced one.
    """

    async def open_writer(self) -> FileWriter:
        """Return a new temporary file; OSError. The caller stores or discards it."""
        ...

    async def adopt(self, path: Path, *, to: str = "") -> StoredFile:
        """Store a complete file of the same file system under a new version, by moving it; OSError."""
        ...

    async def store_copy(self, path: Path, *, version: str) -> StoredFile:
        """Store the content of a complete file of the same file system under a version, unless it is there; OSError."""
        ...

    async def copy(self, version: str, *, to: str = "") -> str:
        """Store the content of a version under a new one as well, and return that; FileNotFoundError, OSError."""
        ...

    def find_path(self, version: str) -> Path | None:
        """Return where the file of a version is or would be, None for what is no version."""
        ...

    async def remove(self, versions: Sequence[str]) -> None:
        """Remove files; those that are missing and what is no version are skipped. OSError."""
        ...

    async def remove_stale_temporaries(self, *, older_than: float) -> int:
        """Remove the temporary files that nobody has written since a time, in seconds since 1970; return how many."""
        ...


def new_version() -> str:
    """Return the name of a new version."""
    return str(uuid.uuid4())
