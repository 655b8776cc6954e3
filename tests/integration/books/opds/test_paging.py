"""Searches are followed from page to page, as far as is good."""

import pytest

from alcove.apps.books.model.book import Query
from alcove.apps.books.sources.feeds.search import SearchPages
from alcove.apps.books.sources.protocols import Unavailable
from alcove.wires.opds import FEED_2_TYPE, SearchTemplate
from fixtures.books.opds import SimBook, StandardEbooksConfig
from integration.books.opds.sources import client_of, served


def template(base: str, path: str) -> SearchTemplate:
    """Return a template of the simulated catalogue."""
    return SearchTemplate(template=base + path, dialect="uri" if "{?" in path else "opensearch")


async def test_an_endless_row_of_pages_is_left() -> None:
    """After twenty pages a search has what it has."""
    with served(count=0) as catalogue:
        way = client_of(catalogue.base)
        endless = template(catalogue.base, "/hostile/loop?q={searchTerms}")
        pages = [page async for page in SearchPages(way).search((endless,), Query(text="x"))]
        await way.close()
        assert [book.title for page in pages for book in page] == [f"Loop {number}" for number in range(1, 21)]
        assert len(catalogue.simulator.paths()) == 20


async def test_a_search_that_breaks_off_gives_what_it_has() -> None:
    """A page that cannot be read ends a search, and the pages before it count."""
    with served(count=30, with_traps=False) as catalogue:
        way, pages = client_of(catalogue.base), []
        async for page in SearchPages(way).search(
            (template(catalogue.base, "/opds/search?q={searchTerms}"),), Query(text="v")
        ):
            pages.append(page)
            catalogue.faults.next["html"] = len(pages) - 1
        await way.close()
        assert [len(page) for page in pages] == [10, 10]


async def test_a_search_that_leads_nowhere_is_an_error() -> None:
    """A first page that is not there is no empty answer."""
    with served(count=1) as catalogue:
        way = client_of(catalogue.base)
        nowhere = template(catalogue.base, "/nowhere?q={searchTerms}")
        with pytest.raises(Unavailable, match="leads nowhere"):
            _ = [page async for page in SearchPages(way).search((nowhere,), Query(text="x"))]
        await way.close()


async def test_a_feed_without_a_word_on_pages_is_asked_by_number() -> None:
    """Where answers have no paging links and no counts, pages are asked for by number until nothing is new."""
    books = tuple(SimBook(key=f"b{number}", title=f"Book {number}") for number in range(130))
    with served(publications=books, count=0, with_traps=False, standard_ebooks=StandardEbooksConfig()) as catalogue:
        way = client_of(catalogue.base, accept=FEED_2_TYPE)
        asked = template(catalogue.base, "/feeds/opds/all{?query,per-page,page}")
        pages = [page async for page in SearchPages(way).search((asked,), Query(text="book"))]
        await way.close()
        assert [len(page) for page in pages] == [50, 50, 30]
        assert {subject.name for book in pages[0] for subject in book.subjects} == {"Fiction"}


async def test_short_entries_of_one_search_cost_a_bounded_number_of_requests() -> None:
    """A hundred short entries are not a hundred requests."""
    books = tuple(SimBook(key=f"s{number}", title=f"Short {number}", kind="short") for number in range(60))
    with served(publications=books, count=0, with_traps=False, per_page=60) as catalogue:
        way = client_of(catalogue.base)
        asked = template(catalogue.base, "/opds/search?q={searchTerms}")
        (page,) = [page async for page in SearchPages(way).search((asked,), Query(text="short"))]
        await way.close()
        assert len([book for book in page if book.acquisitions]) == 12
        assert len(catalogue.simulator.paths()) == 13


async def test_a_search_that_answers_with_a_menu_is_followed_one_step() -> None:
    """Where each result is a step of a menu, the books behind the steps are what was found."""
    with served(count=8, with_traps=False) as catalogue:
        way = client_of(catalogue.base)
        menu = template(catalogue.base, "/opds?q={searchTerms}")
        (page,) = [page async for page in SearchPages(way).search((menu,), Query(text="x"))]
        await way.close()
        assert {book.id for book in page} == {f"urn:book:b{number}" for number in range(1, 9)}
