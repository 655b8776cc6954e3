"""Searches an OPDS catalogue: finds its search templates, fills them, and reads the result pages."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import replace
from typing import Final

from alcove.apps.books.model.book import Query
from alcove.apps.books.sources.feeds.catalog import Catalog
from alcove.apps.books.sources.feeds.client import FeedClient
from alcove.apps.books.sources.json_client import DocumentNotFound
from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.wires.opds import (
    ENTRY_TYPE,
    Feed,
    Link,
    OpdsError,
    Publication,
    SearchTemplate,
    SearchTerms,
    description_link,
    feed_templates,
    is_feed,
    read_description,
    read_feed,
    read_publication,
)

TEMPLATE_TTL_S: Final = 3600.0
"""How long the search templates of a catalogue are cached."""
PAGE_SIZE: Final = 50
"""Number of books to request per page, where the template has a parameter for it."""
MAX_PAGES: Final = 20
MAX_EXTRA_REQUESTS: Final = 12
"""Maximum number of requests per search for partial entries and navigation links."""


class SearchTemplates:
    """Finds and caches the search templates of a catalogue."""

    def __init__(self, client: FeedClient, catalog: Catalog, *, clock: Clock) -> None:
        self._client = client
        self._catalog = catalog
        self._templates: Cache[str, tuple[SearchTemplate, ...]] = Cache(size=1, ttl=TEMPLATE_TTL_S, clock=clock)

    async def get(self) -> tuple[SearchTemplate, ...]:
        """Return the templates, the best first; none when the catalogue has no search. Raise SourceUnavailable."""

        async def load() -> tuple[SearchTemplate, ...]:
            return await self._discover(await self.root_feed())

        return await self._templates.get(self._catalog.url, load)

    async def root_feed(self) -> Feed:
        """Return the feed at the catalogue's URL."""
        return await self._fetch_feed(self._catalog.url)

    async def _discover(self, feed: Feed) -> tuple[SearchTemplate, ...]:
        templates = await self._templates_in(feed)
        start = feed.link("start")
        if templates or start is None or start.href == self._catalog.url:
            return templates
        # The owner may have configured a feed below the root.
        try:
            return await self._templates_in(await self._fetch_feed(start.href))
        except SourceUnavailable:
            return ()

    async def _templates_in(self, feed: Feed) -> tuple[SearchTemplate, ...]:
        """Return the templates of a feed; those of its OpenSearch description first, as they have more parameters."""
        link, direct = description_link(feed), feed_templates(feed)
        if link is None:
            return direct
        try:
            return (*await self._client.get(link.href, read_description), *direct)
        except (DocumentNotFound, SourceUnavailable):
            if direct:
                return direct
            raise SourceUnavailable("its search description cannot be read") from None

    async def _fetch_feed(self, url: str) -> Feed:
        try:
            return await self._client.get(url, read_feed)
        except DocumentNotFound:
            raise SourceUnavailable("there is no catalogue at its URL") from None


def make_terms(query: Query, *, page: int = 1) -> SearchTerms:
    """Return the search terms for a query; an ISBN alone is searched for as text."""
    text = query.text.strip()
    if query.isbns and not (text or query.titles or query.authors):
        text = query.isbns[0]
    return SearchTerms(
        text=text,
        title=" ".join(query.titles),
        author=" ".join(query.authors),
        language=query.languages[0] if len(query.languages) == 1 else "",
        page=page,
        count=PAGE_SIZE,
    )


def fill_template(templates: Sequence[SearchTemplate], terms: SearchTerms) -> tuple[SearchTemplate, str]:
    """Return the first template that can be filled, and the resulting URL. Raise SourceUnavailable."""
    reason = "its search cannot be used"
    for template in templates:
        try:
            return template, template.fill(terms)
        except OpdsError as error:
            reason = f"its search cannot be used: {error}"
    raise SourceUnavailable(reason)


class SearchPages:
    """Reads the result pages of one search."""

    def __init__(self, client: FeedClient) -> None:
        self._client = client
        self._remaining_requests = MAX_EXTRA_REQUESTS

    async def search(
        self, templates: Sequence[SearchTemplate], query: Query
    ) -> AsyncGenerator[list[Publication], None]:
        """Yield the publications of each page. Raise SourceUnavailable when the first page cannot be read."""
        template, url = fill_template(templates, make_terms(query))
        seen: set[str] = set()
        for number in range(1, MAX_PAGES + 1):
            try:
                feed = await self._client.get(url, read_feed)
            except (DocumentNotFound, SourceUnavailable) as error:
                if number > 1:
                    # The previous pages are still useful.
                    return
                if isinstance(error, DocumentNotFound):
                    raise SourceUnavailable("its search does not exist") from error
                raise
            keys = {_entry_key(book) for book in feed.all_publications()} | {
                link.href for link in feed.all_navigation()
            }
            if keys <= seen:
                return
            seen |= keys
            yield [book async for book in self._complete_entries(feed)]
            next_url = _next_page_url(feed, template, query=query, number=number)
            if not next_url or next_url == url:
                return
            url = next_url

    async def _complete_entries(self, feed: Feed) -> AsyncIterator[Publication]:
        books = list(feed.all_publications())
        for book in books:
            yield (await self._fetch_full_entry(book)) if not book.acquisitions and book.entry_url else book
        if books:
            return
        # Some catalogues answer a search with a navigation feed: one link per book.
        for link in feed.all_navigation():
            async for book in self._fetch_linked_books(link.href if is_feed(link.type) else ""):
                yield book

    async def _fetch_full_entry(self, book: Publication) -> Publication:
        if self._remaining_requests <= 0:
            return book
        self._remaining_requests -= 1
        try:
            entry = await self._client.get(book.entry_url, read_publication)
        except (DocumentNotFound, SourceUnavailable):
            return book
        if entry.entry_url:
            return entry
        own_link = Link(href=book.entry_url, rels=("alternate",), type=ENTRY_TYPE)
        return replace(entry, links=(*entry.links, own_link))

    async def _fetch_linked_books(self, url: str) -> AsyncIterator[Publication]:
        if not url or self._remaining_requests <= 0:
            return
        self._remaining_requests -= 1
        try:
            feed = await self._client.get(url, read_feed)
        except (DocumentNotFound, SourceUnavailable):
            return
        for book in feed.all_publications():
            yield book


def _entry_key(book: Publication) -> str:
    return book.id or next((acquisition.href for acquisition in book.acquisitions), book.title)


def _next_page_url(feed: Feed, template: SearchTemplate, *, query: Query, number: int) -> str:
    """Return the URL of the next page, '' after the last; feeds without paging links are requested by page number."""
    link = feed.link("next")
    if link is not None:
        return link.href
    if feed.link("previous", "prev", "first", "last") is not None or feed.total is not None:
        return ""
    if not {"page", "start"} & template.parameters() or not any(True for _ in feed.all_publications()):
        return ""
    return template.fill(make_terms(query, page=number + 1))
