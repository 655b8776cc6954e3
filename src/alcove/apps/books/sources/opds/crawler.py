"""Crawls a catalogue without a search into a local index, and searches the index."""

from datetime import timedelta
from typing import Final

from alcove.apps.books.model.book import Book, Query
from alcove.apps.books.model.cleaning import fold_text, split_words
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.feeds import Catalog
from alcove.apps.books.sources.feeds.books import BookRecord, count_left_out
from alcove.apps.books.sources.feeds.client import FeedClient
from alcove.apps.books.sources.feeds.records import PublicationConverter
from alcove.apps.books.sources.feeds.search import SearchTemplates, count_unreadable
from alcove.apps.books.sources.left_out import LeftOut
from alcove.apps.books.sources.opds.store import CatalogIndex, IndexedBook
from alcove.apps.books.sources.opds.walk import FeedWalk
from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.wires.opds import Feed, Publication

CRAWL_INTERVAL: Final = timedelta(hours=24)
RETRY_INTERVAL: Final = timedelta(hours=1)
"""When to crawl again after a failure or a killed process."""
MAX_FEEDS: Final = 500
MAX_BOOKS: Final = 20_000
MAX_FEEDS_ON_SEARCH: Final = 10
"""Number of feeds that a search reads itself when the catalogue was never crawled."""
MAX_FEEDS_TO_INSPECT: Final = 4
MAX_ISBNS: Final = 5


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

    async def search(self, query: Query, *, limit: int, left_out: LeftOut) -> list[BookRecord]:
        """Return the records that contain all words; the very first search crawls a part of the catalogue itself."""
        index = self._index()
        if not await index.count():
            await index.register()
            failed = await self._crawl(index, most=MAX_FEEDS_ON_SEARCH, left_out=LeftOut())
            if failed and not await index.count():
                raise SourceUnavailable("its feeds cannot be read")
        await self._add_notes(index, left_out)
        words = split_words(" ".join((query.text, *query.titles, *query.authors)))
        # Search for ISBNs only if there is nothing else: many entries have none.
        searches = [words] if words else [[number] for number in query.isbns[:MAX_ISBNS]]
        books = {
            book.id: (book, private) for terms in searches for book, private in await index.search(terms, limit=limit)
        }
        return [BookRecord(book=book, private=private) for book, private in books.values()]

    async def refresh(self) -> bool:
        """Crawl the catalogue if due and not claimed elsewhere; return whether it did. Raise SourceUnavailable."""
        index, now = self._index(), self._context.clock.now()
        await index.register()
        if not await index.claim(older_than=now - CRAWL_INTERVAL, until=now - CRAWL_INTERVAL + RETRY_INTERVAL):
            return False
        left_out = LeftOut()
        try:
            failed = await self._crawl(index, most=MAX_FEEDS, left_out=left_out)
        except SourceUnavailable as error:
            await index.finish(now - CRAWL_INTERVAL + RETRY_INTERVAL, error=str(error))
            raise
        failure = f"{failed} of its feeds could not be read" if failed else ""
        await index.finish(now, error=failure, left_out=left_out.describe(), has_faults=left_out.has_faults)
        return True

    async def is_waiting(self) -> bool:
        """Return whether the catalogue was searched, but not crawled yet."""
        status = await self._index().status() if self._pool else None
        return status is not None and status.crawled_at is None

    async def describe(self) -> str:
        """Return in words what is known of the last crawl. Raise SourceUnavailable without a database."""
        index = self._index()
        status, books = await index.status(), await index.count()
        if status is None or status.crawled_at is None:
            return f"its books are listed at its first search and then daily, {books or 0} so far"
        listed = f"{books or 0} books listed on {status.crawled_at:%Y-%m-%d %H:%M} UTC"
        return "; ".join(filter(None, (listed, status.error, status.left_out)))

    async def describe_sample(self) -> str:
        """Return in words how many entries of the first feeds can be fetched, and what is left out."""
        left_out, found, counted = LeftOut(), set[str](), set[str]()
        walk = FeedWalk(self._client, self._context.clock, MAX_FEEDS_TO_INSPECT)
        async for feed in walk.feeds(await self._templates.root_feed(), url=self._catalog.url):
            found |= {
                entry.private["entry"] for entry in self._index_entries(feed, set(), counted=counted, left_out=left_out)
            }
        if walk.failed:
            left_out.add_problem(f"{walk.failed} of the feeds could not be read")
        return "; ".join(filter(None, (f"{len(found)} books in its first feeds", left_out.describe())))

    def _index(self) -> CatalogIndex:
        if self._pool is None:
            raise SourceUnavailable("it has no search of its own, and there is no database for an index")
        return CatalogIndex(self._pool, source=self._source.info.name, url=self._catalog.url)

    async def _add_notes(self, index: CatalogIndex, left_out: LeftOut) -> None:
        """Add what is missing in the index itself."""
        status = await index.status()
        if status is None or status.crawled_at is None:
            left_out.add_note("its books are still being listed, so some are missing")
        for note in filter(None, (status.error, status.left_out)) if status else ():
            left_out.add_note(note)

    async def _crawl(self, index: CatalogIndex, *, most: int, left_out: LeftOut) -> int:
        """Read at most `most` feeds into the index; return how many could not be read."""
        now, seen = self._context.clock.now(), set[str]()
        counted: set[str] = set()
        walk = FeedWalk(self._client, self._context.clock, most)
        root = await self._templates.root_feed()
        async for feed in walk.feeds(root, url=self._catalog.url):
            books = self._index_entries(feed, seen, counted=counted, left_out=left_out)[: MAX_BOOKS - len(seen)]
            await index.save(books, seen_at=now, position=len(seen))
            seen |= {entry.book.id for entry in books}
            if len(seen) >= MAX_BOOKS:
                walk.is_complete = False
                break
        if not walk.is_complete:
            left_out.add_note(f"only its first {len(seen)} books are listed")
        return walk.failed

    def _index_entries(self, feed: Feed, seen: set[str], *, counted: set[str], left_out: LeftOut) -> list[IndexedBook]:
        """Return the books of a feed that no other feed has listed before, and count what is left out once."""
        settings = self._context.settings
        formats = (*settings.supported_formats, *settings.supported_audiobook_formats)
        count_unreadable(feed, left_out)
        entries = []
        for publication in feed.all_publications():
            records = self._source.convert(publication, formats)
            key = publication.id or publication.title
            if not records and not _is_partial(publication) and key not in counted:
                counted.add(key)
                count_left_out(publication, formats=formats, left_out=left_out)
            entries += [
                IndexedBook(book=record.book, private=record.private, words=_search_text(record.book))
                for record in records
                if record.book.id not in seen
            ]
        return entries


def _is_partial(publication: Publication) -> bool:
    return bool(publication.entry_url) and not (publication.acquisitions or publication.other_files)


def _search_text(book: Book) -> str:
    """Return the text of a book that searches match against, folded."""
    return fold_text(" ".join((book.title, book.subtitle, *book.authors, book.series, *book.subjects, *book.isbns)))
