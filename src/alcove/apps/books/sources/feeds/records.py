"""Collects the book records of one search: reads pages, converts their entries, and counts what is left out."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Final, Protocol

from alcove.apps.books.model.book import Query
from alcove.apps.books.model.file_format import detect_file_format
from alcove.apps.books.model.matching import matches
from alcove.apps.books.sources.feeds.books import (
    BookRecord,
    count_left_out,
    describe_book,
    undecided_files,
)
from alcove.apps.books.sources.feeds.client import FeedClient
from alcove.apps.books.sources.feeds.search import MAX_PAGES, SearchPages, query_variants
from alcove.apps.books.sources.left_out import LeftOut
from alcove.apps.books.sources.protocols import SourceInfo, SourceUnavailable
from alcove.foundation.clock import Clock
from alcove.wires.opds import Acquisition, Publication, SearchTemplate

SEARCH_TIMEOUT_S: Final = 6.0
"""After this time a search requests no further page."""
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
    ) -> None:
        """Take the formats to search for; a search returns one record per publication, or one for each format."""
        self._source = source
        self._client = client
        self._query = query
        self._formats = formats
        self._all_formats = all_formats
        self._left_out = left_out
        self._clock = clock
        self._deadline = clock.monotonic() + SEARCH_TIMEOUT_S

    async def run(self, templates: Sequence[SearchTemplate], *, limit: int) -> list[BookRecord]:
        """Return the matching records. Raise SourceUnavailable when the first page cannot be read."""
        records: dict[str, BookRecord] = {}
        for number, variant in enumerate(query_variants(self._query)):
            max_pages = MAX_VARIANT_PAGES if number else MAX_PAGES
            pages = SearchPages(self._client, left_out=self._left_out, max_pages=max_pages)
            try:
                await self._read_pages(pages, templates, variant=variant, records=records, limit=limit)
            except SourceUnavailable:
                if number == 0:
                    raise
            if records or self._left_out or self._is_late():
                break
        return list(records.values())[:limit]

    async def _read_pages(
        self,
        pages: SearchPages,
        templates: Sequence[SearchTemplate],
        *,
        variant: Query,
        records: dict[str, BookRecord],
        limit: int,
    ) -> None:
        async with aclosing(pages.search(templates, variant)) as found:
            async for page in found:
                for publication in page:
                    for record in await self._convert(publication, pages):
                        records.setdefault(record.book.id, record)
                if len(records) >= limit or self._is_late():
                    return

    async def _convert(self, publication: Publication, pages: SearchPages) -> list[BookRecord]:
        converted = self._source.convert(publication, self._formats)
        if not converted:
            if publication.title.strip() and not matches(
                describe_book(publication, source=self._source.info.name), self._query
            ):
                return []
            publication = await self._request_formats(publication, pages)
            converted = self._source.convert(publication, self._formats)
        if not converted:
            # Who asks for one format by name knows that the others are left out.
            by_name = bool(self._query.formats)
            count_left_out(publication, formats=self._formats, left_out=self._left_out, ignore_formats=by_name)
        matching = [record for record in converted if matches(record.book, self._query)]
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
