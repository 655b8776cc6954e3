"""A source whose files are on the file server, and the dependencies of workers that download them."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from alcove.apps.books.delivery.service.readiness import Readiness
from alcove.apps.books.model.book import Book, BookMetadata, ContentType, Location, Query
from alcove.apps.books.search.live_sources import LiveSources
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import Releases, SourceInfo, SourceUnavailable
from alcove.apps.books.sources.registry import SourceRegistry
from alcove.apps.books.tasks import JobDeps
from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.database import PgListener, Pool
from alcove.foundation.fetch import Client, Policy, Timeouts
from alcove.foundation.ratelimit import RateLimiter
from alcove.foundation.realtime import Hub, PgTransport


class MutablePreferences:
    """Settings that a test can change."""

    def __init__(self, **settings: Any) -> None:
        self.settings = settings

    async def current(self) -> BooksSettings:
        """Return them as they are now."""
        return BooksSettings(**self.settings)


class FileServerSource:
    """A source; a book's file is at `<base>/<id>` unless a test sets other locations."""

    def __init__(self, base: str, *, name: str = "files", **info: Any) -> None:
        defaults: dict[str, Any] = {"display_name": "The File Server", "prefix": "st", "gap": 0.0, "parallel": 10}
        self.info = SourceInfo(name=name, **(defaults | info))
        self._base = base
        self.locations: dict[str, Sequence[Location] | SourceUnavailable] = {}
        self.resolved: list[str] = []

    def location(self, book_id: str, **changes: Any) -> Location:
        """Return the location of a file."""
        defaults: dict[str, Any] = {"url": f"{self._base}/{book_id}", "format": "epub", "allow_private": True}
        return Location(**(defaults | changes))

    async def resolve(self, book_id: str) -> Sequence[Location]:
        """Return the locations of a book's file."""
        self.resolved.append(book_id)
        result = self.locations.get(book_id, [self.location(book_id)])
        if isinstance(result, SourceUnavailable):
            raise result
        return result

    async def search(self, query: Query, *, limit: int) -> Sequence[Book]:
        """Raise SourceUnavailable: searches are not supported."""
        raise SourceUnavailable(f"{query} {limit}")

    async def lookup(self, book_id: str) -> Book | None:
        """Raise SourceUnavailable: lookups are not supported."""
        raise SourceUnavailable(book_id)

    async def releases(
        self, book: BookMetadata, *, expand: bool, languages: Sequence[str], content_type: ContentType
    ) -> Releases:
        """Raise SourceUnavailable: releases are not supported."""
        raise SourceUnavailable(f"{book} {expand} {languages} {content_type}")

    async def health(self) -> str:
        """Return '': the source is healthy."""
        return ""


def job_deps(
    *,
    pool: Pool,
    pg_listener: PgListener,
    data_dir: Path,
    preferences: MutablePreferences,
    sources: SourceRegistry,
    clock: Clock | None = None,
    environ: Mapping[str, str] | None = None,
    timeouts: Timeouts | None = None,
    drain: float = 8.0,
) -> JobDeps:
    """Return the dependencies of the tasks, with real clients."""
    clock_ = clock or SystemClock()
    rng = random.Random(1)  # noqa: S311 - seeded

    def client(policy: Policy, limiter: RateLimiter) -> Client:
        return Client(policy, limiter=limiter, clock=clock_, rng=rng)

    return JobDeps(
        pool=pool, hub=Hub(PgTransport(pg_listener, pool)), clock=clock_, data_dir=data_dir,
        preferences=preferences, sources=LiveSources(lambda _: sources, preferences=preferences), client=client,
        readiness=Readiness(pool, clock=clock_, data_dir=data_dir), rng=rng,
        timeouts=timeouts or Timeouts(), drain=drain, hook_environ={"PATH": "/usr/bin:/bin", **(environ or {})},
    )  # fmt: skip
