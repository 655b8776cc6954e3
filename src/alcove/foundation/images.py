"""Images of other servers: a cache on disk with a limit, and what a file is by its first bytes."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_DAY: Final = 86_400
_TARGET_FILL: Final = 0.9
"""The part of the limit that is used after old images were evicted."""


class ImageCache:
    """A folder of images by a key such as their address; every method blocks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._size: int | None = None

    def get(self, key: str, *, days: int) -> bytes | None:
        """Return the image of a key, None when there is none or it is older than `days`; 0 means any age."""
        file = self._file(key)
        try:
            if days and time.time() - file.stat().st_mtime > days * _DAY:
                return None
            return file.read_bytes()
        except OSError:
            return None

    def put(self, key: str, content: bytes, *, limit: int) -> None:
        """Store an image; the oldest images are evicted when all together exceed `limit` bytes."""
        file = self._file(key)
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
            self._size = sum(size for _, size, _ in self._entries())
        else:
            self._size += len(content)
        if self._size > limit:
            self._evict(int(limit * _TARGET_FILL))

    def clear(self) -> int:
        """Remove all images and return their number."""
        count = 0
        for _, _, file in self._entries():
            with suppress(OSError):
                file.unlink()
                count += 1
        self._size = 0
        return count

    def _evict(self, limit: int) -> None:
        entries = sorted(self._entries())
        total = sum(size for _, size, _ in entries)
        for _, size, file in entries:
            if total <= limit:
                break
            with suppress(OSError):
                file.unlink()
                total -= size
        self._size = total

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        if not self._folder.is_dir():
            return
        for file in self._folder.glob("??/*"):
            with suppress(OSError):
                stats = file.stat()
                yield stats.st_mtime, stats.st_size, file

    def _file(self, key: str) -> Path:
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / digest[:2] / digest


_SIGNATURES: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_AVIF: Final = frozenset({b"avif", b"avis"})


def detect_media_type(content: bytes) -> str:
    """Return the media type of an image by its first bytes, '' for everything else, including SVG."""
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in _AVIF:
        return "image/avif"
    return ""
