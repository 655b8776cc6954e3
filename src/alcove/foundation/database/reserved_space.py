"""Disk space that is kept for a start of PostgreSQL on a full disk.

After a crash PostgreSQL needs room for a file of its write-ahead log, or it cannot start and nothing can be read.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from alcove.foundation.disk_space import MEGABYTE, free_bytes
from alcove.foundation.telemetry import get_logger

SIZE: Final = 24 * MEGABYTE
"""One file of the write-ahead log (16 MB) and some small files."""
MIN_FREE: Final = 2 * SIZE
"""Free bytes with which the space is reserved."""

log = get_logger("alcove.database")


class ReservedSpace:
    """A file that occupies the space; it is removed before a start on a full disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def reserve(self) -> None:
        """Create the file if it is missing and the disk has room for it."""
        if self._is_complete():
            return
        with suppress(OSError):
            if free_bytes(self._path.parent) < MIN_FREE:
                return
            try:
                with self._path.open("wb") as file:
                    for _ in range(SIZE // MEGABYTE):
                        # Random: a file system that compresses would reserve nothing for zeros.
                        file.write(os.urandom(MEGABYTE))
            except OSError:
                self._path.unlink(missing_ok=True)
                raise

    def release_if_needed(self) -> None:
        """Remove the file when the disk has too little room for a start of PostgreSQL."""
        with suppress(OSError):
            free = free_bytes(self._path.parent)
            if free < SIZE and self._path.exists():
                self._path.unlink()
                log.warning("reserved_disk_space_released", free_mb=free // MEGABYTE, released_mb=SIZE // MEGABYTE)

    def _is_complete(self) -> bool:
        try:
            return self._path.stat().st_size == SIZE
        except OSError:
            return False
