"""Builds sources for simulated catalogues, with a context in memory."""

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from alcove.apps.books.model.book import Book, Query
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.feeds import Catalog
from alcove.apps.books.sources.feeds.client import FeedClient
from alcove.apps.books.sources.json_client import make_policy
from alcove.apps.books.sources.opds import OpdsSource, build_all
from alcove.apps.books.sources.protocols import IsbnLookup
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.fetch import Client, NoLimit, Policy
from alcove.foundation.settings import load_settings
from fixtures.books.opds import Faults, OpdsConfig, Simulator, StandardEbooksConfig, build
from support.clock import FakeClock
from support.servers import serve


@dataclass(slots=True)
class MemoryBookStore:
    """Books in memory; tests share one between sources, as processes share the database."""

    books: dict[str, tuple[Book, Any]] = field(default_factory=dict)

    async def get(self, book_id: str) -> tuple[Book, Any] | None:
        """Return a stored book."""
        return self.books.get(book_id)

    async def put(self, books: Sequence[tuple[Book, Any]]) -> None:
        """Store books, with the private data as JSON would keep it."""
        for book, private in books:
            self.books[book.id] = (book, json.loads(json.dumps(private)))


def make_context(
    *,
    book_store: MemoryBookStore | None = None,
    pool: Pool | None = None,
    clock: Clock | None = None,
    allow_private: frozenset[str] = frozenset(),
    isbn_lookup: IsbnLookup | None = None,
    **environ: str,
) -> SourceContext:
    """Return the context of a source; pauses between attempts take no time."""
    fake_clock = clock or FakeClock()
    rng = random.Random(1)  # noqa: S311 - seeded

    def client(policy: Policy, *, gap: float = 0.5) -> Client:
        assert gap >= 0.5
        allowed = replace(policy, allow_private=policy.allow_private | allow_private)
        return Client(allowed, limiter=NoLimit(), clock=fake_clock, rng=rng)

    return SourceContext(
        settings=load_settings(BooksSettings, environ={"CONTACT": "owner@books.example", **environ}),
        client=client,
        clock=fake_clock,
        rng=rng,
        book_store=book_store or MemoryBookStore(),
        pool=pool,
        private_hosts=allow_private,
        isbn_lookup=isbn_lookup,
    )


def catalogs_setting(url: str, **options: Any) -> str:
    """Return OPDS_CATALOGS with one catalogue on this machine."""
    return json.dumps([{"name": "Home", "url": url, "allow_private": True, **options}])


def opds_source(url: str, *, context_options: dict[str, Any] | None = None, **options: Any) -> OpdsSource:
    """Return the source of a catalogue; `context_options` are for its context, other options for the setting."""
    (source,) = build_all(make_context(**(context_options or {}), OPDS_CATALOGS=catalogs_setting(url, **options)))
    return source


@dataclass(frozen=True, slots=True)
class ServedCatalogue:
    """A running simulated catalogue."""

    base: str
    simulator: Simulator
    faults: Faults


@contextmanager
def serve_catalogue(
    *, with_restricted: bool = True, standard_ebooks: StandardEbooksConfig | None = None, **config: Any
) -> Iterator[ServedCatalogue]:
    """Serve a simulated catalogue and yield it."""
    app = build(OpdsConfig(**config), with_restricted=with_restricted, standard_ebooks_config=standard_ebooks)
    with serve(app) as base:
        yield ServedCatalogue(base, app.state.simulator, app.state.faults)


def make_feed_client(base: str, **options: Any) -> FeedClient:
    """Return a client for a catalogue, without a source."""
    catalog = Catalog(name="Home", key="home", url=f"{base}/opds", allow_private=True)
    context = make_context()
    policy = make_policy(context, name="home", base_url=catalog.url, allow_private=frozenset({catalog.host}))
    return FeedClient(context.client(policy), catalog, clock=FakeClock(), **options)


async def search_books(source: OpdsSource, text: str = "", *, limit: int = 100, **query: Any) -> list[Book]:
    """Return the books that a search finds."""
    return list(await source.search(Query(text=text, **query), limit=limit))
