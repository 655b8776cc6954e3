"""Open Library as a metadata provider and as an ISBN lookup."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from alcove.apps.books.model.book import BookMetadata
from alcove.apps.books.model.cleaning import MAX_AUTHOR, clean_text
from alcove.apps.books.model.isbn import isbn13
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.json_client import JsonClient, policy_for_service
from alcove.apps.books.sources.openlibrary.queries import (
    SEARCH_FIELDS,
    SORTS,
    Params,
    find_params,
    isbn_params,
    key_params,
)
from alcove.apps.books.sources.openlibrary.works import (
    NAME,
    AuthorRecord,
    EditionRecord,
    SearchDoc,
    SearchResult,
    WorkRecord,
    convert_work,
    merge_links,
    source_links,
    work_id,
)
from alcove.apps.books.sources.protocols import MetadataPage, SearchField
from alcove.foundation.cache import Cache

DEFAULT_URL: Final = "https://openlibrary.org"
GAP: Final = 1.0
MAX_AUTHORS: Final = 3
MAX_CACHED: Final = 500
CACHE_TTL_S: Final = 3600.0

Links = Mapping[str, tuple[str, ...]]
"""Keys of works at other sources, by the source's name."""


class OpenLibrary:
    """A MetadataProvider and an IsbnLookup."""

    name = NAME
    display_name = "Open Library"
    sorts: Sequence[str] = tuple(SORTS)
    fields: Sequence[SearchField] = SEARCH_FIELDS

    def __init__(self, context: SourceContext) -> None:
        base = context.settings.openlibrary_url or DEFAULT_URL
        self._context = context
        self._covers = context.settings.openlibrary_covers_url.rstrip("/")
        policy = policy_for_service(context, name=NAME, base_url=base, default_url=DEFAULT_URL)
        self._client = JsonClient(context.client(policy, gap=GAP))
        self._links: Cache[tuple[str, ...], Links] = Cache(size=MAX_CACHED, ttl=CACHE_TTL_S, clock=context.clock)
        self._works: Cache[tuple[str, ...], Sequence[BookMetadata]] = Cache(
            size=MAX_CACHED, ttl=CACHE_TTL_S, clock=context.clock
        )
        # Cover URLs redirect to the Internet Archive.
        self.cover_hosts = (urlsplit(self._covers).hostname or "", ".archive.org")

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()

    async def find(self, text: str, *, fields: dict[str, str], sort: str, page: int, limit: int) -> MetadataPage:
        """Search for works."""
        params = find_params(text, fields, sort=sort, page=page, limit=limit)
        if not params:
            return MetadataPage(books=(), total=0, has_more=False)
        found = await self.search(params)
        books = [self._convert(doc) for doc in found.works() if work_id(doc.key)]
        return MetadataPage(books=books, total=found.total, has_more=page * limit < found.total)

    async def book(self, provider_id: str) -> BookMetadata | None:
        """Return one work, None if it does not exist."""
        work = work_id(provider_id)
        record = await self._fetch_record(work) if work else None
        if record is None:
            return None
        # The record of a merged work refers to the work that it was merged into.
        work = work_id(record.location) or work
        if record.location:
            record = await self._fetch_record(work) or record
        docs = (await self.search(key_params(work))).works()
        if docs:
            return self._convert(docs[0], record=record)
        return await self._convert_record(work, record)

    async def links(self, isbns: Sequence[str]) -> Links:
        """Return the keys of the works of these ISBNs at other sources."""
        numbers = tuple(sorted({number for text in isbns if (number := isbn13(text))}))
        if not numbers:
            return {}
        return await self._links.get(numbers, lambda: self._load_links(numbers))

    async def works(self, isbns: Sequence[str]) -> Sequence[BookMetadata]:
        """Return the works of these ISBNs."""
        numbers = tuple(sorted({number for text in isbns if (number := isbn13(text))}))
        if not numbers:
            return ()
        return await self._works.get(numbers, lambda: self._load_works(numbers))

    async def search(self, params: Params) -> SearchResult:
        """Return a page of search results. Raise SourceUnavailable."""
        return await self._client.search("/search.json", SearchResult, params=params)

    async def _load_works(self, numbers: tuple[str, ...]) -> Sequence[BookMetadata]:
        return tuple(self._convert(doc) for doc in (await self.search(isbn_params(numbers))).works() if doc.title)

    async def _load_links(self, numbers: tuple[str, ...]) -> Links:
        links = merge_links([source_links(doc) for doc in (await self.search(isbn_params(numbers))).works()])
        return links or merge_links([await self._links_by_edition(number) for number in numbers[:2]])

    async def _links_by_edition(self, number: str) -> dict[str, tuple[str, ...]]:
        """Return the links of an edition's work; records of new editions exist before a search finds them."""
        edition = await self._client.find(f"/isbn/{number}.json", EditionRecord)
        work = next(filter(None, (work_id(work.key) for work in edition.works)), "") if edition else ""
        docs = (await self.search(key_params(work))).works() if work else []
        return merge_links([source_links(doc) for doc in docs])

    async def _fetch_record(self, work: str) -> WorkRecord | None:
        return await self._client.find(f"/works/{work}.json", WorkRecord)

    async def _convert_record(self, work: str, record: WorkRecord) -> BookMetadata:
        """Convert a work that the search does not find, from its own record and those of its authors."""
        keys = [credit.author.key for credit in record.authors if credit.author]
        names = [await self._fetch_author_name(key) for key in keys[:MAX_AUTHORS]]
        cover = next((number for number in record.covers if number and number > 0), None)
        doc = SearchDoc(key=f"/works/{work}", title=record.title, cover_i=cover)
        return replace(self._convert(doc, record=record), authors=tuple(filter(None, names)))

    async def _fetch_author_name(self, key: str) -> str:
        if not key.startswith("/authors/OL"):
            return ""
        record = await self._client.find(f"{key}.json", AuthorRecord)
        return clean_text(record.name, limit=MAX_AUTHOR) if record else ""

    def _convert(self, doc: SearchDoc, *, record: WorkRecord | None = None) -> BookMetadata:
        preferred = self._context.settings.book_language
        return convert_work(doc, covers=self._covers, preferred=preferred, record=record)
