"""Pictures by the ids of books: where one is, only the app's own sources say."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, runtime_checkable
from urllib.parse import urlsplit

from alcove import __version__
from alcove.apps.books.errors import NotFound
from alcove.apps.books.model.book import Book, Location
from alcove.apps.books.model.ids import is_book_id
from alcove.apps.books.service.covers.disk import Disk
from alcove.apps.books.service.covers.sniffing import media_type_of
from alcove.apps.books.service.opened_sources import OpenedSources, Preferences
from alcove.apps.books.sources.context import ClientFactory
from alcove.apps.books.store import rows
from alcove.apps.books.store.rows import Cover, Rows
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.fetch import Client, FetchError, Policy, Timeouts
from alcove.foundation.telemetry import get_logger

LARGEST: Final = 5 * 1024 * 1024
TIMEOUT: Final = Timeouts(connect=5.0, read=10.0, total=10.0)
GAP: Final = 0.02
SIDE_BY_SIDE: Final = 6
FAILED_FOR: Final = 60.0
"""Seconds for which a picture that could not be had is not asked for again."""
MOST_FAILED: Final = 1000
_MB: Final = 1024 * 1024

log = get_logger("alcove.books.covers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture, and whether it was here already."""

    content: bytes
    media_type: str
    is_hit: bool


@runtime_checkable
class _Covered(Protocol):
    """A source that knows more about getting at a picture than its address."""

    async def cover(self, book: Book) -> Location | None:
        """Return where the picture is, None when it may not be called."""
        ...


class Covers:
    """Fetches pictures once and keeps them."""

    def __init__(
        self,
        pool: Pool,
        sources: OpenedSources,
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
        self._disk = Disk(folder)
        self._clients: dict[tuple[str, frozenset[str]], Client] = {}
        # What was fetched is kept on disk; here those meet who want the same at once, also after one has left.
        self._fetched: Cache[str, bytes] = Cache(size=0, clock=clock, keep_loading=True)
        self._failed: Cache[str, bool] = Cache(size=MOST_FAILED, ttl=FAILED_FOR, clock=clock)
        self._turn = asyncio.Semaphore(SIDE_BY_SIDE)

    async def picture(self, cover_id: str) -> Picture:
        """Return a book's picture; NotFound."""
        settings = await self._preferences.current()
        if not settings.covers_cache_enabled:
            raise NotFound("Cover caching is disabled")
        known = await rows.cover(self._pool, cover_id) if is_book_id(cover_id) else None
        if known is None:
            raise NotFound("Cover URL not provided")
        kept = await asyncio.to_thread(self._disk.get, known.url, days=settings.covers_cache_ttl)
        if kept is not None and media_type_of(kept):
            return Picture(content=kept, media_type=media_type_of(kept), is_hit=True)
        content = await self._once(cover_id, known, most=settings.covers_cache_max_size_mb * _MB)
        return Picture(content=content, media_type=media_type_of(content), is_hit=False)

    async def clear(self) -> int:
        """Remove all pictures and return how many they were."""
        self._failed.clear()
        return await asyncio.to_thread(self._disk.clear)

    async def _once(self, cover_id: str, known: Cover, *, most: int) -> bytes:
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

    async def _fetch(self, cover_id: str, known: Cover, *, most: int) -> bytes:
        async with self._turn:
            location, hosts = await self._where(cover_id, known)
            content = await self._load(known.source, location, hosts=hosts)
        try:
            await asyncio.to_thread(self._disk.put, known.url, content, most=most)
        except OSError as error:
            log.warning("cover_not_kept", reason=error.strerror)
        return content

    async def _where(self, cover_id: str, known: Cover) -> tuple[Location, frozenset[str]]:
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
        hosts = frozenset(source.facts.hosts)
        if not isinstance(source, _Covered):
            return Location(url=known.url, format=""), hosts
        kept = await Rows(self._pool).get(cover_id)
        location = await source.cover(kept[0]) if kept else None
        if location is None:
            raise NotFound("Failed to fetch cover image")
        return location, hosts

    async def _load(self, source: str, location: Location, *, hosts: frozenset[str]) -> bytes:
        allowed = (urlsplit(location.url).hostname or "",) if location.allow_private else ()
        try:
            answer = await self._way(source, hosts).request(
                "GET", location.url, headers={"Accept": "image/*", **location.headers}, allow_private=allowed
            )
        except FetchError as error:
            log.info("cover_not_fetched", source=source, reason=error.kind)
            raise NotFound("Failed to fetch cover image") from error
        if answer.status != 200 or not media_type_of(answer.content):
            log.info("cover_refused", source=source, status=answer.status)
            raise NotFound("Failed to fetch cover image")
        return answer.content

    def _way(self, source: str, hosts: frozenset[str]) -> Client:
        key = (source, hosts)
        if key not in self._clients:
            policy = Policy(
                name=f"covers-{source}",
                base_url="",
                user_agent=f"Alcove/{__version__}",
                timeout=TIMEOUT,
                retries=0,
                redirects=3,
                max_bytes=LARGEST,
                hosts=hosts,
            )
            self._clients[key] = self._client(policy, gap=GAP)
        return self._clients[key]
