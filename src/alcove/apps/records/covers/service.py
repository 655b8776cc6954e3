"""Covers by release id: only releases that are offered or wanted are fetched, each once."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from alcove.apps.records.covers import store
from alcove.apps.records.errors import NotFound, RecordsError, ReleaseUnknown, UpstreamFailed
from alcove.apps.records.sources import Marketplace
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.disk_space import read_disk_space
from alcove.foundation.images import ImageCache, detect_media_type
from alcove.foundation.telemetry import get_logger

MAX_ID: Final = 2**63 - 1
MAX_WAIT_S: Final = 20.0
"""Seconds to wait for Discogs, whose rate limit other requests use as well."""
MAX_CONCURRENT: Final = 2
CACHE_DAYS: Final = 90
NO_COVER_FOR: Final = timedelta(days=30)
"""After this time a release that had no image is looked up again."""
FAILURE_TTL: Final = 60.0
MAX_FAILURES: Final = 1000
_MB: Final = 1024 * 1024
UNKNOWN: Final = "This release is neither offered nor wanted."
NO_COVER: Final = "There is no cover of this release."
NOT_NOW: Final = "The cover of this release cannot be fetched at the moment."

log = get_logger("alcove.records.covers")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverImage:
    """A cover, and whether it came from the cache."""

    content: bytes
    media_type: str
    is_hit: bool


class NoCover(Exception):
    """The release has no cover, or its cover cannot be fetched now; the reason is the message."""


class RecordCovers:
    """Fetches covers once and caches them on disk."""

    def __init__(
        self,
        pool: Pool,
        *,
        marketplace: Callable[[], AbstractAsyncContextManager[Marketplace]],
        folder: Path,
        limit_mb: int,
        clock: Clock,
    ) -> None:
        """Take the folder of the cache and its limit in MB; 0 fetches no covers."""
        self._pool = pool
        self._marketplace = marketplace
        self._folder = folder
        self._limit = limit_mb * _MB
        self._clock = clock
        self._disk = ImageCache(folder)
        # Images are cached on disk; this cache only shares one fetch among concurrent requests, also cancelled ones.
        self._loading: Cache[int, bytes] = Cache(size=0, clock=clock, keep_loading=True)
        self._failed: Cache[int, str] = Cache(size=MAX_FAILURES, ttl=FAILURE_TTL, clock=clock)
        self._semaphore = asyncio.Semaphore(MAX_CONCURRENT)

    async def get(self, release_id: int) -> CoverImage:
        """Return the cover of a release; NoCover, or NotFound for a release that is neither offered nor wanted."""
        if not 0 < release_id <= MAX_ID:
            raise NotFound(UNKNOWN)
        if not self._limit:
            raise NoCover(NO_COVER)
        cached = await asyncio.to_thread(self._disk.get, str(release_id), days=CACHE_DAYS)
        if cached is not None and detect_media_type(cached):
            return CoverImage(content=cached, media_type=detect_media_type(cached), is_hit=True)
        reason = self._failed.peek(release_id)
        if reason:
            raise NoCover(reason)
        content = await self._loading.get(release_id, lambda: self._load(release_id))
        return CoverImage(content=content, media_type=detect_media_type(content), is_hit=False)

    async def _load(self, release_id: int) -> bytes:
        """Fetch an image and store it; NoCover, which stands for a minute, NotFound."""
        location = await store.find_cover_location(self._pool, release_id)
        if location is None:
            raise NotFound(UNKNOWN)
        try:
            content = await self._fetch(release_id, location)
        except NoCover as error:
            self._failed.put(release_id, str(error))
            raise
        try:
            await asyncio.to_thread(self._store, release_id, content)
        except OSError as error:
            log.warning("cover_not_cached", reason=error.strerror)
        return content

    async def _fetch(self, release_id: int, location: store.CoverLocation) -> bytes:
        now = self._clock.now()
        if location.url == "" and location.checked_at is not None and now - location.checked_at < NO_COVER_FOR:
            raise NoCover(NO_COVER)
        try:
            async with asyncio.timeout(MAX_WAIT_S), self._semaphore, self._marketplace() as marketplace:
                url = location.url or await self._find_url(marketplace, release_id)
                return await self._fetch_image(marketplace, release_id, url=url)
        except (RecordsError, TimeoutError) as error:
            log.info("cover_not_fetched", release=release_id, reason=str(error))
            raise NoCover(NOT_NOW) from error

    async def _find_url(self, marketplace: Marketplace, release_id: int) -> str:
        """Return where Discogs has the image, and remember it; empty without one."""
        try:
            url = (await marketplace.release(release_id)).cover
        except ReleaseUnknown:
            url = ""
        await store.put_cover_url(self._pool, release_id, url=url, at=self._clock.now())
        return url

    async def _fetch_image(self, marketplace: Marketplace, release_id: int, *, url: str) -> bytes:
        if not url:
            raise NoCover(NO_COVER)
        try:
            content = await marketplace.image(url)
        except UpstreamFailed:
            # The addresses of images are signed, and do not stay valid.
            await store.forget_cover_url(self._pool, release_id)
            raise
        if not detect_media_type(content):
            raise NoCover(NOT_NOW)
        return content

    def _store(self, release_id: int, content: bytes) -> None:
        """Store an image unless the disk is almost full; OSError."""
        if not read_disk_space(self._folder, reserve_mb=None).is_low:
            self._disk.put(str(release_id), content, limit=self._limit)
