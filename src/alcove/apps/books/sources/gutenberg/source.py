"""Project Gutenberg as a source."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Final
from urllib.parse import urlsplit

from alcove.apps.books.model.book import Book, BookMetadata, ContentType, Location, Query
from alcove.apps.books.model.isbn import isbn13
from alcove.apps.books.model.matching import matches, short_title
from alcove.apps.books.sources.book_source import BookSource
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.gutenberg.entries import DOMAIN, NAME, PREFIX, Entry, Page, describe, files_of, read_id
from alcove.apps.books.sources.gutenberg.queries import PER_PAGE, Params, number_params, search_params
from alcove.apps.books.sources.json_client import Gone, JsonClient, is_replaced, policy_of
from alcove.apps.books.sources.protocols import Releases, SourceFacts, Unavailable

USUAL: Final = "https://gutendex.com"
GAP: Final = 2.0
MOST_PAGES: Final = 20
PATIENCE_S: Final = 6.0
"""Seconds after which a search makes do with the pages it has."""
MOST_RELEASES: Final = 50


class Gutenberg(BookSource):
    """A Source over Gutendex, which knows the books; the files come from the project's own site."""

    def __init__(self, context: SourceContext, *, patience: float = PATIENCE_S) -> None:
        """Take the surroundings, and the seconds after which a search asks for no further page."""
        self._patience = patience
        base = context.settings.gutendex_url or USUAL
        self._own_host = urlsplit(base).hostname or ""
        self._client = JsonClient(context.client(policy_of(context, name=NAME, base_url=base, usual=USUAL), gap=GAP))
        facts = SourceFacts(
            name=NAME,
            display_name="Project Gutenberg",
            prefix=PREFIX,
            hosts=(DOMAIN, self._own_host),
            gap=GAP,
            parallel=1,
        )
        private_host = self._own_host if is_replaced(base, usual=USUAL) else None
        super().__init__(context, facts=facts, client=self._client, private_host=private_host)

    async def search(self, query: Query, *, limit: int) -> Sequence[Book]:
        """Return matching books, each in the best of the wanted formats."""
        if query.is_empty or limit < 1 or query.content_type != "ebook":
            return ()
        formats = self.formats(query)
        numbers = (*query.isbns, *filter(None, [isbn13(query.text)]))
        if numbers:
            rows = await self._by_isbn(numbers, query, formats=formats)
        else:
            rows = await self._rows(search_params(query, formats=formats), query, formats=formats, limit=limit)
            if not rows and query.text.strip() and not (query.authors or query.titles):
                by_topic = search_params(query, formats=formats, topic=True)
                rows = await self._rows(by_topic, query, formats=formats, limit=limit)
        return await self.keep(rows[:limit])

    async def find_by_id(self, book_id: str) -> Sequence[Book]:
        """Return the file that an id names, by the number of its book."""
        number, form = read_id(book_id) or (0, "")
        entry = await self._entry(number) if number else None
        return describe(entry, (form,), own_host=self._own_host) if entry else ()

    async def resolve(self, book_id: str) -> Sequence[Location]:
        """Return where the file is now."""
        number, form = read_id(book_id) or (0, "")
        entry = await self._entry(number) if number else None
        url = files_of(entry, self._own_host).get(form) if entry else None
        return (self.located(Location(url=url, format=form)),) if url else ()

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
                return Releases(books=await self.keep(rows), search_type="isbn")
        named = Query(titles=(short_title(book.title),), authors=book.authors[:1], languages=wanted.languages)
        params = search_params(named, formats=formats)
        rows = await self._rows(params, named, formats=formats, limit=MOST_RELEASES, each_format=True)
        books = await self.keep(rows[:MOST_RELEASES])
        return Releases(books=books, search_type="expanded" if expand else "title_author")

    async def check(self) -> None:
        """Make the smallest search there is. Unavailable."""
        await self._client.search("/books/", Page, params=number_params((84,)))

    async def _rows(
        self, params: Params, query: Query, *, formats: Sequence[str], limit: int, each_format: bool = False
    ) -> list[Book]:
        rows: list[Book] = []
        async with aclosing(self._entries(params)) as entries:
            async for entry in entries:
                made = [row for row in describe(entry, formats, own_host=self._own_host) if matches(row, query)]
                rows += made if each_format else made[:1]
                if len(rows) >= limit:
                    break
        return rows

    async def _entries(self, params: Params) -> AsyncGenerator[Entry, None]:
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
                return await self._client.get("/books/", Page, params=params)
            except Gone:
                return None
        try:
            async with asyncio.timeout_at(ends):
                return await self._client.get("/books/", Page, params=(*params, ("page", str(number))))
        except (Gone, Unavailable, TimeoutError):
            return None

    async def _by_isbn(
        self, isbns: Sequence[str], query: Query, *, formats: Sequence[str], each_format: bool = False
    ) -> list[Book]:
        """Return books by ISBN, which the project does not know: others tell the number of the book here."""
        if self._context.isbn_lookup is None:
            return []
        try:
            links = await self._context.isbn_lookup.links(isbns)
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
        return await self._client.find(f"/books/{number}/", Entry)
