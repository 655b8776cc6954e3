"""Where a catalogue wants to be searched, what it is asked, and its answers: page by page, short entries made whole."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import replace
from typing import Final

from alcove.apps.books.model.book import Query
from alcove.apps.books.sources.feeds.catalog import Catalog
from alcove.apps.books.sources.feeds.client import FeedClient
from alcove.apps.books.sources.json_client import Gone
from alcove.apps.books.sources.protocols import Unavailable
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.wires.opds import (
    ENTRY_TYPE,
    Feed,
    Link,
    OpdsError,
    Publication,
    SearchTemplate,
    Terms,
    description_link,
    is_feed,
    read_description,
    read_feed,
    read_publication,
    templates,
)

FRESH_S: Final = 3600.0
"""Seconds for which a catalogue's search stays as it was found."""
PAGE: Final = 50
"""Books to ask for per page, where that can be asked."""
MOST_PAGES: Final = 20
MOST_STEPS: Final = 12
"""Short entries and menus of one search that are followed; each costs a request."""


class SearchTemplates:
    """Knows the search templates of a catalogue."""

    def __init__(self, client: FeedClient, catalog: Catalog, *, clock: Clock) -> None:
        self._client = client
        self._catalog = catalog
        self._templates: Cache[str, tuple[SearchTemplate, ...]] = Cache(size=1, ttl=FRESH_S, clock=clock)

    async def get(self) -> tuple[SearchTemplate, ...]:
        """Return the templates, the best first; none when the catalogue has no search. Unavailable."""

        async def load() -> tuple[SearchTemplate, ...]:
            return await self._search_of(await self.first())

        return await self._templates.get(self._catalog.url, load)

    async def first(self) -> Feed:
        """Return the feed at the catalogue's own address."""
        return await self._feed(self._catalog.url)

    async def _search_of(self, feed: Feed) -> tuple[SearchTemplate, ...]:
        found = await self._named(feed)
        start = feed.link("start")
        if found or start is None or start.href == self._catalog.url:
            return found
        # The owner may have named a feed further down the tree.
        try:
            return await self._named(await self._feed(start.href))
        except Unavailable:
            return ()

    async def _named(self, feed: Feed) -> tuple[SearchTemplate, ...]:
        """Return the templates that a feed names; those of a description first, since they know more."""
        link, direct = description_link(feed), templates(feed)
        if link is None:
            return direct
        try:
            return (*await self._client.get(link.href, read_description), *direct)
        except (Gone, Unavailable):
            if direct:
                return direct
            raise Unavailable("its search description cannot be read") from None

    async def _feed(self, url: str) -> Feed:
        try:
            return await self._client.get(url, read_feed)
        except Gone:
            raise Unavailable("there is no catalogue at its address") from None


def terms_of(query: Query, *, page: int = 1) -> Terms:
    """Return what to ask for; an ISBN alone is asked for as words."""
    text = query.text.strip()
    if query.isbns and not (text or query.titles or query.authors):
        text = query.isbns[0]
    return Terms(
        text=text,
        title=" ".join(query.titles),
        author=" ".join(query.authors),
        language=query.languages[0] if len(query.languages) == 1 else "",
        page=page,
        count=PAGE,
    )


def address(found: Sequence[SearchTemplate], terms: Terms) -> tuple[SearchTemplate, str]:
    """Return the best template that can be filled, and the address it leads to; Unavailable."""
    reason = "its search cannot be used"
    for template in found:
        try:
            return template, template.fill(terms)
        except OpdsError as error:
            reason = f"its search cannot be used: {error}"
    raise Unavailable(reason)


class SearchPages:
    """The books of one search, page by page."""

    def __init__(self, client: FeedClient) -> None:
        self._client = client
        self._steps = MOST_STEPS

    async def search(self, found: Sequence[SearchTemplate], query: Query) -> AsyncGenerator[list[Publication], None]:
        """Yield the whole books of each page; Unavailable when the first page cannot be had."""
        template, url = address(found, terms_of(query))
        seen: set[str] = set()
        for number in range(1, MOST_PAGES + 1):
            try:
                feed = await self._client.get(url, read_feed)
            except (Gone, Unavailable) as error:
                if number > 1:
                    # What was found so far is better than nothing.
                    return
                if isinstance(error, Gone):
                    raise Unavailable("its search leads nowhere") from error
                raise
            keys = {_key(book) for book in feed.all_publications()} | {link.href for link in feed.menu()}
            if keys <= seen:
                return
            seen |= keys
            yield [book async for book in self._whole(feed)]
            following = _next(feed, template, query=query, number=number)
            if not following or following == url:
                return
            url = following

    async def _whole(self, feed: Feed) -> AsyncIterator[Publication]:
        books = list(feed.all_publications())
        for book in books:
            yield (await self._full(book)) if not book.acquisitions and book.whole else book
        if books:
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
            found = await self._client.get(book.whole, read_publication)
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
            feed = await self._client.get(url, read_feed)
        except (Gone, Unavailable):
            return
        for book in feed.all_publications():
            yield book


def _key(book: Publication) -> str:
    return book.id or next((way.href for way in book.acquisitions), book.title)


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
