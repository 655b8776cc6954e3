"""Project Gutenberg as a source."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Final
from urllib.parse import urlsplit

from alcove.apps.books.model.book import Book, BookMetadata, ContentType, Location, Query
from alcove.apps.books.model.isbn import isbn13
from alcove.apps.books.model.matching import matches, short_title
from alcove.apps.books.model.ranking import wanted_formats
from alcove.apps.books.sources.asking import Asker, Gone, is_replaced, policy_of
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.gutenberg.asking import PER_PAGE, Params, number_params, search_params
from alcove.apps.books.sources.gutenberg.describing import DOMAIN, NAME, PREFIX, describe, files_of, read_id
from alcove.apps.books.sources.gutenberg.shapes import Entry, Page
from alcove.apps.books.sources.protocols import Releases, SourceFacts, Unavailable

USUAL: Final = "https://gutendex.com"
GAP: Final = 2.0
MOST_PAGES: Final = 20
PATIENCE_S: Final = 6.0
"""Seconds after which a search makes do with the pages it has."""
MOST_RELEASES: Final = 50


class Gutenberg:
    """A Source over Gutendex, which knows the books; the files come from the project's own site."""

    def __init__(self, context: SourceContext, *, patience: float = PATIENCE_S) -> None:
        """Take the surroundings, and the seconds after which a search asks for no further page."""
        self._patience = patience
        base = context.settings.gutendex_url or USUAL
        self._context = context
        self._own_host = urlsplit(base).hostname or ""
        self._is_replaced = is_replaced(base, usual=USUAL)
        policy = policy_of(context, name=NAME, base_url=base, usual=USUAL)
        self._asker = Asker(context.client(policy, gap=GAP))
        self._facts = SourceFacts(
            name=NAME,
            display_name="Project Gutenberg",
            prefix=PREFIX,
            hosts=(DOMAIN, self._own_host),
            gap=GAP,
            parallel=1,
        )

    @property
    def facts(self) -> SourceFacts:
        """Return what it is."""
        return self._facts

    async def close(self) -> None:
        """Close all connections."""
        await self._asker.close()

    async def search(self, query: Query, *, limit: int) -> Sequence[Book]:
        """Return matching books, each in the best of the wanted formats."""
        if query.is_empty or limit < 1 or query.content_type != "ebook":
            return ()
        formats = wanted_formats(query.formats, self._context.settings.supported_formats)
        numbers = (*query.isbns, *filter(None, [isbn13(query.text)]))
        if numbers:
            rows = await self._by_isbn(numbers, query, formats=formats)
        else:
            rows = await self._rows(search_params(query, formats=formats), query, formats=formats, limit=limit)
            if not rows and query.text.strip() and not (query.authors or query.titles):
                by_topic = search_params(query, formats=formats, topic=True)
                rows = await self._rows(by_topic, query, formats=formats, limit=limit)
        return await self._remembered(rows[:limit])

    async def lookup(self, book_id: str) -> Book | None:
        """Return a book that was found before, or else ask for it by its number."""
        named = read_id(book_id)
        if named is None:
            return None
        kept = await self._context.remember.get(book_id)
        if kept is not None:
            return kept[0]
        entry = await self._entry(named[0])
        found = describe(entry, (named[1],), own_host=self._own_host) if entry else []
        return next(iter(await self._remembered(found)), None)

    async def resolve(self, book_id: str) -> Sequence[Location]:
        """Return where the file is now."""
        named = read_id(book_id)
        if named is None:
            return ()
        number, form = named
        entry = await self._entry(number)
        url = files_of(entry, self._own_host).get(form) if entry else None
        return (Location(url=url, format=form, allow_private=self._may_be_private(url)),) if url else ()

    async def cover(self, book: Book) -> Location | None:
        """Return where the cover is."""
        url = book.cover_url
        return Location(url=url, format="", allow_private=self._may_be_private(url)) if url else None

    async def releases(
        self, book: BookMetadata, *, expand: bool, languages: Sequence[str], content_type: ContentType
    ) -> Releases:
        """Return the files of a known book in every format: by its number here, by ISBN, or by its name."""
        if content_type != "ebook":
            return Releases(books=(), search_type="title_author")
        wanted = Query(languages=tuple(languages))
        formats = self._context.settings.supported_formats
        if not expand:
            rows = await self._linked(book.links.get(NAME, ()), wanted, formats=formats)
            if not rows and book.isbn_13:
                rows = await self._by_isbn((book.isbn_13,), wanted, formats=formats, each_format=True)
            if rows:
                return Releases(books=await self._remembered(rows), search_type="isbn")
        named = Query(titles=(short_title(book.title),), authors=book.authors[:1], languages=wanted.languages)
        params = search_params(named, formats=formats)
        rows = await self._rows(params, named, formats=formats, limit=MOST_RELEASES, each_format=True)
        books = await self._remembered(rows[:MOST_RELEASES])
        return Releases(books=books, search_type="expanded" if expand else "title_author")

    async def health(self) -> str:
        """Return '' when it can be searched."""
        try:
            await self._asker.ask("/books/", Page, params=number_params((84,)))
        except Gone:
            return "its search leads nowhere"
        except Unavailable as error:
            return str(error)
        return ""

    async def _rows(
        self, params: Params, query: Query, *, formats: Sequence[str], limit: int, each_format: bool = False
    ) -> list[Book]:
        rows: list[Book] = []
        async with aclosing(self._found(params)) as found:
            async for entry in found:
                made = [row for row in describe(entry, formats, own_host=self._own_host) if matches(row, query)]
                rows += made if each_format else made[:1]
                if len(rows) >= limit:
                    break
        return rows

    async def _found(self, params: Params) -> AsyncGenerator[Entry, None]:
        ends = asyncio.get_running_loop().time() + self._patience
        for number in range(1, MOST_PAGES + 1):
            page = await self._page(params, number, ends=ends)
            if page is None:
                return
            for entry in page.entries():
                yield entry
            if not page.next:
                return

    async def _page(self, params: Params, number: int, *, ends: float) -> Page | None:
        """Return a page, None for one past the end; only the first one may fail, and take its time."""
        if number == 1:
            try:
                return await self._asker.ask("/books/", Page, params=params)
            except Gone:
                return None
        try:
            async with asyncio.timeout_at(ends):
                return await self._asker.ask("/books/", Page, params=(*params, ("page", str(number))))
        except (Gone, Unavailable, TimeoutError):
            return None

    async def _by_isbn(
        self, isbns: Sequence[str], query: Query, *, formats: Sequence[str], each_format: bool = False
    ) -> list[Book]:
        """Return books by ISBN, which the project does not know: others tell the number of the book here."""
        if self._context.numbers is None:
            return []
        try:
            links = await self._context.numbers.links(isbns)
        except Unavailable as error:
            raise Unavailable(f"who knows its books by ISBN has no answer: {error}") from error
        wanted = Query(languages=query.languages, content=query.content, authors=query.authors, titles=query.titles)
        return await self._linked(links.get(NAME, ()), wanted, formats=formats, each_format=each_format)

    async def _linked(
        self, keys: Sequence[str], query: Query, *, formats: Sequence[str], each_format: bool = True
    ) -> list[Book]:
        numbers = [int(key) for key in dict.fromkeys(keys) if key.isascii() and key.isdigit() and len(key) < 10]
        if not numbers:
            return []
        params = number_params(numbers[:PER_PAGE])
        return await self._rows(params, query, formats=formats, limit=MOST_RELEASES, each_format=each_format)

    async def _entry(self, number: int) -> Entry | None:
        try:
            return await self._asker.ask(f"/books/{number}/", Entry)
        except Gone:
            return None

    async def _remembered(self, rows: Sequence[Book]) -> Sequence[Book]:
        if rows:
            await self._context.remember.put([(row, None) for row in rows])
        return rows

    def _may_be_private(self, url: str) -> bool:
        return self._is_replaced and urlsplit(url).hostname == self._own_host
