"""The source for Project Gutenberg."""

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
from alcove.apps.books.sources.gutenberg.entries import (
    DOMAIN,
    NAME,
    PREFIX,
    Entry,
    Page,
    convert_entry,
    read_id,
    select_files,
)
from alcove.apps.books.sources.gutenberg.queries import PER_PAGE, Params, number_params, search_params
from alcove.apps.books.sources.json_client import DocumentNotFound, JsonClient, is_custom_server, policy_for_service
from alcove.apps.books.sources.left_out import BookList, LeftOut
from alcove.apps.books.sources.protocols import Releases, SourceInfo, SourceUnavailable

DEFAULT_URL: Final = "https://gutendex.com"
GAP: Final = 2.0
MAX_PAGES: Final = 20
SEARCH_TIMEOUT_S: Final = 6.0
"""After this time a search requests no further page."""
MAX_RELEASES: Final = 50


class Gutenberg(BookSource):
    """A Source over Gutendex; the files come from Project Gutenberg's own site."""

    def __init__(self, context: SourceContext, *, search_timeout: float = SEARCH_TIMEOUT_S) -> None:
        """Take the context, and the time in seconds after which a search requests no further page."""
        self._search_timeout = search_timeout
        base = context.settings.gutendex_url or DEFAULT_URL
        self._own_host = urlsplit(base).hostname or ""
        self._client = JsonClient(
            context.client(policy_for_service(context, name=NAME, base_url=base, default_url=DEFAULT_URL), gap=GAP)
        )
        info = SourceInfo(
            name=NAME,
            display_name="Project Gutenberg",
            prefix=PREFIX,
            hosts=(DOMAIN, self._own_host),
            gap=GAP,
            parallel=1,
        )
        own_server = base if is_custom_server(base, default_url=DEFAULT_URL) else ""
        super().__init__(context, info=info, client=self._client, own_server=own_server)

    async def search(self, query: Query, *, limit: int) -> BookList:
        """Return matching books, each in the first available of the requested formats."""
        if query.is_empty or limit < 1 or query.content_type != "ebook":
            return BookList()
        formats, left_out = self.formats(query), LeftOut()
        isbns = (*query.isbns, *filter(None, [isbn13(query.text)]))
        if isbns:
            books = await self._books_by_isbn(isbns, query, formats=formats)
        else:
            books = await self._collect_books(
                search_params(query, formats=formats), query, formats=formats, limit=limit, left_out=left_out
            )
            if not books and query.text.strip() and not (query.authors or query.titles):
                by_topic = search_params(query, formats=formats, topic=True)
                books = await self._collect_books(by_topic, query, formats=formats, limit=limit)
        stored = await self.store_books(books[:limit])
        return BookList(stored, left_out=left_out.describe(), has_faults=left_out.has_faults)

    async def find_by_id(self, book_id: str) -> Sequence[Book]:
        """Return the book with this id, by its number."""
        number, format_ = read_id(book_id) or (0, "")
        entry = await self._fetch_entry(number) if number else None
        return convert_entry(entry, (format_,), own_host=self._own_host) if entry else ()

    async def resolve(self, book_id: str) -> Sequence[Location]:
        """Return the current location of the file."""
        number, format_ = read_id(book_id) or (0, "")
        entry = await self._fetch_entry(number) if number else None
        url = select_files(entry, self._own_host).get(format_) if entry else None
        return (self.mark_private(Location(url=url, format=format_)),) if url else ()

    async def releases(
        self, book: BookMetadata, *, expand: bool, languages: Sequence[str], content_type: ContentType
    ) -> Releases:
        """Return the files of a known book in all formats: by its linked number, by ISBN, or by title and author."""
        if content_type != "ebook":
            return Releases(books=(), search_type="title_author")
        filters = Query(languages=tuple(languages))
        formats = self._context.settings.supported_formats
        if not expand:
            books = await self._books_by_number(book.links.get(NAME, ()), filters, formats=formats)
            if not books and book.isbn_13:
                books = await self._books_by_isbn((book.isbn_13,), filters, formats=formats, all_formats=True)
            if books:
                return Releases(books=await self.store_books(books), search_type="isbn")
        by_title = Query(titles=(short_title(book.title),), authors=book.authors[:1], languages=filters.languages)
        params = search_params(by_title, formats=formats)
        books = await self._collect_books(params, by_title, formats=formats, limit=MAX_RELEASES, all_formats=True)
        stored = await self.store_books(books[:MAX_RELEASES])
        return Releases(books=stored, search_type="expanded" if expand else "title_author")

    async def check(self) -> None:
        """Run a minimal search. Raise SourceUnavailable."""
        await self._client.search("/books/", Page, params=number_params((84,)))

    async def _collect_books(
        self,
        params: Params,
        query: Query,
        *,
        formats: Sequence[str],
        limit: int,
        all_formats: bool = False,
        left_out: LeftOut | None = None,
    ) -> list[Book]:
        books: list[Book] = []
        async with aclosing(self._fetch_entries(params, LeftOut() if left_out is None else left_out)) as entries:
            async for entry in entries:
                converted = convert_entry(entry, formats, own_host=self._own_host)
                matching = [book for book in converted if matches(book, query)]
                books += matching if all_formats else matching[:1]
                if len(books) >= limit:
                    break
        return books

    async def _fetch_entries(self, params: Params, left_out: LeftOut) -> AsyncGenerator[Entry, None]:
        deadline = asyncio.get_running_loop().time() + self._search_timeout
        for number in range(1, MAX_PAGES + 1):
            page = await self._fetch_page(params, number, deadline=deadline)
            if page is None:
                return
            entries = page.entries()
            left_out.unreadable += len(page.results) - len(entries)
            for entry in entries:
                yield entry
            if not page.next:
                return

    async def _fetch_page(self, params: Params, number: int, *, deadline: float) -> Page | None:
        """Return a page, None past the end. Only the first page may raise SourceUnavailable, and has no deadline."""
        if number == 1:
            try:
                return await self._client.get("/books/", Page, params=params)
            except DocumentNotFound:
                return None
        try:
            async with asyncio.timeout_at(deadline):
                return await self._client.get("/books/", Page, params=(*params, ("page", str(number))))
        except (DocumentNotFound, SourceUnavailable, TimeoutError):
            return None

    async def _books_by_isbn(
        self, isbns: Sequence[str], query: Query, *, formats: Sequence[str], all_formats: bool = False
    ) -> list[Book]:
        """Return books by ISBN, with the numbers that another service knows; Gutendex itself has no ISBNs."""
        if self._context.isbn_lookup is None:
            return []
        try:
            links = await self._context.isbn_lookup.links(isbns)
        except SourceUnavailable as error:
            raise SourceUnavailable(f"the service that knows its books by ISBN is not available: {error}") from error
        filters = Query(languages=query.languages, content=query.content, authors=query.authors, titles=query.titles)
        return await self._books_by_number(links.get(NAME, ()), filters, formats=formats, all_formats=all_formats)

    async def _books_by_number(
        self, keys: Sequence[str], query: Query, *, formats: Sequence[str], all_formats: bool = True
    ) -> list[Book]:
        numbers = [int(key) for key in dict.fromkeys(keys) if key.isascii() and key.isdigit() and len(key) < 10]
        if not numbers:
            return []
        params = number_params(numbers[:PER_PAGE])
        return await self._collect_books(params, query, formats=formats, limit=MAX_RELEASES, all_formats=all_formats)

    async def _fetch_entry(self, number: int) -> Entry | None:
        return await self._client.find(f"/books/{number}/", Entry)
