"""Collects the book records of one search: reads pages, converts their entries, and counts what is left out."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Final, Protocol

from alcove.apps.books.model.book import Query
from alcove.apps.books.model.file_format import detect_file_format
from alcove.apps.books.model.matching import matches, short_title
from alcove.apps.books.sources.feeds.books import (
    BookRecord,
    count_left_out,
    describe_book,
    undecided_files,
)
from alcove.apps.books.sources.feeds.client import FeedClient
from alcove.apps.books.sources.feeds.search import MAX_PAGES, SearchNotFound, SearchPages, query_variants
from alcove.apps.books.sources.left_out import LeftOut
from alcove.apps.books.sources.protocols import IsbnLookup, SourceInfo, SourceUnavailable
from alcove.foundation.clock import Clock
from alcove.wires.opds import Acquisition, Publication, SearchTemplate

SEARCH_TIMEOUT_S: Final = 6.0
"""After this time a search requests no further page."""
COMMON_WORDS: Final = ("a", "the")
"""Words of which every catalogue has a book, to tell a search without results from one that does not exist."""
MAX_WORKS: Final = 2
MAX_VARIANT_PAGES: Final = 3
"""Number of pages that are read of the results of another form of the query."""


class PublicationConverter(Protocol):
    """Converts publications to book records."""

    @property
    def info(self) -> SourceInfo:
        """Return the description of the source."""
        ...

    def convert(self, publication: Publication, formats: Sequence[str]) -> list[BookRecord]:
        """Return a book record for each of the formats."""
        ...

    def may_fetch(self, url: str) -> bool:
        """Return whether the source may call a URL."""
        ...


class RecordSearch:
    """One search of a catalogue that has a search of its own."""

    def __init__(
        self,
        source: PublicationConverter,
        client: FeedClient,
        *,
        query: Query,
        formats: Sequence[str],
        all_formats: bool,
        left_out: LeftOut,
        clock: Clock,
        isbn_lookup: IsbnLookup | None,
    ) -> None:
        """Take the formats to search for; a search returns one record per publication, or one for each format."""
        self._source = source
        self._client = client
        self._query = query
        self._formats = formats
        self._all_formats = all_formats
        self._left_out = left_out
        self._clock = clock
        self._isbn_lookup = isbn_lookup
        self._deadline = clock.monotonic() + SEARCH_TIMEOUT_S

    async def run(self, templates: Sequence[SearchTemplate], *, limit: int) -> list[BookRecord]:
        """Return the matching records. Raise SourceUnavailable when the catalogue cannot be searched."""
        records: dict[str, BookRecord] = {}
        missing, number = [], 0
        async for variant, wanted in self._variants():
            pages = SearchPages(
                self._client, left_out=self._left_out, max_pages=MAX_VARIANT_PAGES if number else MAX_PAGES
            )
            try:
                await self._read_pages(pages, templates, variant=variant, wanted=wanted, records=records, limit=limit)
            except SearchNotFound as error:
                # calibre answers so when it finds nothing.
                missing.append(error)
            except SourceUnavailable:
                if number == 0:
                    raise
            number += 1
            if records or self._left_out or self._is_late():
                break
        if missing and len(missing) == number:
            await self._check_search(templates, missing[0])
        return list(records.values())[:limit]

    async def _variants(self) -> AsyncIterator[tuple[Query, Query]]:
        """Yield the forms in which the query is sent, each with the query that the results must match."""
        for variant in query_variants(self._query):
            yield variant, self._query
        if is_isbn_only(self._query):
            for work in await find_works(self._isbn_lookup, self._query):
                for variant in query_variants(work):
                    yield variant, work

    async def _check_search(self, templates: Sequence[SearchTemplate], error: SearchNotFound) -> None:
        """Raise `error` if a search for what every catalogue has is not answered either."""
        for word in COMMON_WORDS:
            pages = SearchPages(self._client, max_pages=1).search(templates, Query(text=word))
            with contextlib.suppress(SearchNotFound):
                async with aclosing(pages):
                    await anext(pages, None)
                return
        raise error

    async def _read_pages(
        self,
        pages: SearchPages,
        templates: Sequence[SearchTemplate],
        *,
        variant: Query,
        wanted: Query,
        records: dict[str, BookRecord],
        limit: int,
    ) -> None:
        async with aclosing(pages.search(templates, variant)) as found:
            async for page in found:
                for publication in page:
                    for record in await self._convert(publication, pages, wanted=wanted):
                        records.setdefault(record.book.id, record)
                if len(records) >= limit or self._is_late():
                    return

    async def _convert(self, publication: Publication, pages: SearchPages, *, wanted: Query) -> list[BookRecord]:
        converted = self._source.convert(publication, self._formats)
        if not converted:
            if publication.title.strip() and not matches(
                describe_book(publication, source=self._source.info.name), wanted
            ):
                return []
            publication = await self._request_formats(publication, pages)
            converted = self._source.convert(publication, self._formats)
        if not converted:
            # Who asks for one format by name knows that the others are left out.
            by_name = bool(self._query.formats)
            count_left_out(publication, formats=self._formats, left_out=self._left_out, ignore_formats=by_name)
        matching = [record for record in converted if matches(record.book, wanted)]
        return matching if self._all_formats else matching[:1]

    async def _request_formats(self, publication: Publication, pages: SearchPages) -> Publication:
        """Return a publication with the formats that the headers of its files tell, where nothing else does."""
        formats = {
            file.href: format_
            for file in undecided_files(publication)
            if self._source.may_fetch(file.href)
            and pages.take_request()
            and (format_ := await self._request_format(file))
        }
        acquisitions = (
            replace(file, type=formats[file.href]) if file.href in formats else file
            for file in publication.acquisitions
        )
        return replace(publication, acquisitions=tuple(acquisitions)) if formats else publication

    async def _request_format(self, file: Acquisition) -> str:
        headers = await self._client.read_headers(file.href)
        disposition, type_ = headers.get("Content-Disposition", ""), headers.get("Content-Type", "")
        named = detect_file_format(file.type, url=file.href, title=file.title, disposition=disposition)
        if named in ("", "zip", "rar") and headers:
            # The answer may have a better media type than the entry.
            return detect_file_format(type_, disposition=disposition)
        return named

    def _is_late(self) -> bool:
        return self._clock.monotonic() > self._deadline


def is_isbn_only(query: Query) -> bool:
    """Return whether a query asks for books by ISBN alone."""
    return bool(query.isbns) and not (query.text.strip() or query.titles or query.authors)


async def find_works(lookup: IsbnLookup | None, query: Query) -> list[Query]:
    """Return queries by title and author for the works of the ISBNs, for catalogues that know no ISBN."""
    if lookup is None:
        return []
    try:
        works = await lookup.works(query.isbns)
    except SourceUnavailable:
        return []
    filters = replace(query, isbns=())
    return [replace(filters, titles=(short_title(work.title),), authors=work.authors[:1]) for work in works[:MAX_WORKS]]
