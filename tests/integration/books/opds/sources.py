"""Sources over catalogues on this machine, with everything around them that they need."""

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from alcove.apps.books.model.book import Book, Query
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.feeds import Catalog
from alcove.apps.books.sources.feeds.client import FeedClient
from alcove.apps.books.sources.json_client import policy
from alcove.apps.books.sources.opds import OpdsSource, build_all
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.fetch import Client, NoLimit, Policy
from alcove.foundation.settings import load_settings
from fixtures.books.opds import Faults, OpdsConfig, Simulator, StandardEbooksConfig, build
from support.clock import FakeClock
from support.servers import serve


@dataclass(slots=True)
class Remembered:
    """Rows in memory, which outlive the sources of a test as the database outlives a process."""

    rows: dict[str, tuple[Book, Any]] = field(default_factory=dict)

    async def get(self, book_id: str) -> tuple[Book, Any] | None:
        """Return a row."""
        return self.rows.get(book_id)

    async def put(self, rows: Sequence[tuple[Book, Any]]) -> None:
        """Keep rows as JSON would."""
        for book, private in rows:
            self.rows[book.id] = (book, json.loads(json.dumps(private)))


def context(
    *,
    remember: Remembered | None = None,
    pool: Pool | None = None,
    clock: Clock | None = None,
    allow_private: frozenset[str] = frozenset(),
    **environ: str,
) -> SourceContext:
    """Return the surroundings of a source; waits between tries take no time."""
    ticking = clock or FakeClock()
    rng = random.Random(1)  # noqa: S311 - seeded

    def client(policy: Policy, *, gap: float = 0.5) -> Client:
        assert gap >= 0.5
        allowed = {**{name: getattr(policy, name) for name in policy.__slots__}}
        allowed["allow_private"] = policy.allow_private | allow_private
        return Client(Policy(**allowed), limiter=NoLimit(), clock=ticking, rng=rng)

    return SourceContext(
        settings=load_settings(BooksSettings, environ={"CONTACT": "owner@books.example", **environ}),
        client=client,
        clock=ticking,
        rng=rng,
        remember=remember or Remembered(),
        pool=pool,
    )


def catalogs(url: str, **more: Any) -> str:
    """Return the setting for one catalogue on this machine."""
    return json.dumps([{"name": "Home", "url": url, "allow_private": True, **more}])


def opds(url: str, *, around: dict[str, Any] | None = None, **more: Any) -> OpdsSource:
    """Return the source over a catalogue; `around` goes to its context, the rest into the setting."""
    (source,) = build_all(context(**(around or {}), OPDS_CATALOGS=catalogs(url, **more)))
    return source


@dataclass(frozen=True, slots=True)
class Served:
    """A simulated catalogue under its address."""

    base: str
    simulator: Simulator
    faults: Faults


@contextmanager
def served(
    *, with_traps: bool = True, standard_ebooks: StandardEbooksConfig | None = None, **config: Any
) -> Iterator[Served]:
    """Serve a simulated catalogue."""
    app = build(OpdsConfig(**config), with_traps=with_traps, standard_ebooks_config=standard_ebooks)
    with serve(app) as base:
        yield Served(base, app.state.simulator, app.state.faults)


def client_of(base: str, **more: Any) -> FeedClient:
    """Return the way to a catalogue, without a source around it."""
    catalog = Catalog(name="Home", key="home", url=f"{base}/opds", allow_private=True)
    around = context()
    terms = policy(around, name="home", base_url=catalog.url, allow_private=frozenset({catalog.host}))
    return FeedClient(around.client(terms), catalog, clock=FakeClock(), **more)


async def found(source: OpdsSource, text: str = "", *, limit: int = 100, **query: Any) -> list[Book]:
    """Return what a search finds."""
    return list(await source.search(Query(text=text, **query), limit=limit))
