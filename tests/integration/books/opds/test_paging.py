"""Result pages of a search: limits, failures and catalogues without paging links."""

import pytest

from alcove.apps.books.model.book import Query
from alcove.apps.books.sources.feeds.search import SearchPages
from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.wires.opds import JSON_FEED_TYPE, SearchTemplate
from fixtures.books.opds import SimBook, StandardEbooksConfig
from integration.books.opds.opds_sources import make_feed_client, serve_catalogue


def template(base: str, path: str) -> SearchTemplate:
    """Return a template of the simulated catalogue."""
    return SearchTemplate(template=base + path, dialect="uri" if "{?" in path else "opensearch")


async def test_page_count_is_limited() -> None:
    """A search ends after twenty pages."""
    with serve_catalogue(count=0) as catalogue:
        client = make_feed_client(catalogue.base)
        endless = template(catalogue.base, "/hostile/loop?q={searchTerms}")
        pages = [page async for page in SearchPages(client).search((endless,), Query(text="x"))]
        await client.close()
        assert [book.title for page in pages for book in page] == [f"Loop {number}" for number in range(1, 21)]
        assert len(catalogue.simulator.requests.paths()) == 20


async def test_failure_of_a_later_page_ends_the_search() -> None:
    """A page that cannot be read ends a search; the previous pages are returned."""
    with serve_catalogue(count=30, with_restricted=False) as catalogue:
        client, pages = make_feed_client(catalogue.base), []
        async for page in SearchPages(client).search(
            (template(catalogue.base, "/opds/search?q={searchTerms}"),), Query(text="v")
        ):
            pages.append(page)
            catalogue.faults.next["html"] = len(pages) - 1
        await client.close()
        assert [len(page) for page in pages] == [10, 10]


async def test_missing_first_page_is_an_error() -> None:
    """A first page that does not exist raises SourceUnavailable."""
    with serve_catalogue(count=1) as catalogue:
        client = make_feed_client(catalogue.base)
        missing = template(catalogue.base, "/missing?q={searchTerms}")
        with pytest.raises(SourceUnavailable, match="does not exist"):
            _ = [page async for page in SearchPages(client).search((missing,), Query(text="x"))]
        await client.close()


async def test_feed_without_paging_links() -> None:
    """Without paging links and counts, pages are requested by number until a page has no new books."""
    books = tuple(SimBook(key=f"b{number}", title=f"Book {number}") for number in range(130))
    with serve_catalogue(
        publications=books, count=0, with_restricted=False, standard_ebooks=StandardEbooksConfig()
    ) as catalogue:
        client = make_feed_client(catalogue.base, accept=JSON_FEED_TYPE)
        search = template(catalogue.base, "/feeds/opds/all{?query,per-page,page}")
        pages = [page async for page in SearchPages(client).search((search,), Query(text="book"))]
        await client.close()
        assert [len(page) for page in pages] == [50, 50, 30]
        assert {subject.name for book in pages[0] for subject in book.subjects} == {"Fiction"}


async def test_requests_for_partial_entries_are_limited() -> None:
    """Of sixty partial entries twelve are completed, with one request each."""
    books = tuple(SimBook(key=f"s{number}", title=f"Short {number}", kind="short") for number in range(60))
    with serve_catalogue(publications=books, count=0, with_restricted=False, per_page=60) as catalogue:
        client = make_feed_client(catalogue.base)
        search = template(catalogue.base, "/opds/search?q={searchTerms}")
        (page,) = [page async for page in SearchPages(client).search((search,), Query(text="short"))]
        await client.close()
        assert len([book for book in page if book.acquisitions]) == 12
        assert len(catalogue.simulator.requests.paths()) == 13


async def test_navigation_feed_as_search_result() -> None:
    """When a search returns a navigation feed, the books of the linked feeds are the results."""
    with serve_catalogue(count=8, with_restricted=False) as catalogue:
        client = make_feed_client(catalogue.base)
        navigation = template(catalogue.base, "/opds?q={searchTerms}")
        (page,) = [page async for page in SearchPages(client).search((navigation,), Query(text="x"))]
        await client.close()
        assert {book.id for book in page} == {f"urn:book:b{number}" for number in range(1, 9)}
