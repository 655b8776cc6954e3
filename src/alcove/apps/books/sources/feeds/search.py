"""Searches an OPDS catalogue: finds its search templates, fills them, and reads the result pages."""

import re
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import replace
from typing import Final

from alcove.apps.books.model.book import Query
from alcove.apps.books.model.cleaning import first_name_first, fold_text
from alcove.apps.books.model.isbn import isbn10
from alcove.apps.books.model.matching import contains_words
from alcove.apps.books.sources.feeds.catalog import Catalog
from alcove.apps.books.sources.feeds.client import FeedClient
from alcove.apps.books.sources.json_client import DocumentNotFound
from alcove.apps.books.sources.left_out import LeftOut
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
    Series,
    description_link,
    feed_templates,
    is_feed,
    media_type,
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
"""Maximum number of requests per search for partial entries, navigation links and formats."""
MAX_DEPTH: Final = 3
"""How many navigation links a search follows from its results to a book."""
_HEADING: Final = re.compile(r"[*\"\u201c\u00ab]|\b(?:search|results?|all|new|books?|authors?|series)\b", re.IGNORECASE)
"""Titles of lists that are no series, such as: Search result for *alice* in books."""
_NUMBERED: Final = re.compile(
    r"\s*(?:(?:volume|vol|chapter|ch|issue|part|tome|band|book|special|annual|nr|no)\b\W*|#\s*)?\d", re.IGNORECASE
)


class SearchNotFound(SourceUnavailable):
    """The catalogue answered a search with 404: it does not exist, or finds nothing."""


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
        except DocumentNotFound:
            return direct
        except SourceUnavailable:
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


def query_variants(query: Query) -> Sequence[Query]:
    """Return the query, and others for catalogues that find nothing for it, because they compare whole phrases.

    Those are: names with the first name first, the other form of an ISBN, and the longest word alone. Their results
    must be compared with the original query.
    """
    turned = replace(query, text=_turn_names(query.text), authors=tuple(map(_turn_names, query.authors)))
    words = " ".join(query.titles) or query.text or " ".join(query.authors)
    longest = max(reversed(fold_text(words).split()), key=len, default="")
    broad = Query(text=_original_word(longest, words), languages=query.languages)
    number, short = (query.isbns[0], isbn10(query.isbns[0])) if query.isbns else ("", "")
    # calibre finds an ISBN only if it is called one.
    by_isbn = [Query(text=text) for text in (short, number and f"isbn:{number}")]
    variants = (query, turned, *([broad] if longest else by_isbn))
    unique = {make_terms(variant): variant for variant in variants if not variant.is_empty}
    return tuple(unique.values())


def _turn_names(text: str) -> str:
    return first_name_first(text) if text.count(",") == 1 else text


def _original_word(folded: str, text: str) -> str:
    """Return a folded word as it stands in the text, with its accents."""
    return next((word for word in re.findall(r"[^\W_]+", text) if fold_text(word) == folded), folded)


class SearchPages:
    """Reads the result pages of one search, and counts what cannot be read."""

    def __init__(self, client: FeedClient, *, left_out: LeftOut | None = None, max_pages: int = MAX_PAGES) -> None:
        self._client = client
        self._left_out = left_out if left_out is not None else LeftOut()
        self._max_pages = max_pages
        self._remaining_requests = MAX_EXTRA_REQUESTS

    async def search(
        self, templates: Sequence[SearchTemplate], query: Query
    ) -> AsyncGenerator[list[Publication], None]:
        """Yield the publications of each page. Raise SourceUnavailable when the first page cannot be read."""
        template, url = fill_template(templates, make_terms(query))
        seen: set[str] = set()
        for number in range(1, self._max_pages + 1):
            try:
                feed = await self._client.get(url, read_feed)
            except (DocumentNotFound, SourceUnavailable) as error:
                if number > 1:
                    # The previous pages are still useful.
                    self._left_out.add_problem(f"page {number} of its results cannot be read: {error}")
                    return
                if isinstance(error, DocumentNotFound):
                    raise SearchNotFound("its search does not exist") from error
                raise
            keys = {_entry_key(book) for book in feed.all_publications()} | {
                link.href for link in feed.all_navigation()
            }
            count_unreadable(feed, self._left_out)
            if keys <= seen:
                return
            seen |= keys
            yield [book async for book in self._complete_entries(feed)]
            next_url = _next_page_url(feed, template, query=query, number=number)
            if not next_url or next_url == url:
                return
            url = next_url

    def take_request(self) -> bool:
        """Return whether the search may send one more request besides those for its pages, and count it."""
        self._remaining_requests -= 1
        return self._remaining_requests >= 0

    async def _complete_entries(self, feed: Feed) -> AsyncIterator[Publication]:
        books = list(feed.all_publications())
        for book in books:
            is_partial = not (book.acquisitions or book.other_files) and book.entry_url
            yield (await self._fetch_full_entry(book)) if is_partial else book
        if books:
            return
        # Some catalogues answer a search with a navigation feed: one link per book, or per series.
        async for book in self._fetch_linked_books(feed):
            yield book

    async def _fetch_full_entry(self, book: Publication) -> Publication:
        if not self.take_request():
            return book
        try:
            entry = await self._client.get(book.entry_url, read_publication)
        except (DocumentNotFound, SourceUnavailable):
            return book
        if entry.entry_url:
            return entry
        own_link = Link(href=book.entry_url, rels=("alternate",), type=ENTRY_TYPE)
        return replace(entry, links=(*entry.links, own_link))

    async def _fetch_linked_books(self, feed: Feed) -> AsyncIterator[Publication]:
        """Yield the books of the linked feeds, breadth first, and of the feeds that these link to."""
        queue = deque((link, 1) for link in feed.all_navigation() if may_be_feed(link))
        seen = {link.href for link, _ in queue}
        while queue:
            link, depth = queue.popleft()
            if not self.take_request():
                self._left_out.add_note("not all of the lists that its search returned were read")
                return
            try:
                linked = await self._client.get(link.href, read_feed)
            except (DocumentNotFound, SourceUnavailable):
                self._left_out.add_problem("some of the lists that its search returned cannot be read")
                continue
            count_unreadable(linked, self._left_out)
            for book in linked.all_publications():
                yield name_after_list(book, link.title)
            next_link = linked.link("next")
            following = [(replace(link, href=next_link.href), depth)] if next_link else []
            if depth < MAX_DEPTH:
                following += [(child, depth + 1) for child in linked.all_navigation() if may_be_feed(child)]
            queue += [(child, level) for child, level in following if child.href not in seen]
            seen |= {child.href for child, _ in following}


def may_be_feed(link: Link) -> bool:
    """Return whether a navigation link may lead to a feed: one, or a link without a type."""
    return is_feed(link.type) or media_type(link.type)[0] in ("", "application/xml", "text/xml", "application/json")


def count_unreadable(feed: Feed, left_out: LeftOut) -> None:
    """Count what of a feed could not be read."""
    left_out.unreadable += feed.unreadable
    if feed.is_cut_off:
        left_out.add_problem("its answer breaks off before the end")


def name_after_list(book: Publication, title: str) -> Publication:
    """Return a book of a list, such as a series of comics, with the list's title where its own does not say enough.

    A search for the series must find "Volume 1", which is titled "SERIES - Volume 1".
    """
    if not title or book.series or _HEADING.search(title) or contains_words(title, book.title):
        return book
    if any(contains_words(title, person.name) for person in book.authors):
        return book
    is_number = _NUMBERED.match(book.title) is not None
    return replace(book, title=f"{title} - {book.title}" if is_number else book.title, series=(Series(name=title),))


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
