"""The source for the Internet Archive."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from alcove.apps.books.model.book import Book, BookMetadata, ContentType, Location, Query
from alcove.apps.books.model.isbn import isbn13
from alcove.apps.books.model.matching import matches, short_title
from alcove.apps.books.sources.book_source import BookSource
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.internetarchive.books import NAME, PREFIX, convert_item, locations, read_id
from alcove.apps.books.sources.internetarchive.item_cache import ItemCache
from alcove.apps.books.sources.internetarchive.items import Item, SearchResult, first_text
from alcove.apps.books.sources.internetarchive.queries import (
    content_type_of,
    is_free,
    rights_query,
    search_params,
    search_query,
)
from alcove.apps.books.sources.json_client import JsonClient, is_custom_server, policy_for_service
from alcove.apps.books.sources.protocols import Releases, SourceInfo, SourceUnavailable

DEFAULT_URL: Final = "https://archive.org"
DOMAIN: Final = ".archive.org"
FILE_GAP: Final = 1.0
RECORD_GAP: Final = 0.5
"""Seconds between requests for metadata. A search needs one for each result, but searches are rare."""
RECORDS_TIMEOUT_S: Final = 4.5
MAX_SEARCH_ROWS: Final = 50
MAX_RELEASES: Final = 20


class InternetArchive(BookSource):
    """A Source over the archive's search and the metadata records of its items."""

    def __init__(self, context: SourceContext) -> None:
        self._base = (context.settings.archive_url or DEFAULT_URL).rstrip("/")
        self._host = urlsplit(self._base).hostname or ""
        policy = policy_for_service(context, name=NAME, base_url=self._base, default_url=DEFAULT_URL)
        self._client = JsonClient(
            context.client(policy, gap=RECORD_GAP), auth=lambda _method, url, _headers, _body: self._auth_headers(url)
        )
        self._item_cache = ItemCache(self._client, clock=context.clock)
        info = SourceInfo(
            name=NAME,
            display_name="Internet Archive",
            prefix=PREFIX,
            content_types=("ebook", "audiobook"),
            hosts=(DOMAIN, self._host),
            gap=FILE_GAP,
        )
        self._is_replaced = is_custom_server(self._base, default_url=DEFAULT_URL)
        own_server = self._base if self._is_replaced else ""
        super().__init__(context, info=info, client=self._client, own_server=own_server)

    async def search(self, query: Query, *, limit: int) -> Sequence[Book]:
        """Return matching books that are free to download, each in the first available of the requested formats."""
        if query.is_empty or limit < 1:
            return ()
        formats = self.formats(query)
        isbns = (*query.isbns, *filter(None, [isbn13(query.text)]))
        items = await self._search_items(query, formats=formats)
        if not items and isbns:
            items = await self._items_by_isbn(isbns)
            query = replace(query, text="" if isbn13(query.text) else query.text, isbns=())
        return await self._collect_books(items, query, formats=formats, limit=limit)

    async def find_by_id(self, book_id: str) -> Sequence[Book]:
        """Return the book with this id, from the record of its item."""
        identifier, format_ = read_id(book_id) or ("", "")
        item = await self._get_free_item(identifier) if identifier else None
        return convert_item(item, (format_,), base=self._base) if item else ()

    async def resolve(self, book_id: str) -> Sequence[Location]:
        """Return the locations of the file, with the size and digests from the item's record."""
        identifier, format_ = read_id(book_id) or ("", "")
        item = await self._get_free_item(identifier) if identifier else None
        found = locations(item, format_, base=self._base, nodes=not self._is_replaced) if item else ()
        return [self.mark_private(location) for location in found]

    async def releases(
        self, book: BookMetadata, *, expand: bool, languages: Sequence[str], content_type: ContentType
    ) -> Releases:
        """Return the files of a known book in all formats: by its linked items, by ISBN, or by title and author."""
        filters = Query(languages=tuple(languages), content_type=content_type)
        formats = self.formats(filters)
        if not expand and content_type == "ebook":
            items = book.links.get(NAME, ())
            if not items and book.isbn_13:
                items = await self._search_items(replace(filters, isbns=(book.isbn_13,)), formats=formats)
            books = await self._collect_books(items, filters, formats=formats, limit=MAX_RELEASES, all_formats=True)
            if books:
                return Releases(books=books, search_type="isbn")
        by_title = replace(filters, titles=(short_title(book.title),), authors=book.authors[:1])
        items = await self._search_items(by_title, formats=formats)
        books = await self._collect_books(items, by_title, formats=formats, limit=MAX_RELEASES, all_formats=True)
        return Releases(books=books, search_type="expanded" if expand else "title_author")

    async def check(self) -> None:
        """Run a minimal search. Raise SourceUnavailable."""
        await self._search_identifiers("mediatype:texts AND identifier:frankenstein00shel", sort="", rows=1)

    async def _items_by_isbn(self, isbns: Sequence[str]) -> tuple[str, ...]:
        """Return the items of the ISBNs that another service knows."""
        if self._context.isbn_lookup is None:
            return ()
        try:
            return (await self._context.isbn_lookup.links(isbns)).get(NAME, ())
        except SourceUnavailable:
            # The archive's own search found nothing, which is a valid result.
            return ()

    async def _search_items(self, query: Query, *, formats: Sequence[str]) -> tuple[str, ...]:
        settings = self._context.settings
        rights = rights_query(
            query.content_type, collections=settings.ia_collections, commons=settings.ia_creative_commons
        )
        words = search_query(query, rights=rights, formats=formats)
        return await self._search_identifiers(words, sort=query.sort, rows=MAX_SEARCH_ROWS) if words else ()

    async def _search_identifiers(self, query: str, *, sort: str, rows: int) -> tuple[str, ...]:
        params = search_params(query, sort=sort, rows=rows)
        found = await self._client.search("/advancedsearch.php", SearchResult, params=params)
        if found.response is None:
            raise SourceUnavailable("it rejects the search" if found.error else "its answer cannot be read")
        return tuple(filter(None, (first_text(document.get("identifier")) for document in found.response.docs)))

    async def _collect_books(
        self,
        items: Sequence[str],
        query: Query,
        *,
        formats: Sequence[str],
        limit: int,
        all_formats: bool = False,
    ) -> Sequence[Book]:
        books: list[Book] = []
        async with aclosing(self._item_cache.fetch_all(items, time_limit=RECORDS_TIMEOUT_S)) as fetched:
            async for item in fetched:
                if not self._is_allowed(item, query.content_type):
                    continue
                matching = [book for book in convert_item(item, formats, base=self._base) if matches(book, query)]
                books += matching if all_formats else matching[:1]
                if len(books) >= limit:
                    break
        return await self.store_books(books[:limit])

    async def _get_free_item(self, identifier: str) -> Item | None:
        item = await self._item_cache.fetch(identifier)
        return item if item and self._is_allowed(item, content_type_of(item)) else None

    def _is_allowed(self, item: Item, content_type: ContentType | None) -> bool:
        settings = self._context.settings
        free = is_free(item, collections=settings.ia_collections, commons=settings.ia_creative_commons)
        return free and content_type is not None and content_type_of(item) == content_type

    def _auth_headers(self, url: str) -> dict[str, str]:
        settings = self._context.settings
        key, secret = settings.ia_access_key.reveal(), settings.ia_secret_key.reveal()
        parts = urlsplit(url)
        is_safe = parts.scheme == "https" and parts.hostname == self._host
        return {"Authorization": f"LOW {key}:{secret}"} if key and secret and is_safe else {}
