"""Reads a catalogue that cannot be searched into a local index, and searches that."""

from collections import deque
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Final, Protocol

from alcove.apps.books.model.book import Book, Query
from alcove.apps.books.model.cleaning import folded
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.feeds import Catalog
from alcove.apps.books.sources.feeds.client import FeedClient
from alcove.apps.books.sources.feeds.rows import Row
from alcove.apps.books.sources.feeds.search import SearchTemplates
from alcove.apps.books.sources.json_client import Gone
from alcove.apps.books.sources.opds.store import Index, Indexed
from alcove.apps.books.sources.protocols import SourceFacts, Unavailable
from alcove.wires.opds import Feed, Publication, is_feed, read_feed

EVERY: Final = timedelta(hours=24)
AGAIN: Final = timedelta(hours=1)
"""After how long a reading that failed, or whose process died, is tried again."""
MOST_FEEDS: Final = 500
MOST_BOOKS: Final = 20_000
AT_ONCE: Final = 10
"""Feeds that a search reads itself when nobody has read the catalogue before."""
ENTRANCES: Final = ("http://opds-spec.org/crawlable", "http://opds-spec.org/sort/new")
"""Relations of the feed with everything, and of the one with what is new."""


class Describes(Protocol):
    """Turns entries into rows."""

    @property
    def facts(self) -> SourceFacts:
        """Return whose rows they are."""
        ...

    def describe(self, found: Publication, formats: Sequence[str]) -> list[Row]:
        """Return a row for each of the formats."""
        ...


class Crawler:
    """The local index of one catalogue."""

    def __init__(
        self,
        source: Describes,
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

    async def search(self, query: Query, *, limit: int) -> list[Row]:
        """Return rows in which the words occur; the first search of all reads a part of the catalogue itself."""
        index = self._index()
        if not await index.size():
            await index.open()
            if await self._read(index, most=AT_ONCE) and not await index.size():
                raise Unavailable("its feeds cannot be read")
        words = folded(" ".join((query.text, *query.titles, *query.authors))).split()
        # A number is looked for only where nothing else is: not every entry tells its own.
        found = await index.search(words or list(query.isbns[:1]), limit=limit)
        return [Row(book=book, private=private) for book, private in found]

    async def refresh(self) -> bool:
        """Read the whole catalogue if that is due and nobody else does; return whether it was read. Unavailable."""
        index, now = self._index(), self._context.clock.now()
        await index.open()
        if not await index.claim(older_than=now - EVERY, until=now - EVERY + AGAIN):
            return False
        try:
            missed = await self._read(index, most=MOST_FEEDS)
        except Unavailable as error:
            await index.end(now - EVERY + AGAIN, error=str(error))
            raise
        await index.end(now, error=f"{missed} of its feeds could not be read" if missed else "")
        return True

    def _index(self) -> Index:
        if self._pool is None:
            raise Unavailable("it has no search of its own, and there is no database to keep its books in")
        return Index(self._pool, source=self._source.facts.name, url=self._catalog.url)

    async def _read(self, index: Index, *, most: int) -> int:
        """Read up to so many feeds into the index and return how many could not be read."""
        now, place, missed = self._context.clock.now(), 0, 0
        async for feed in self._feeds(most=most):
            if feed is None:
                missed += 1
                continue
            books = self._books(feed)[: MOST_BOOKS - place]
            await index.keep(books, at=now, place=place)
            place += len(books)
            if place >= MOST_BOOKS:
                break
        return missed

    def _books(self, feed: Feed) -> list[Indexed]:
        settings = self._context.settings
        formats = (*settings.supported_formats, *settings.supported_audiobook_formats)
        rows = [row for publication in feed.all_publications() for row in self._source.describe(publication, formats)]
        return [Indexed(book=row.book, private=row.private, words=_words(row.book)) for row in rows]

    async def _feeds(self, *, most: int) -> AsyncIterator[Feed | None]:
        """Yield the feeds from which all books can be had, the shortest way there is; None for one that fails."""
        first = await self._templates.first()
        entrance = _entrance(first)
        waiting = deque([entrance or self._catalog.url])
        seen = set(waiting)
        for _ in range(most):
            if not waiting:
                return
            feed = await self._feed(waiting.popleft())
            yield feed
            # Where neither everything nor what is new has a feed of its own, the menu is walked.
            for url in _following(feed, menus=not entrance) if feed is not None else ():
                if url not in seen:
                    seen.add(url)
                    waiting.append(url)

    async def _feed(self, url: str) -> Feed | None:
        try:
            return await self._client.get(url, read_feed)
        except (Gone, Unavailable):
            return None


def _words(book: Book) -> str:
    """Return everything about a book in which words are looked for, folded."""
    return folded(" ".join((book.title, book.subtitle, *book.authors, book.series, *book.subjects, *book.isbns)))


def _entrance(first: Feed) -> str:
    links = (*first.links, *first.menu())
    return next((link.href for rel in ENTRANCES for link in links if rel in link.rels), "")


def _following(feed: Feed, *, menus: bool) -> list[str]:
    following = feed.link("next")
    steps = [link.href for link in feed.menu() if menus and is_feed(link.type)]
    return [*([following.href] if following else []), *steps]
