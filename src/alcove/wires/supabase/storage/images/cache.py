"""Images that were transformed before, in a folder with a bound; whatever is missing is made again."""

import asyncio
import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Final

_KINDS: Final = ("webp", "jpeg", "png", "avif", "gif")


class ImageCache:
    """Keeps files by keys; those that were read longest ago go first."""

    def __init__(self, folder: Path, *, max_bytes: int) -> None:
        """Take the folder, which is made when there is something to keep, and the most bytes in it."""
        self._folder = folder
        self._max_bytes = max_bytes

    async def find(self, key: str) -> tuple[Path, str] | None:
        """Return the file of a key and its type, None without one."""
        return await asyncio.to_thread(self._find, key)

    def new_path(self) -> Path:
        """Return where a file can be written, before `add` keeps it."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._folder / f"{uuid.uuid4()}.new"

    async def add(self, key: str, path: Path, *, mimetype: str) -> Path:
        """Keep a file and return where it is; OSError. Others may go for it."""
        return await asyncio.to_thread(self._add, key, path, mimetype=mimetype)

    def _find(self, key: str) -> tuple[Path, str] | None:
        for kind in _KINDS:
            path = self._folder / f"{key}.{kind}"
            with suppress(FileNotFoundError):
                os.utime(path)
                return path, f"image/{kind}"
        return None

    def _add(self, key: str, path: Path, *, mimetype: str) -> Path:
        target = self._folder / f"{key}.{mimetype.rpartition('/')[2]}"
        path.rename(target)
        self._shrink(kept=target)
        return target

    def _shrink(self, *, kept: Path) -> None:
        files = []
        for path in self._folder.iterdir():
            with suppress(OSError):
                stats = path.stat()
                files.append((stats.st_mtime, stats.st_size, path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self._max_bytes:
                break
            if path != kept:
                path.unlink(missing_ok=True)
                total -= size
