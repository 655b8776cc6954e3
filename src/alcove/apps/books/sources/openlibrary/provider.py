"""Open Library as a metadata provider, and as the one who knows ISBNs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from alcove.apps.books.model.book import BookMetadata
from alcove.apps.books.model.cleaning import AUTHOR, clean
from alcove.apps.books.model.isbn import isbn13
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.json_client import JsonClient, policy_of
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
    Doc,
    EditionRecord,
    Found,
    WorkRecord,
    describe,
    links_of,
    merged,
    work_id,
)
from alcove.apps.books.sources.protocols import MetadataPage, SearchField
from alcove.foundation.cache import Cache

USUAL: Final = "https://openlibrary.org"
GAP: Final = 1.0
MOST_AUTHORS: Final = 3
MOST_REMEMBERED: Final = 500
FRESH_S: Final = 3600.0

Links = Mapping[str, tuple[str, ...]]
"""Where the files of works are, by source."""


class OpenLibrary:
    """A MetadataProvider and an IsbnLookup."""

    name = NAME
    display_name = "Open Library"
    sorts: Sequence[str] = tuple(SORTS)
    fields: Sequence[SearchField] = SEARCH_FIELDS

    def __init__(self, context: SourceContext) -> None:
        base = context.settings.openlibrary_url or USUAL
        self._context = context
        self._covers = context.settings.openlibrary_covers_url.rstrip("/")
        policy = policy_of(context, name=NAME, base_url=base, usual=USUAL)
        self._client = JsonClient(context.client(policy, gap=GAP))
        self._links: Cache[tuple[str, ...], Links] = Cache(size=MOST_REMEMBERED, ttl=FRESH_S, clock=context.clock)
        # Covers redirect to the Internet Archive.
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
        books = [self._described(doc) for doc in found.works() if work_id(doc.key)]
        return MetadataPage(books=books, total=found.total, has_more=page * limit < found.total)

    async def book(self, provider_id: str) -> BookMetadata | None:
        """Return one work, or None where there is none."""
        work = work_id(provider_id)
        record = await self._record(work) if work else None
        if record is None:
            return None
        # One that was merged into another keeps its address and gets the other's description.
        work = work_id(record.location) or work
        if record.location:
            record = await self._record(work) or record
        docs = (await self.search(key_params(work))).works()
        if docs:
            return self._described(docs[0], record=record)
        return await self._described_alone(work, record)

    async def links(self, isbns: Sequence[str]) -> Links:
        """Return where the files of the works of some ISBNs are, by source."""
        numbers = tuple(sorted({number for text in isbns if (number := isbn13(text))}))
        if not numbers:
            return {}
        return await self._links.get(numbers, lambda: self._links_of(numbers))

    async def search(self, params: Params) -> Found:
        """Return a page of a search. Unavailable."""
        return await self._client.search("/search.json", Found, params=params)

    async def _links_of(self, numbers: tuple[str, ...]) -> Links:
        found = merged([links_of(doc) for doc in (await self.search(isbn_params(numbers))).works()])
        return found or merged([await self._by_edition(number) for number in numbers[:2]])

    async def _by_edition(self, number: str) -> dict[str, tuple[str, ...]]:
        """Return what an edition's own record leads to; new editions are there before a search finds them."""
        edition = await self._client.find(f"/isbn/{number}.json", EditionRecord)
        work = next(filter(None, (work_id(work.key) for work in edition.works)), "") if edition else ""
        docs = (await self.search(key_params(work))).works() if work else []
        return merged([links_of(doc) for doc in docs])

    async def _record(self, work: str) -> WorkRecord | None:
        return await self._client.find(f"/works/{work}.json", WorkRecord)

    async def _described_alone(self, work: str, record: WorkRecord) -> BookMetadata:
        """Return a work that no search finds, as its records tell of it."""
        keys = [credit.author.key for credit in record.authors if credit.author]
        names = [await self._author(key) for key in keys[:MOST_AUTHORS]]
        cover = next((number for number in record.covers if number and number > 0), None)
        doc = Doc(key=f"/works/{work}", title=record.title, cover_i=cover)
        return replace(self._described(doc, record=record), authors=tuple(filter(None, names)))

    async def _author(self, key: str) -> str:
        if not key.startswith("/authors/OL"):
            return ""
        record = await self._client.find(f"{key}.json", AuthorRecord)
        return clean(record.name, limit=AUTHOR) if record else ""

    def _described(self, doc: Doc, *, record: WorkRecord | None = None) -> BookMetadata:
        preferred = self._context.settings.book_language
        return describe(doc, covers=self._covers, preferred=preferred, record=record)
