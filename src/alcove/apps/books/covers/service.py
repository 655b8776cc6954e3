"""Cover images by cover id; only addresses that sources or providers returned are fetched."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from alcove import __version__
from alcove.apps.books.errors import NotFound
from alcove.apps.books.model.book import Book, Location, is_book_id
from alcove.apps.books.search import BookStore, CoverSource, LiveSources, Preferences, find_cover
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.context import ClientFactory
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.disk_space import read_disk_space
from alcove.foundation.fetch import Client, FetchError, Policy, Timeouts, private_server
from alcove.foundation.images import ImageCache, detect_media_type
from alcove.foundation.telemetry import get_logger

MAX_BYTES: Final = 5 * 1024 * 1024
TIMEOUT: Final = Timeouts(connect=5.0, read=10.0, total=10.0)
REQUEST_GAP: Final = 0.02
MAX_CONCURRENT: Final = 6
FAILURE_TTL: Final = 60.0
"""Seconds for which a failed image is not requested again."""
MAX_FAILURES: Final = 1000
_MB: Final = 1024 * 1024

log = get_logger("alcove.books.covers")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverImage:
    """A cover image, and whether it came from the cache."""

    content: bytes
    media_type: str
    is_hit: bool


@runtime_checkable
class _CoverLocator(Protocol):
    """A source that needs more than an address to fetch a cover image."""

    async def cover(self, book: Book) -> Location | None:
        """Return the location of the image, None when it must not be fetched."""
        ...


class CoverCache:
    """Fetches cover images once and caches them on disk."""

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
        self._folder = folder
        self._disk = ImageCache(folder)
        self._clients: dict[tuple[str, frozenset[str]], Client] = {}
        # Images are cached on disk; this cache only shares one fetch among concurrent requests, also cancelled ones.
        self._loading: Cache[str, bytes] = Cache(size=0, clock=clock, keep_loading=True)
        self._failed: Cache[str, bool] = Cache(size=MAX_FAILURES, ttl=FAILURE_TTL, clock=clock)
        self._semaphore = asyncio.Semaphore(MAX_CONCURRENT)

    async def get(self, cover_id: str) -> CoverImage:
        """Return a cover image; NotFound."""
        settings = await self._preferences.current()
        if not settings.covers_cache_enabled:
            raise NotFound("Cover caching is disabled")
        cover = await find_cover(self._pool, cover_id) if is_book_id(cover_id) else None
        if cover is None:
            raise NotFound("Cover URL not provided")
        cached = await asyncio.to_thread(self._disk.get, cover.url, days=settings.covers_cache_ttl)
        if cached is not None and detect_media_type(cached):
            return CoverImage(content=cached, media_type=detect_media_type(cached), is_hit=True)
        content = await self._load(cover_id, cover, settings=settings)
        return CoverImage(content=content, media_type=detect_media_type(content), is_hit=False)

    async def clear(self) -> int:
        """Remove all images from the cache and return their number."""
        self._failed.clear()
        return await asyncio.to_thread(self._disk.clear)

    async def _load(self, cover_id: str, cover: CoverSource, *, settings: BooksSettings) -> bytes:
        """Fetch an image once for all concurrent requests."""
        if self._failed.peek(cover.url):
            raise NotFound("Failed to fetch cover image")

        async def load() -> bytes:
            try:
                return await self._fetch(cover_id, cover, settings=settings)
            except Exception:
                self._failed.put(cover.url, value=True)
                raise

        return await self._loading.get(cover.url, load)

    async def _fetch(self, cover_id: str, cover: CoverSource, *, settings: BooksSettings) -> bytes:
        async with self._semaphore:
            location, hosts = await self._locate(cover_id, cover)
            content = await self._request(cover.source, location, hosts=hosts)
        try:
            await asyncio.to_thread(self._store, cover.url, content, settings=settings)
        except OSError as error:
            log.warning("cover_not_cached", reason=error.strerror)
        return content

    def _store(self, url: str, content: bytes, *, settings: BooksSettings) -> None:
        """Store an image unless the disk is almost full; OSError."""
        if not read_disk_space(self._folder, reserve_mb=settings.alcove_disk_reserve_mb).is_low:
            self._disk.put(url, content, limit=settings.covers_cache_max_size_mb * _MB)

    async def _locate(self, cover_id: str, cover: CoverSource) -> tuple[Location, frozenset[str]]:
        """Return the location of an image and the hosts it may come from; an empty set means any public host."""
        sources = await self._sources.current()
        source = sources.by_name(cover.source)
        if source is None:
            provider = sources.provider(cover.source)
            # Without declared hosts, images of a provider are not fetched.
            provider_hosts: tuple[str, ...] = getattr(provider, "cover_hosts", ())
            if not provider_hosts:
                raise NotFound("Failed to fetch cover image")
            return Location(url=cover.url, format=""), frozenset(provider_hosts)
        hosts = frozenset(source.info.hosts)
        if not isinstance(source, _CoverLocator):
            return Location(url=cover.url, format=""), hosts
        stored = await BookStore(self._pool).get(cover_id)
        location = await source.cover(stored[0]) if stored else None
        if location is None:
            raise NotFound("Failed to fetch cover image")
        return location, hosts

    async def _request(self, source: str, location: Location, *, hosts: frozenset[str]) -> bytes:
        allowed = (private_server(location.url),) if location.allow_private else ()
        try:
            response = await self._client_for(source, hosts).request(
                "GET", location.url, headers={"Accept": "image/*", **location.headers}, allow_private=allowed
            )
        except FetchError as error:
            log.info("cover_not_fetched", source=source, reason=error.kind)
            raise NotFound("Failed to fetch cover image") from error
        if response.status != 200 or not detect_media_type(response.content):
            log.info("cover_refused", source=source, status=response.status)
            raise NotFound("Failed to fetch cover image")
        return response.content

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
