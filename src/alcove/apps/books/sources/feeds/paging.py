"""Follows a search from page to page, and short entries to whole ones."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from dataclasses import replace
from typing import Final

from alcove.apps.books.model.book import Query
from alcove.apps.books.sources.asking import Gone
from alcove.apps.books.sources.feeds.finding import address, terms_of
from alcove.apps.books.sources.feeds.visiting import Visitor
from alcove.apps.books.sources.protocols import Unavailable
from alcove.wires.opds import ENTRY_TYPE, Feed, Link, Publication, SearchTemplate, is_feed, read_feed, read_publication

MOST_PAGES: Final = 20
MOST_STEPS: Final = 12
"""Short entries and menus of one search that are followed; each costs a request."""


class Pages:
    """The books of one search, page by page."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._steps = MOST_STEPS

    async def search(self, found: Sequence[SearchTemplate], query: Query) -> AsyncGenerator[list[Publication], None]:
        """Yield the whole books of each page; Unavailable when the first page cannot be had."""
        template, url = address(found, terms_of(query))
        seen: set[str] = set()
        for number in range(1, MOST_PAGES + 1):
            try:
                feed = await self._visitor.visit(url, read_feed)
            except (Gone, Unavailable) as error:
                if number > 1:
                    # What was found so far is better than nothing.
                    return
                if isinstance(error, Gone):
                    raise Unavailable("its search leads nowhere") from error
                raise
            keys = {_key(book) for book in feed.all_publications()} | {link.href for link in feed.menu()}
            if not keys - seen:
                return
            seen |= keys
            yield [book async for book in self._whole(feed)]
            following = _next(feed, template, query=query, number=number)
            if not following or following == url:
                return
            url = following

    async def _whole(self, feed: Feed) -> AsyncIterator[Publication]:
        for book in feed.all_publications():
            yield (await self._full(book)) if not book.acquisitions and book.whole else book
        if any(True for _ in feed.all_publications()):
            return
        # Some catalogues answer a search with a menu: one step per book.
        for step in feed.menu():
            async for book in self._behind(step.href if is_feed(step.type) else ""):
                yield book

    async def _full(self, book: Publication) -> Publication:
        if self._steps <= 0:
            return book
        self._steps -= 1
        try:
            found = await self._visitor.visit(book.whole, read_publication)
        except (Gone, Unavailable):
            return book
        if found.whole:
            return found
        own = Link(href=book.whole, rels=("alternate",), type=ENTRY_TYPE)
        return replace(found, links=(*found.links, own))

    async def _behind(self, url: str) -> AsyncIterator[Publication]:
        if not url or self._steps <= 0:
            return
        self._steps -= 1
        try:
            feed = await self._visitor.visit(url, read_feed)
        except (Gone, Unavailable):
            return
        for book in feed.all_publications():
            yield book


def _key(book: Publication) -> str:
    return book.id or next(iter(_addresses(book)), book.title)


def _addresses(book: Publication) -> Iterator[str]:
    return (way.href for way in book.acquisitions)


def _next(feed: Feed, template: SearchTemplate, *, query: Query, number: int) -> str:
    """Return the address of the next page, '' after the last; feeds without a word on pages are asked by number."""
    link = feed.link("next")
    if link is not None:
        return link.href
    if feed.link("previous", "prev", "first", "last") is not None or feed.total is not None:
        return ""
    if not {"page", "start"} & template.knows() or not any(True for _ in feed.all_publications()):
        return ""
    return template.fill(terms_of(query, page=number + 1))
