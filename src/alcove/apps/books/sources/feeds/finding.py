"""Where a catalogue wants to be searched, and what it is asked."""

from collections.abc import Sequence
from typing import Final

from alcove.apps.books.model.book import Query
from alcove.apps.books.sources.asking import Gone
from alcove.apps.books.sources.feeds.catalog import Catalog
from alcove.apps.books.sources.feeds.visiting import Visitor
from alcove.apps.books.sources.protocols import Unavailable
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.wires.opds import (
    Feed,
    OpdsError,
    SearchTemplate,
    Terms,
    description_link,
    read_description,
    read_feed,
    templates,
)

FRESH_S: Final = 3600.0
"""Seconds for which a catalogue's search stays as it was found."""
PAGE: Final = 50
"""Books to ask for per page, where that can be asked."""


class Finder:
    """Knows the search templates of a catalogue."""

    def __init__(self, visitor: Visitor, catalog: Catalog, *, clock: Clock) -> None:
        self._visitor = visitor
        self._catalog = catalog
        self._templates: Cache[str, tuple[SearchTemplate, ...]] = Cache(size=1, ttl=FRESH_S, clock=clock)

    async def templates(self) -> tuple[SearchTemplate, ...]:
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
            return (*await self._visitor.visit(link.href, read_description), *direct)
        except (Gone, Unavailable):
            if direct:
                return direct
            raise Unavailable("its search description cannot be read") from None

    async def _feed(self, url: str) -> Feed:
        try:
            return await self._visitor.visit(url, read_feed)
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
