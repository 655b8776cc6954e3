"""A source of books whose files are on a shelf, and the surroundings of workers that fetch them."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from alcove.apps.books.jobs import Surroundings
from alcove.apps.books.model.book import Book, BookMetadata, ContentType, Location, Query
from alcove.apps.books.service.delivering import Readiness
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import Releases, Source, SourceFacts, Unavailable
from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.database import Notices, Pool
from alcove.foundation.fetch import Client, Limiter, Policy, Timeouts
from alcove.foundation.realtime import Hub, PgTransport


class Kept:
    """Settings that a test changes as it likes."""

    def __init__(self, **settings: Any) -> None:
        self.settings = settings

    async def current(self) -> BooksSettings:
        """Return them as they are now."""
        return BooksSettings(**self.settings)


class Stall:
    """A source; a book's file is at `<base>/<id>` unless a test says otherwise."""

    def __init__(self, base: str, *, name: str = "stall", **facts: Any) -> None:
        known: dict[str, Any] = {"display_name": "The Stall", "prefix": "st", "gap": 0.0, "parallel": 10}
        self.facts = SourceFacts(name=name, **(known | facts))
        self._base = base
        self.locations: dict[str, Sequence[Location] | Unavailable] = {}
        self.resolved: list[str] = []

    def location(self, book_id: str, **changes: Any) -> Location:
        """Return where a file is."""
        known: dict[str, Any] = {"url": f"{self._base}/{book_id}", "format": "epub", "allow_private": True}
        return Location(**(known | changes))

    async def resolve(self, book_id: str) -> Sequence[Location]:
        """Return where a book's file is."""
        self.resolved.append(book_id)
        found = self.locations.get(book_id, [self.location(book_id)])
        if isinstance(found, Unavailable):
            raise found
        return found

    async def search(self, query: Query, *, limit: int) -> Sequence[Book]:
        """Find nothing."""
        raise Unavailable(f"{query} {limit}")

    async def lookup(self, book_id: str) -> Book | None:
        """Know nothing."""
        raise Unavailable(book_id)

    async def releases(
        self, book: BookMetadata, *, expand: bool, languages: Sequence[str], content_type: ContentType
    ) -> Releases:
        """Have nothing."""
        raise Unavailable(f"{book} {expand} {languages} {content_type}")

    async def health(self) -> str:
        """Be well."""
        return ""


class Stalls:
    """The sources of a worker; those `behind` are not searched."""

    def __init__(self, *stalls: Source, behind: Sequence[Source] = ()) -> None:
        self._searched = stalls
        self._every = (*stalls, *behind)

    def enabled(self) -> Sequence[Source]:
        """Return what is searched."""
        return self._searched

    def every(self) -> Sequence[Source]:
        """Return all."""
        return self._every

    def by_name(self, name: str) -> Source | None:
        """Return one."""
        return next((stall for stall in self._every if stall.facts.name == name), None)


def surroundings(
    *,
    pool: Pool,
    notices: Notices,
    data_dir: Path,
    preferences: Kept,
    sources: Stalls,
    clock: Clock | None = None,
    environ: Mapping[str, str] | None = None,
    timeouts: Timeouts | None = None,
    drain: float = 8.0,
) -> Surroundings:
    """Return what the tasks need, with real clients."""
    ticking = clock or SystemClock()
    rng = random.Random(1)  # noqa: S311 - seeded

    def client(policy: Policy, limiter: Limiter) -> Client:
        return Client(policy, limiter=limiter, clock=ticking, rng=rng)

    return Surroundings(
        pool=pool, hub=Hub(PgTransport(notices, pool)), clock=ticking, data_dir=data_dir,
        preferences=preferences, sources=sources, client=client,
        readiness=Readiness(clock=ticking, data_dir=data_dir), rng=rng,
        timeouts=timeouts or Timeouts(), drain=drain, hook_environ={"PATH": "/usr/bin:/bin", **(environ or {})},
    )  # fmt: skip
