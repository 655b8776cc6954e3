"""Crawls a catalogue without a search into a local index, and searches the index."""

from collections import deque
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Final, Protocol

from alcove.apps.books.model.book import Book, Query
from alcove.apps.books.model.cleaning import fold_text
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.feeds import Catalog
from alcove.apps.books.sources.feeds.books import BookRecord
from alcove.apps.books.sources.feeds.client import FeedClient
from alcove.apps.books.sources.feeds.search import SearchTemplates
from alcove.apps.books.sources.json_client import DocumentNotFound
from alcove.apps.books.sources.opds.store import CatalogIndex, IndexedBook
from alcove.apps.books.sources.protocols import SourceInfo, SourceUnavailable
from alcove.wires.opds import Feed, Publication, is_feed, read_feed

CRAWL_INTERVAL: Final = timedelta(hours=24)
RETRY_INTERVAL: Final = timedelta(hours=1)
"""When to crawl again after a failure or a killed process."""
MAX_FEEDS: Final = 500
MAX_BOOKS: Final = 20_000
MAX_FEEDS_ON_SEARCH: Final = 10
"""Number of feeds that a search reads itself when the catalogue was never crawled."""
FULL_FEED_RELATIONS: Final = ("http://opds-spec.org/crawlable", "http://opds-spec.org/sort/new")
"""Link relations of the feed of all books, and of the feed of new books."""


class PublicationConverter(Protocol):
    """Converts publications to book records."""

    @property
    def info(self) -> SourceInfo:
        """Return the description of the source."""
        ...

    def convert(self, publication: Publication, formats: Sequence[str]) -> list[BookRecord]:
        """Return a book record for each of the formats."""
        ...


class Crawler:
    """Fills and searches the local index of one catalogue."""

    def __init__(
        self,
        source: PublicationConverter,
        client: FeedClient,
        *,
        templates: SearchTemplates,
        catalog: Catalog,
        context: SourceContext,
    ) -> None:
        self._source = source
        self._client = client
        self._templates = templates
        self._catalog = catalog
        self._context = context
        self._pool = context.pool

    async def search(self, query: Query, *, limit: int) -> list[BookRecord]:
        """Return the records that contain all words; the very first search crawls a part of the catalogue itself."""
        index = self._index()
        if not await index.count():
            await index.register()
            if await self._crawl(index, most=MAX_FEEDS_ON_SEARCH) and not await index.count():
                raise SourceUnavailable("its feeds cannot be read")
        words = fold_text(" ".join((query.text, *query.titles, *query.authors))).split()
        # Search for the ISBN only if there is nothing else: many entries have none.
        books = await index.search(words or list(query.isbns[:1]), limit=limit)
        return [BookRecord(book=book, private=private) for book, private in books]

    async def refresh(self) -> bool:
        """Crawl the catalogue if due and not claimed elsewhere; return whether it did. Raise SourceUnavailable."""
        index, now = self._index(), self._context.clock.now()
        await index.register()
        if not await index.claim(older_than=now - CRAWL_INTERVAL, until=now - CRAWL_INTERVAL + RETRY_INTERVAL):
            return False
        try:
            failed = await self._crawl(index, most=MAX_FEEDS)
        except SourceUnavailable as error:
            await index.finish(now - CRAWL_INTERVAL + RETRY_INTERVAL, error=str(error))
            raise
        await index.finish(now, error=f"{failed} of its feeds could not be read" if failed else "")
        return True

    def _index(self) -> CatalogIndex:
        if self._pool is None:
            raise SourceUnavailable("it has no search of its own, and there is no database for an index")
        return CatalogIndex(self._pool, source=self._source.info.name, url=self._catalog.url)

    async def _crawl(self, index: CatalogIndex, *, most: int) -> int:
        """Read at most `most` feeds into the index; return how many could not be read."""
        now, position, failed = self._context.clock.now(), 0, 0
        async for feed in self._walk_feeds(most=most):
            if feed is None:
                failed += 1
                continue
            books = self._index_entries(feed)[: MAX_BOOKS - position]
            await index.save(books, seen_at=now, position=position)
            position += len(books)
            if position >= MAX_BOOKS:
                break
        return failed

    def _index_entries(self, feed: Feed) -> list[IndexedBook]:
        settings = self._context.settings
        formats = (*settings.supported_formats, *settings.supported_audiobook_formats)
        return [
            IndexedBook(book=record.book, private=record.private, words=_search_text(record.book))
            for publication in feed.all_publications()
            for record in self._source.convert(publication, formats)
        ]

    async def _walk_feeds(self, *, most: int) -> AsyncIterator[Feed | None]:
        """Yield the feeds that list the books, with as few requests as possible; None for each that fails."""
        full_feed = _full_feed_url(await self._templates.root_feed())
        queue = deque([full_feed or self._catalog.url])
        seen = set(queue)
        for _ in range(most):
            if not queue:
                return
            feed = await self._fetch_feed(queue.popleft())
            yield feed
            # Without a feed of all or new books, follow the navigation links.
            for url in _links_to_follow(feed, navigation=not full_feed) if feed is not None else ():
                if url not in seen:
                    seen.add(url)
                    queue.append(url)

    async def _fetch_feed(self, url: str) -> Feed | None:
        try:
            return await self._client.get(url, read_feed)
        except (DocumentNotFound, SourceUnavailable):
            return None


def _search_text(book: Book) -> str:
    """Return the text of a book that searches match against, folded."""
    return fold_text(" ".join((book.title, book.subtitle, *book.authors, book.series, *book.subjects, *book.isbns)))


def _full_feed_url(root: Feed) -> str:
    links = (*root.links, *root.all_navigation())
    return next((link.href for rel in FULL_FEED_RELATIONS for link in links if rel in link.rels), "")


def _links_to_follow(feed: Feed, *, navigation: bool) -> list[str]:
    next_link = feed.link("next")
    children = [link.href for link in feed.all_navigation() if navigation and is_feed(link.type)]
    return [*([next_link.href] if next_link else []), *children]
