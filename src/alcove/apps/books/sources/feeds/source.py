"""What every source that reads OPDS does alike."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Final

from alcove.apps.books.model.book import Book, BookMetadata, ContentType, Location, Query
from alcove.apps.books.model.matching import matches
from alcove.apps.books.sources.book_source import BookSource
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.feeds.catalog import Catalog
from alcove.apps.books.sources.feeds.client import FeedClient
from alcove.apps.books.sources.feeds.rows import Row, describe, format_of, may_be_called
from alcove.apps.books.sources.feeds.search import SearchPages
from alcove.apps.books.sources.json_client import Gone, policy
from alcove.apps.books.sources.protocols import Releases, SourceFacts, Unavailable
from alcove.wires.opds import Publication, SearchTemplate, is_free, read_publication

PATIENCE_S: Final = 6.0
"""Seconds after which a search makes do with the pages it has."""
MOST_RELEASES: Final = 50


class FeedSource(BookSource):
    """A source over one catalogue; who derives from it says where the search is."""

    def __init__(self, catalog: Catalog, context: SourceContext, *, facts: SourceFacts, gap: float = 0.5) -> None:
        self._catalog = catalog
        self._client = feed_client(catalog, context, name=facts.name, gap=gap)
        super().__init__(context, facts=facts, client=self._client)

    async def templates(self) -> Sequence[SearchTemplate]:
        """Return where it can be searched, the best first. Unavailable."""
        raise Unavailable("it has no search")

    async def search(self, query: Query, *, limit: int) -> Sequence[Book]:
        """Return matching books, each in the best of the wanted formats."""
        return [row.book for row in await self.rows(query, limit=limit)]

    async def resolve(self, book_id: str) -> Sequence[Location]:
        """Return where the file is, as the book's own document says now; empty when it is gone."""
        kept = await self._context.remember.get(book_id)
        if kept is None or not isinstance(kept[1], dict):
            return ()
        book, private = kept
        url, whole = str(private.get("url", "")), str(private.get("whole", ""))
        if whole:
            try:
                url = await self._now_at(whole, book)
            except Gone:
                return ()
            except Unavailable:
                # The document may be out of reach while the file is not.
                pass
        return [await self._location(url, form=book.format)] if url and may_be_called(url, self._catalog) else ()

    async def cover(self, book: Book) -> Location | None:
        """Return where the cover is, with what it takes to fetch it from the catalogue's own host."""
        url = book.cover_url
        return await self._location(url, form="") if url and may_be_called(url, self._catalog) else None

    async def releases(
        self, book: BookMetadata, *, expand: bool, languages: Sequence[str], content_type: ContentType
    ) -> Releases:
        """Return the files of a known book in every wanted format, by ISBN where there is one."""
        wanted = Query(languages=tuple(languages), content_type=content_type)
        if book.isbn_13 and not expand:
            by_number = replace(wanted, isbns=(book.isbn_13,))
            found = await self.rows(by_number, limit=MOST_RELEASES, each_format=True)
            exact = [row.book for row in found if book.isbn_13 in row.book.isbns]
            if exact:
                return Releases(books=exact, search_type="isbn")
        by_name = replace(wanted, titles=(book.title,), authors=book.authors[:1])
        found = await self.rows(by_name, limit=MOST_RELEASES, each_format=True)
        return Releases(books=[row.book for row in found], search_type="expanded" if expand else "title_author")

    async def check(self) -> None:
        """Find out where it can be searched. Unavailable."""
        await self.templates()

    async def rows(self, query: Query, *, limit: int, each_format: bool = False) -> list[Row]:
        """Return what a search finds, and remember it; one row for each book unless all its formats are wanted."""
        if query.is_empty or limit < 1:
            return []
        rows: dict[str, Row] = {}
        async for publication in self._found(await self.templates(), query, enough=lambda: len(rows) >= limit):
            made = [row for row in self.describe(publication, self.formats(query)) if matches(row.book, query)]
            for row in made if each_format else made[:1]:
                rows.setdefault(row.book.id, row)
        return await self.remembered(list(rows.values())[:limit])

    async def remembered(self, rows: list[Row]) -> list[Row]:
        """Keep rows, so that their ids mean something from now on."""
        if rows:
            await self._context.remember.put([(row.book, row.private) for row in rows])
        return rows

    def describe(self, found: Publication, formats: Sequence[str]) -> list[Row]:
        """Return a row for each wanted format of a book."""
        return describe(found, self._catalog, source=self.facts.name, formats=formats)

    async def _found(
        self, templates: Sequence[SearchTemplate], query: Query, *, enough: Callable[[], bool]
    ) -> AsyncGenerator[Publication, None]:
        started = self._context.clock.monotonic()
        async with aclosing(SearchPages(self._client).search(templates, query)) as pages:
            async for page in pages:
                for publication in page:
                    yield publication
                if enough() or self._context.clock.monotonic() - started > PATIENCE_S:
                    return

    async def _now_at(self, whole: str, book: Book) -> str:
        found = await self._client.get(whole, read_publication)
        ways = (way for way in found.acquisitions if is_free(way) and format_of(way) == book.format)
        return next((way.href for way in ways), "")

    async def _location(self, url: str, *, form: str) -> Location:
        await self._client.sign_in.prepare()
        # The length that a feed tells is no promise: calibre, for one, writes a book anew when it is fetched.
        return Location(
            url=url,
            format=form,
            headers=self._client.sign_in.headers(url),
            allow_private=self._catalog.allow_private and self._catalog.is_own(url),
        )


def feed_client(catalog: Catalog, context: SourceContext, *, name: str, gap: float = 0.5) -> FeedClient:
    """Return the way to a catalogue, whose calls are counted under a name."""
    allowed = frozenset({catalog.host}) if catalog.allow_private else frozenset[str]()
    terms = policy(context, name=name, base_url=catalog.url, allow_private=allowed)
    return FeedClient(context.client(terms, gap=gap), catalog, clock=context.clock)
