"""The books app served for real on a test's own database, with sources that do exactly what a test wants."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from alcove.apps.books.model.book import Book, BookMetadata, ContentType, Location, Query
from alcove.apps.books.routes import Context, Gate, build_api, modern_page, open_context
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import (
    MetadataPage,
    Releases,
    SearchField,
    Source,
    SourceFacts,
    Unavailable,
)
from alcove.apps.books.sources.registry import Sources
from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.database import Notices, Pool
from alcove.foundation.fetch import Network
from alcove.foundation.settings import ServerSettings, load
from alcove.foundation.web import App, build_app

T = TypeVar("T", bound=msgspec.Struct)


@dataclass(slots=True)
class Shop:
    """A source with books in memory; it can be slow, broken, or away."""

    name: str = "shop"
    display_name: str = "The Shop"
    prefix: str = "sh"
    books: list[Book] = field(default_factory=list)
    hosts: tuple[str, ...] = ()
    away: str = ""
    """Why it cannot answer; '' when it can."""
    broken: bool = False
    wait: asyncio.Event | None = None
    """What it waits for before it answers."""
    asked: list[Query] = field(default_factory=list)
    cancelled: int = 0
    search_type: Any = "isbn"

    @property
    def facts(self) -> SourceFacts:
        """Return what it is."""
        return SourceFacts(name=self.name, display_name=self.display_name, prefix=self.prefix, hosts=self.hosts)

    async def search(self, query: Query, *, limit: int) -> Sequence[Book]:
        """Return its books, whatever is asked for: the app filters itself."""
        self.asked.append(query)
        await self._answer()
        return self.books[:limit]

    async def lookup(self, book_id: str) -> Book | None:
        """Return one of its books."""
        await self._answer()
        return next((book for book in self.books if book.id == book_id), None)

    async def resolve(self, book_id: str) -> Sequence[Location]:
        """Return nothing: no worker runs in these tests."""
        raise Unavailable(book_id)

    async def releases(
        self, book: BookMetadata, *, expand: bool, languages: Sequence[str], content_type: ContentType
    ) -> Releases:
        """Return its books of a title."""
        self.asked.append(
            Query(titles=(book.title,), authors=book.authors, languages=tuple(languages), content_type=content_type)
        )
        await self._answer()
        found = [each for each in self.books if each.title.lower() == book.title.lower()]
        return Releases(books=found, search_type="expanded" if expand else self.search_type)

    async def health(self) -> str:
        """Return why it cannot answer."""
        return self.away

    async def _answer(self) -> None:
        try:
            if self.wait is not None:
                await self.wait.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.broken:
            raise ZeroDivisionError(self.name)
        if self.away:
            raise Unavailable(self.away)


@dataclass(slots=True)
class Knower:
    """A metadata provider with books in memory."""

    books: list[BookMetadata] = field(default_factory=list)
    away: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    name: str = "knower"
    display_name: str = "The Knower"
    cover_hosts: tuple[str, ...] = ()
    sorts: Sequence[str] = ("relevance", "newest", "oldest")
    fields: Sequence[SearchField] = (
        SearchField(key="author", label="Author", placeholder="Whose", description="Who wrote it"),
        SearchField(key="year", label="Year", kind="NumberSearchField"),
        SearchField(key="free", label="Free", kind="CheckboxSearchField"),
    )

    async def find(self, text: str, *, fields: dict[str, str], sort: str, page: int, limit: int) -> MetadataPage:
        """Return its books of a page."""
        self.asked.append({"text": text, "fields": fields, "sort": sort, "page": page, "limit": limit})
        if self.away:
            raise Unavailable(self.away)
        start = (page - 1) * limit
        return MetadataPage(
            books=self.books[start : start + limit],
            total=len(self.books),
            has_more=start + limit < len(self.books),
        )

    async def book(self, provider_id: str) -> BookMetadata | None:
        """Return one of its books."""
        if self.away:
            raise Unavailable(self.away)
        return next((book for book in self.books if book.provider_id == provider_id), None)


@dataclass(slots=True, kw_only=True)
class Wishes:
    """Settings that a test changes as it likes."""

    environ: dict[str, str] = field(default_factory=dict)

    async def current(self) -> BooksSettings:
        """Return them as they are now."""
        return load(BooksSettings, environ=self.environ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the books app uses of its process."""

    pool: Pool
    notices: Notices
    data_dir: Path
    clock: Clock = field(default_factory=SystemClock)
    network: Network = field(default_factory=Network)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    environ: dict[str, str] = field(default_factory=dict)

    def load(self, kind: type[T], /) -> T:
        """Return a settings struct."""
        return load(kind, environ=self.environ)


@dataclass(slots=True, kw_only=True)
class House:
    """The parts of one served books app that tests steer."""

    parts: Parts
    shops: list[Shop] = field(default_factory=lambda: [Shop()])
    knowers: list[Knower] = field(default_factory=list)
    wishes: Wishes = field(default_factory=Wishes)
    gate: Gate | None = None

    def context(self) -> Context:
        """Return the surroundings of the endpoints."""
        shops: list[Source] = list(self.shops)
        return open_context(
            self.parts,
            preferences=self.wishes,
            gate=self.gate,
            opener=lambda _: Sources(shops, providers=list(self.knowers)),
        )

    def app(self, **server: Any) -> App:
        """Return the whole server with the books app in it."""
        return build_app([build_api(self.context())], settings=ServerSettings(**server))

    def alone(self, **server: Any) -> App:
        """Return a server with nothing but books, and their pages at its root."""
        context = self.context()
        api, page = build_api(replace(context, alone=True)), modern_page(context.settings)
        return build_app([api], settings=ServerSettings(**server), pages=(), frontend=page)


def book(book_id: str = "sh-1.epub", **changes: Any) -> Book:
    """Return a book of the shop."""
    known: dict[str, Any] = {
        "source": "shop", "title": "Frankenstein", "authors": ("Mary Shelley",), "format": "epub", "language": "en",
    }  # fmt: skip
    return Book(id=book_id, **(known | changes))
