"""The Internet Archive as a source."""

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
from alcove.apps.books.sources.internetarchive.items import Found, Item, first
from alcove.apps.books.sources.internetarchive.queries import (
    content_type_of,
    is_free,
    rights_query,
    search_params,
    search_query,
)
from alcove.apps.books.sources.internetarchive.records import Records
from alcove.apps.books.sources.internetarchive.rows import NAME, PREFIX, describe, locations, read_id
from alcove.apps.books.sources.json_client import JsonClient, is_replaced, policy_of
from alcove.apps.books.sources.protocols import Releases, SourceFacts, Unavailable

USUAL: Final = "https://archive.org"
DOMAIN: Final = ".archive.org"
FILE_GAP: Final = 1.0
RECORD_GAP: Final = 0.5
"""A search needs a record for each of its hits; searches are rare enough for one request a second on average."""
PATIENCE_S: Final = 4.5
MOST_ROWS: Final = 50
MOST_RELEASES: Final = 20


class InternetArchive(BookSource):
    """A Source over the archive's search and the records of its items."""

    def __init__(self, context: SourceContext) -> None:
        self._base = (context.settings.archive_url or USUAL).rstrip("/")
        self._host = urlsplit(self._base).hostname or ""
        policy = policy_of(context, name=NAME, base_url=self._base, usual=USUAL)
        self._client = JsonClient(
            context.client(policy, gap=RECORD_GAP), auth=lambda _method, url, _headers, _body: self._sign(url)
        )
        self._records = Records(self._client, clock=context.clock)
        facts = SourceFacts(
            name=NAME,
            display_name="Internet Archive",
            prefix=PREFIX,
            content_types=("ebook", "audiobook"),
            hosts=(DOMAIN, self._host),
            gap=FILE_GAP,
        )
        self._is_replaced = is_replaced(self._base, usual=USUAL)
        private_host = self._host if self._is_replaced else None
        super().__init__(context, facts=facts, client=self._client, private_host=private_host)

    async def search(self, query: Query, *, limit: int) -> Sequence[Book]:
        """Return matching books whose records show a file that may be fetched, each in the best wanted format."""
        if query.is_empty or limit < 1:
            return ()
        formats = self.formats(query)
        numbers = (*query.isbns, *filter(None, [isbn13(query.text)]))
        items = await self._items(query, formats=formats)
        if not items and numbers:
            items = await self._by_isbn(numbers)
            query = replace(query, text="" if isbn13(query.text) else query.text, isbns=())
        return await self._rows(items, query, formats=formats, limit=limit)

    async def find_by_id(self, book_id: str) -> Sequence[Book]:
        """Return the file that an id names, as the record of its item says."""
        identifier, form = read_id(book_id) or ("", "")
        item = await self._free(identifier) if identifier else None
        return describe(item, (form,), base=self._base) if item else ()

    async def resolve(self, book_id: str) -> Sequence[Location]:
        """Return where the file is now, with what its record promises of it."""
        identifier, form = read_id(book_id) or ("", "")
        item = await self._free(identifier) if identifier else None
        places = locations(item, form, base=self._base, nodes=not self._is_replaced) if item else ()
        return [self.located(place) for place in places]

    async def releases(
        self, book: BookMetadata, *, expand: bool, languages: Sequence[str], content_type: ContentType
    ) -> Releases:
        """Return the files of a known book in every format: of its items, by ISBN, or by its name."""
        wanted = Query(languages=tuple(languages), content_type=content_type)
        formats = self.formats(wanted)
        if not expand and content_type == "ebook":
            items = book.links.get(NAME, ())
            if not items and book.isbn_13:
                items = await self._items(replace(wanted, isbns=(book.isbn_13,)), formats=formats)
            rows = await self._rows(items, wanted, formats=formats, limit=MOST_RELEASES, each_format=True)
            if rows:
                return Releases(books=rows, search_type="isbn")
        named = replace(wanted, titles=(short_title(book.title),), authors=book.authors[:1])
        items = await self._items(named, formats=formats)
        rows = await self._rows(items, named, formats=formats, limit=MOST_RELEASES, each_format=True)
        return Releases(books=rows, search_type="expanded" if expand else "title_author")

    async def check(self) -> None:
        """Make the smallest search there is. Unavailable."""
        await self._found("mediatype:texts AND identifier:frankenstein00shel", sort="", rows=1)

    async def _by_isbn(self, isbns: Sequence[str]) -> tuple[str, ...]:
        """Return the items of ISBNs that the archive itself does not know."""
        if self._context.isbn_lookup is None:
            return ()
        try:
            return (await self._context.isbn_lookup.links(isbns)).get(NAME, ())
        except Unavailable:
            # The archive's own answer stands.
            return ()

    async def _items(self, query: Query, *, formats: Sequence[str]) -> tuple[str, ...]:
        settings = self._context.settings
        rights = rights_query(
            query.content_type, collections=settings.ia_collections, commons=settings.ia_creative_commons
        )
        words = search_query(query, rights=rights, formats=formats)
        return await self._found(words, sort=query.sort, rows=MOST_ROWS) if words else ()

    async def _found(self, query: str, *, sort: str, rows: int) -> tuple[str, ...]:
        params = search_params(query, sort=sort, rows=rows)
        found = await self._client.search("/advancedsearch.php", Found, params=params)
        if found.response is None:
            raise Unavailable("it refuses the search" if found.error else "its answer cannot be read")
        return tuple(filter(None, (first(document.get("identifier")) for document in found.response.docs)))

    async def _rows(
        self,
        items: Sequence[str],
        query: Query,
        *,
        formats: Sequence[str],
        limit: int,
        each_format: bool = False,
    ) -> Sequence[Book]:
        rows: list[Book] = []
        async with aclosing(self._records.iterate(items, patience=PATIENCE_S)) as found:
            async for item in found:
                if not self._is_wanted(item, query.content_type):
                    continue
                made = [row for row in describe(item, formats, base=self._base) if matches(row, query)]
                rows += made if each_format else made[:1]
                if len(rows) >= limit:
                    break
        return await self.keep(rows[:limit])

    async def _free(self, identifier: str) -> Item | None:
        item = await self._records.read(identifier)
        return item if item and self._is_wanted(item, content_type_of(item)) else None

    def _is_wanted(self, item: Item, content_type: ContentType | None) -> bool:
        settings = self._context.settings
        free = is_free(item, collections=settings.ia_collections, commons=settings.ia_creative_commons)
        return free and content_type is not None and content_type_of(item) == content_type

    def _sign(self, url: str) -> dict[str, str]:
        settings = self._context.settings
        key, secret = settings.ia_access_key.reveal(), settings.ia_secret_key.reveal()
        parts = urlsplit(url)
        is_safe = parts.scheme == "https" and parts.hostname == self._host
        return {"Authorization": f"LOW {key}:{secret}"} if key and secret and is_safe else {}
