"""Pictures by the ids of books: where one is, only the app's own sources say."""

import asyncio
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, runtime_checkable
from urllib.parse import urlsplit

from alcove import __version__
from alcove.apps.books.errors import NotFound
from alcove.apps.books.model.book import Book, Location, is_book_id
from alcove.apps.books.search import BookStore, CoverSource, LiveSources, Preferences, find_cover
from alcove.apps.books.sources.context import ClientFactory
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.fetch import Client, FetchError, Policy, Timeouts
from alcove.foundation.telemetry import get_logger

MAX_BYTES: Final = 5 * 1024 * 1024
TIMEOUT: Final = Timeouts(connect=5.0, read=10.0, total=10.0)
REQUEST_GAP: Final = 0.02
MAX_CONCURRENT: Final = 6
FAILURE_TTL: Final = 60.0
"""Seconds for which a picture that could not be had is not asked for again."""
MAX_FAILURES: Final = 1000
_MB: Final = 1024 * 1024

log = get_logger("alcove.books.covers")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverImage:
    """A picture, and whether it was here already."""

    content: bytes
    media_type: str
    is_hit: bool


@runtime_checkable
class _CoverLocator(Protocol):
    """A source that knows more about getting at a picture than its address."""

    async def cover(self, book: Book) -> Location | None:
        """Return where the picture is, None when it may not be called."""
        ...


class CoverCache:
    """Fetches pictures once and keeps them."""

    def __init__(
        self,
        pool: Pool,
        sources: LiveSources,
        *,
        preferences: Preferences,
        client: ClientFactory,
        folder: Path,
        clock: Clock,
    ) -> None:
        self._pool = pool
        self._sources = sources
        self._preferences = preferences
        self._client = client
        self._disk = DiskCache(folder)
        self._clients: dict[tuple[str, frozenset[str]], Client] = {}
        # What was fetched is kept on disk; here those meet who want the same at once, also after one has left.
        self._fetched: Cache[str, bytes] = Cache(size=0, clock=clock, keep_loading=True)
        self._failed: Cache[str, bool] = Cache(size=MAX_FAILURES, ttl=FAILURE_TTL, clock=clock)
        self._turn = asyncio.Semaphore(MAX_CONCURRENT)

    async def picture(self, cover_id: str) -> CoverImage:
        """Return a book's picture; NotFound."""
        settings = await self._preferences.current()
        if not settings.covers_cache_enabled:
            raise NotFound("Cover caching is disabled")
        known = await find_cover(self._pool, cover_id) if is_book_id(cover_id) else None
        if known is None:
            raise NotFound("Cover URL not provided")
        kept = await asyncio.to_thread(self._disk.get, known.url, days=settings.covers_cache_ttl)
        if kept is not None and detect_media_type(kept):
            return CoverImage(content=kept, media_type=detect_media_type(kept), is_hit=True)
        content = await self._once(cover_id, known, most=settings.covers_cache_max_size_mb * _MB)
        return CoverImage(content=content, media_type=detect_media_type(content), is_hit=False)

    async def clear(self) -> int:
        """Remove all pictures and return how many they were."""
        self._failed.clear()
        return await asyncio.to_thread(self._disk.clear)

    async def _once(self, cover_id: str, known: CoverSource, *, most: int) -> bytes:
        """Fetch a picture once for all who want it."""
        if self._failed.peek(known.url):
            raise NotFound("Failed to fetch cover image")

        async def load() -> bytes:
            try:
                return await self._fetch(cover_id, known, most=most)
            except Exception:
                self._failed.put(known.url, value=True)
                raise

        return await self._fetched.get(known.url, load)

    async def _fetch(self, cover_id: str, known: CoverSource, *, most: int) -> bytes:
        async with self._turn:
            location, hosts = await self._where(cover_id, known)
            content = await self._load(known.source, location, hosts=hosts)
        try:
            await asyncio.to_thread(self._disk.put, known.url, content, most=most)
        except OSError as error:
            log.warning("cover_not_kept", reason=error.strerror)
        return content

    async def _where(self, cover_id: str, known: CoverSource) -> tuple[Location, frozenset[str]]:
        """Return where a picture is and the only hosts it may come from; none means any public one."""
        sources = await self._sources.current()
        source = sources.by_name(known.source)
        if source is None:
            provider = sources.provider(known.source)
            # A provider that names no hosts vouches for none.
            own: tuple[str, ...] = getattr(provider, "cover_hosts", ())
            if not own:
                raise NotFound("Failed to fetch cover image")
            return Location(url=known.url, format=""), frozenset(own)
        hosts = frozenset(source.info.hosts)
        if not isinstance(source, _CoverLocator):
            return Location(url=known.url, format=""), hosts
        kept = await BookStore(self._pool).get(cover_id)
        location = await source.cover(kept[0]) if kept else None
        if location is None:
            raise NotFound("Failed to fetch cover image")
        return location, hosts

    async def _load(self, source: str, location: Location, *, hosts: frozenset[str]) -> bytes:
        allowed = (urlsplit(location.url).hostname or "",) if location.allow_private else ()
        try:
            answer = await self._client_for(source, hosts).request(
                "GET", location.url, headers={"Accept": "image/*", **location.headers}, allow_private=allowed
            )
        except FetchError as error:
            log.info("cover_not_fetched", source=source, reason=error.kind)
            raise NotFound("Failed to fetch cover image") from error
        if answer.status != 200 or not detect_media_type(answer.content):
            log.info("cover_refused", source=source, status=answer.status)
            raise NotFound("Failed to fetch cover image")
        return answer.content

    def _client_for(self, source: str, hosts: frozenset[str]) -> Client:
        key = (source, hosts)
        if key not in self._clients:
            policy = Policy(
                name=f"covers-{source}",
                base_url="",
                user_agent=f"Alcove/{__version__}",
                timeout=TIMEOUT,
                retries=0,
                redirects=3,
                max_bytes=MAX_BYTES,
                hosts=hosts,
            )
            self._clients[key] = self._client(policy, gap=REQUEST_GAP)
        return self._clients[key]


_DAY: Final = 86_400
_TARGET_FILL: Final = 0.9
"""How full the folder is once the oldest pictures have made room."""


class DiskCache:
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
            self._make_room(int(most * _TARGET_FILL))

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


_SIGNATURES: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_AVIF: Final = frozenset({b"avif", b"avis"})


def detect_media_type(content: bytes) -> str:
    """Return the media type of a picture by its first bytes, '' for everything else, SVG included."""
    for beginning, media_type in _SIGNATURES:
        if content.startswith(beginning):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in _AVIF:
        return "image/avif"
    return ""
