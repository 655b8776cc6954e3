"""One OPDS catalogue of the owner as a source."""

from collections.abc import Sequence

from alcove.apps.books.model.book import Query
from alcove.apps.books.model.matching import matches
from alcove.apps.books.model.media import rank_format
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.feeds import Catalog, FeedSource
from alcove.apps.books.sources.feeds.books import BookRecord
from alcove.apps.books.sources.feeds.records import find_works, is_isbn_only
from alcove.apps.books.sources.feeds.search import SearchTemplates
from alcove.apps.books.sources.left_out import LeftOut
from alcove.apps.books.sources.opds.crawler import Crawler
from alcove.apps.books.sources.protocols import SourceInfo
from alcove.wires.opds import SearchTemplate


class OpdsSource(FeedSource):
    """Searches the catalogue itself if it has a search, else its local index."""

    def __init__(self, catalog: Catalog, context: SourceContext) -> None:
        name = f"opds-{catalog.key}"
        super().__init__(catalog, context, info=SourceInfo(name=name, display_name=catalog.name, prefix=name))
        self._templates = SearchTemplates(self._client, catalog, clock=context.clock)
        self._crawler = Crawler(self, self._client, templates=self._templates, catalog=catalog, context=context)

    async def templates(self) -> Sequence[SearchTemplate]:
        """Return the catalogue's search templates; none when it has no search."""
        return await self._templates.get()

    async def search_records(
        self, query: Query, *, limit: int, all_formats: bool = False, left_out: LeftOut | None = None
    ) -> list[BookRecord]:
        """Search the catalogue or the index; store and return book records."""
        if query.is_empty or limit < 1 or await self.templates():
            return await super().search_records(query, limit=limit, all_formats=all_formats, left_out=left_out)
        counts = left_out if left_out is not None else LeftOut()
        records = await self._search_index(query, limit=limit, all_formats=all_formats, left_out=counts)
        if not records and is_isbn_only(query):
            for work in await find_works(self._context.isbn_lookup, query):
                records += await self._search_index(work, limit=limit, all_formats=all_formats, left_out=counts)
        return await self.store_records(records[:limit])

    async def _search_index(
        self, query: Query, *, limit: int, all_formats: bool, left_out: LeftOut
    ) -> list[BookRecord]:
        formats = self.formats(query)
        records = [
            record
            for record in await self._crawler.search(query, limit=limit * 4, left_out=left_out)
            if matches(record.book, query, formats=formats)
        ]
        return records if all_formats else _best_format_per_entry(records, formats)

    async def refresh(self, *, only_waiting: bool = False) -> bool:
        """Crawl the catalogue into the index if that is due; return whether it did. Raise SourceUnavailable.

        With `only_waiting`, only if it was searched already and is still to be crawled for the first time.
        """
        if only_waiting and not await self._crawler.is_waiting():
            return False
        return not await self.templates() and await self._crawler.refresh()

    async def inspect(self) -> str:
        """Return how it is searched, how many entries of its first feeds can be fetched, and what is left out."""
        has_search = bool(await self.templates())
        how = "has a search" if has_search else f"has no search: {await self._crawler.describe()}"
        return f"answers; {how}; {await self._crawler.describe_sample()}"


def _rank(record: BookRecord, formats: Sequence[str]) -> int:
    return rank_format(record.book.format, formats) or 0


def _best_format_per_entry(records: Sequence[BookRecord], formats: Sequence[str]) -> list[BookRecord]:
    """Return the record in the most preferred format of each entry, in the order of the entries."""
    best: dict[str, BookRecord] = {}
    for record in records:
        entry = str(record.private.get("entry") or record.book.id)
        previous = best.get(entry)
        if previous is None or _rank(record, formats) < _rank(previous, formats):
            best[entry] = record
    return list(best.values())
