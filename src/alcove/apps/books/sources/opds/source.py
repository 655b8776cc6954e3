"""One of the owner's catalogues as a source."""

from collections.abc import Sequence

from alcove.apps.books.model.book import Query
from alcove.apps.books.model.matching import matches
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.feeds import Catalog, FeedSource
from alcove.apps.books.sources.feeds.rows import Row
from alcove.apps.books.sources.feeds.search import SearchTemplates
from alcove.apps.books.sources.opds.crawler import Crawler
from alcove.apps.books.sources.protocols import SourceFacts
from alcove.wires.opds import SearchTemplate


class OpdsSource(FeedSource):
    """Searches a catalogue where it can be searched, and its index where it cannot."""

    def __init__(self, catalog: Catalog, context: SourceContext) -> None:
        name = f"opds-{catalog.key}"
        super().__init__(catalog, context, facts=SourceFacts(name=name, display_name=catalog.name, prefix=name))
        self._templates = SearchTemplates(self._client, catalog, clock=context.clock)
        self._crawler = Crawler(self, self._client, templates=self._templates, catalog=catalog, context=context)

    async def templates(self) -> Sequence[SearchTemplate]:
        """Return where the catalogue says it can be searched; nothing when it cannot."""
        return await self._templates.get()

    async def rows(self, query: Query, *, limit: int, each_format: bool = False) -> list[Row]:
        """Return what a search finds, of the catalogue or of the index."""
        if query.is_empty or limit < 1 or await self.templates():
            return await super().rows(query, limit=limit, each_format=each_format)
        formats = self.formats(query)
        found = [
            row
            for row in await self._crawler.search(query, limit=limit * 4)
            if row.book.format in formats and matches(row.book, query)
        ]
        found = found if each_format else _best_only(found, formats)
        return await self.remembered(found[:limit])

    async def refresh(self) -> bool:
        """Read the whole catalogue into the index if that is due; return whether it was read. Unavailable."""
        return not await self.templates() and await self._crawler.refresh()


def _best_only(rows: Sequence[Row], formats: Sequence[str]) -> list[Row]:
    """Return the best row of each entry, in the order of the entries."""
    best: dict[str, Row] = {}
    for row in rows:
        entry = str(row.private.get("entry") or row.book.id)
        old = best.get(entry)
        if old is None or formats.index(row.book.format) < formats.index(old.book.format):
            best[entry] = row
    return list(best.values())
