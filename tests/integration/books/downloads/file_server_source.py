"""A source of books whose files are on a shelf, and what workers need that fetch them."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from alcove.apps.books.delivery.service.folders import Readiness
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
    """Settings that a test changes as it likes."""

    def __init__(self, **settings: Any) -> None:
        self.settings = settings

    async def current(self) -> BooksSettings:
        """Return them as they are now."""
        return BooksSettings(**self.settings)


class FileServerSource:
    """A source; a book's file is at `<base>/<id>` unless a test says otherwise."""

    def __init__(self, base: str, *, name: str = "stall", **facts: Any) -> None:
        known: dict[str, Any] = {"display_name": "The Stall", "prefix": "st", "gap": 0.0, "parallel": 10}
        self.info = SourceInfo(name=name, **(known | facts))
        self._base = base
        self.locations: dict[str, Sequence[Location] | SourceUnavailable] = {}
        self.resolved: list[str] = []

    def location(self, book_id: str, **changes: Any) -> Location:
        """Return where a file is."""
        known: dict[str, Any] = {"url": f"{self._base}/{book_id}", "format": "epub", "allow_private": True}
        return Location(**(known | changes))

    async def resolve(self, book_id: str) -> Sequence[Location]:
        """Return where a book's file is."""
        self.resolved.append(book_id)
        found = self.locations.get(book_id, [self.location(book_id)])
        if isinstance(found, SourceUnavailable):
            raise found
        return found

    async def search(self, query: Query, *, limit: int) -> Sequence[Book]:
        """Find nothing."""
        raise SourceUnavailable(f"{query} {limit}")

    async def lookup(self, book_id: str) -> Book | None:
        """Know nothing."""
        raise SourceUnavailable(book_id)

    async def releases(
        self, book: BookMetadata, *, expand: bool, languages: Sequence[str], content_type: ContentType
    ) -> Releases:
        """Have nothing."""
        raise SourceUnavailable(f"{book} {expand} {languages} {content_type}")

    async def health(self) -> str:
        """Be well."""
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
    """Return what the tasks need, with real clients."""
    ticking = clock or SystemClock()
    rng = random.Random(1)  # noqa: S311 - seeded

    def client(policy: Policy, limiter: RateLimiter) -> Client:
        return Client(policy, limiter=limiter, clock=ticking, rng=rng)

    return JobDeps(
        pool=pool, hub=Hub(PgTransport(pg_listener, pool)), clock=ticking, data_dir=data_dir,
        preferences=preferences, sources=LiveSources(lambda _: sources, preferences=preferences), client=client,
        readiness=Readiness(clock=ticking, data_dir=data_dir), rng=rng,
        timeouts=timeouts or Timeouts(), drain=drain, hook_environ={"PATH": "/usr/bin:/bin", **(environ or {})},
    )  # fmt: skip
