"""Walks the feeds of a catalogue as a whole: lists of books first, each feed once, within limits."""

import heapq
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from alcove.apps.books.sources.feeds.client import FeedClient
from alcove.apps.books.sources.feeds.search import may_be_feed
from alcove.apps.books.sources.json_client import DocumentNotFound
from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.foundation.clock import Clock
from alcove.wires.opds import Feed, Link, Publication, media_type, read_feed

CRAWLABLE: Final = "http://opds-spec.org/crawlable"
"""The relation of a feed of all books."""
MAX_DURATION_S: Final = 1800.0
MAX_QUEUE: Final = 20_000
_NEXT_PAGE, _BOOKS, _NAVIGATION, _FULL_ENTRY = range(4)
"""The order in which links are followed: most books with the fewest requests."""


@dataclass(slots=True)
class FeedWalk:
    """One walk; its counts are final when it has ended."""

    client: FeedClient
    clock: Clock
    most: int
    """Number of feeds that are read at most."""
    failed: int = 0
    """Number of feeds that could not be read."""
    is_complete: bool = True
    """Whether all feeds were read, or tried, when the walk ended."""
    _queue: list[tuple[int, int, str, frozenset[str]]] = field(default_factory=list)
    """The order, the URL, and what the earlier pages of the same list contain."""
    _seen: set[str] = field(default_factory=set)
    _pushed: int = 0
    _hosts: set[str] = field(default_factory=set)

    async def feeds(self, root: Feed, *, url: str) -> AsyncIterator[Feed]:
        """Yield the feeds of a catalogue, the root first; only its feed of all books where that can be read."""
        self._hosts = {_host(link) for link in (url, *(link.href for link in root.links if _is_place(link)))}
        crawlable = next((link.href for link in (*root.links, *root.all_navigation()) if CRAWLABLE in link.rels), "")
        if crawlable:
            self._push(_BOOKS, crawlable)
            async for feed in self._walk(navigation=False):
                yield feed
            if len(self._seen) > self.failed:
                return
        self._seen.add(url)
        yield root
        self._follow(root, frozenset(), navigation=True)
        async for feed in self._walk(navigation=True):
            yield feed

    async def _walk(self, *, navigation: bool) -> AsyncIterator[Feed]:
        started = self.clock.monotonic()
        while self._queue:
            if self.most <= 0 or self.clock.monotonic() - started > MAX_DURATION_S:
                self.is_complete = False
                return
            self.most -= 1
            *_, url, earlier = heapq.heappop(self._queue)
            feed = await self._fetch(url)
            if feed is not None:
                yield feed
                self._follow(feed, earlier, navigation=navigation)

    async def _fetch(self, url: str) -> Feed | None:
        try:
            return await self.client.get(url, read_feed)
        except (DocumentNotFound, SourceUnavailable):
            self.failed += 1
            return None

    def _follow(self, feed: Feed, earlier: frozenset[str], *, navigation: bool) -> None:
        """Queue the links of a feed; a page with nothing but what earlier ones have is one of a loop."""
        keys = {_entry_key(book) for book in feed.all_publications()} | {link.href for link in feed.all_navigation()}
        next_page = feed.link("next")
        if next_page is not None and not keys <= earlier:
            self._push(_NEXT_PAGE, next_page.href, earlier=earlier | keys)
        for book in feed.all_publications():
            if book.entry_url and not (book.acquisitions or book.other_files):
                self._push(_FULL_ENTRY, book.entry_url)
        for group in feed.groups if navigation else ():
            # A group shows only the first books of its own list.
            for link in group.links:
                if {"self", "next"} & set(link.rels) and may_be_feed(link):
                    self._push(_BOOKS, link.href)
        for link in feed.all_navigation() if navigation else ():
            if may_be_feed(link):
                self._push(_BOOKS if _lists_books(link) else _NAVIGATION, link.href)

    def _push(self, priority: int, url: str, *, earlier: frozenset[str] = frozenset()) -> None:
        # Links to other catalogues are not followed: those are not this one's books.
        if url in self._seen or _host(url) not in self._hosts or len(self._queue) >= MAX_QUEUE:
            return
        self._seen.add(url)
        self._pushed += 1
        heapq.heappush(self._queue, (priority, self._pushed, url, earlier))


def _is_place(link: Link) -> bool:
    return bool({"self", "start"} & set(link.rels))


def _lists_books(link: Link) -> bool:
    return media_type(link.type)[1].get("kind") == "acquisition"


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _entry_key(book: Publication) -> str:
    return book.id or book.title
