"""Pictures in files named by what they came from, within a size."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_DAY: Final = 86_400
_ROOM: Final = 0.9
"""How full the folder is once the oldest pictures have made room."""


class Disk:
    """One folder of pictures; every method blocks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._size: int | None = None

    def get(self, url: str, *, days: int) -> bytes | None:
        """Return the picture that came from an address, None when there is none or it is older than `days`; 0: any."""
        file = self._file(url)
        try:
            if days and time.time() - file.stat().st_mtime > days * _DAY:
                return None
            return file.read_bytes()
        except OSError:
            return None

    def put(self, url: str, content: bytes, *, most: int) -> None:
        """Keep a picture; the oldest ones go when all of them are larger than `most` bytes."""
        file = self._file(url)
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as opened:
                opened.write(content)
            Path(name).replace(file)
        except OSError:
            with suppress(OSError):
                Path(name).unlink()
            raise
        if self._size is None:
            self._size = sum(size for _, size, _ in self._kept())
        else:
            self._size += len(content)
        if self._size > most:
            self._make_room(int(most * _ROOM))

    def clear(self) -> int:
        """Remove all pictures and return how many they were."""
        count = 0
        for _, _, file in self._kept():
            with suppress(OSError):
                file.unlink()
                count += 1
        self._size = 0
        return count

    def _make_room(self, most: int) -> None:
        kept = sorted(self._kept())
        total = sum(size for _, size, _ in kept)
        for _, size, file in kept:
            if total <= most:
                break
            with suppress(OSError):
                file.unlink()
                total -= size
        self._size = total

    def _kept(self) -> Iterator[tuple[float, int, Path]]:
        if not self._folder.is_dir():
            return
        for file in self._folder.glob("??/*"):
            with suppress(OSError):
                facts = file.stat()
                yield facts.st_mtime, facts.st_size, file

    def _file(self, url: str) -> Path:
        digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / digest[:2] / digest
