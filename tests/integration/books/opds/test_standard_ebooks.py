"""Standard Ebooks is asked as it wants to be, and never for more than it gives."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from alcove.apps.books.model.book import Query
from alcove.apps.books.sources.protocols import Unavailable
from alcove.apps.books.sources.standardebooks import StandardEbooks, build
from alcove.foundation.database import Pool
from fixtures.books.opds import SimBook, StandardEbooksConfig
from integration.books.opds.sources import Remembered, Served, context, served
from support.clock import FakeClock

BOOKS = tuple(SimBook(key=f"book-{number}", title=f"A Book of Tales {number}") for number in range(70))
MEMBER = "reader@books.example"


@pytest.fixture
def catalogue() -> Iterator[Served]:
    """Serve seventy books with the manners of Standard Ebooks."""
    with served(publications=BOOKS, count=0, with_traps=False, standard_ebooks=StandardEbooksConfig()) as running:
        yield running


def source(catalogue: Served, **environ: Any) -> StandardEbooks:
    """Return the source over it."""
    return build(context(STANDARDEBOOKS_URL=catalogue.base, **environ))


async def test_a_search_needs_no_sign_in(catalogue: Served) -> None:
    """Nothing is sent that says who is asking, even by a member, as long as the search is open."""
    ebooks = source(catalogue, SE_EMAIL=MEMBER)
    books = await ebooks.search(Query(text="tales"), limit=100)
    await ebooks.close()
    assert len(books) == 70
    assert [each for each in catalogue.simulator.seen if "authorization" in each.headers] == []
    assert [path for path in catalogue.simulator.paths() if "query=" not in path] == []


async def test_a_book_is_described_by_its_edition(catalogue: Served) -> None:
    """The first epub is the file, its query is kept, and the edition's dates are not the work's."""
    remember = Remembered()
    ebooks = build(context(remember=remember, STANDARDEBOOKS_URL=catalogue.base))
    book, *_ = await ebooks.search(Query(titles=("a book of tales 7",), text="tales 7"), limit=1)
    (location,) = await ebooks.resolve(book.id)
    await ebooks.close()
    assert book.id == "se-ada-marsh~book-7.epub"
    assert location.url == f"{catalogue.base}/ebooks/ada-marsh/book-7/downloads/book-7.epub?source=feed"
    assert (book.year, book.language, book.publisher) == (None, "en", "Standard Ebooks")
    assert book.added_at is not None
    assert book.source_url == f"{catalogue.base}/ebooks/ada-marsh/book-7"
    assert book.cover_url == f"{catalogue.base}/ebooks/ada-marsh/book-7/downloads/cover.jpg"
    assert book.content == "book (fiction)"
    assert (ebooks.facts.gap, ebooks.facts.parallel) == (5.0, 1)


async def test_formats_are_told_apart_by_title_and_name(catalogue: Served) -> None:
    """The Kindle file is an azw3 although its type says Mobipocket, and the Kobo file a kepub."""
    ebooks = source(catalogue)
    kinds = {}
    for form in ("azw3", "kepub", "epub", "mobi"):
        found = await ebooks.search(Query(text="tales 7", formats=(form,)), limit=1)
        kinds[form] = [(await ebooks.resolve(book.id))[0].url.rpartition("/")[2] for book in found]
    await ebooks.close()
    assert kinds == {
        "azw3": ["book-7.azw3?source=feed"],
        "kepub": ["book-7.kepub.epub?source=feed"],
        "epub": ["book-7.epub?source=feed"],
        "mobi": [],
    }


async def test_an_id_needs_no_search_before_it(catalogue: Served) -> None:
    """An id tells the page of its book, which is found again from nothing."""
    ebooks = source(catalogue)
    book = await ebooks.lookup("se-ada-marsh~book-7.azw3")
    (location,) = await ebooks.resolve("se-ada-marsh~book-8.epub")
    assert book is not None
    assert (book.id, book.title, book.format) == ("se-ada-marsh~book-7.azw3", "A Book of Tales 7", "azw3")
    assert location.url.endswith("/book-8.epub?source=feed")
    for unknown in ("se-ada-marsh~nothing.epub", "se-x", "pg-84.epub", "se-ada-marsh~book-7.mobi"):
        assert await ebooks.lookup(unknown) is None
        assert await ebooks.resolve(unknown) == ()
    await ebooks.close()


@pytest.mark.parametrize(("email", "words"), [("", "needs SE_EMAIL"), ("stranger@books.example", "does not let us in")])
async def test_a_closed_search_says_what_it_needs(email: str, words: str) -> None:
    """When even the search is for members, the reason names the setting, or that it is the wrong address."""
    with served(publications=BOOKS, count=0, standard_ebooks=StandardEbooksConfig(closed_search=True)) as catalogue:
        ebooks = source(catalogue, **({"SE_EMAIL": email} if email else {}))
        with pytest.raises(Unavailable, match=words):
            await ebooks.search(Query(text="tales"), limit=5)
        assert words in await ebooks.health()
        await ebooks.close()


async def test_a_member_is_let_in() -> None:
    """With the right address a closed search is made again as a member: the address, and an empty password."""
    with served(publications=BOOKS, count=0, standard_ebooks=StandardEbooksConfig(closed_search=True)) as catalogue:
        ebooks = source(catalogue, SE_EMAIL=MEMBER)
        assert len(await ebooks.search(Query(text="tales"), limit=5)) == 5
        assert await ebooks.lookup("se-ada-marsh~book-7.epub") is not None
        assert await ebooks.health() == ""
        await ebooks.close()
        assert {each.headers.get("authorization") for each in catalogue.simulator.seen} == {
            None,
            "Basic cmVhZGVyQGJvb2tzLmV4YW1wbGU6",
        }


async def test_sixty_files_in_six_hours_and_no_more(catalogue: Served, pool: Pool) -> None:
    """All processes together get sixty; then the reason tells when the next one may be fetched."""
    clock = FakeClock()
    remember = Remembered()
    made = [
        build(context(pool=pool, clock=clock, remember=remember, STANDARDEBOOKS_URL=catalogue.base)) for _ in range(2)
    ]
    book, *_ = await made[0].search(Query(text="tales 7"), limit=1)
    for number in range(60):
        clock.advance(10)
        assert await made[number % 2].resolve(book.id)
    with pytest.raises(Unavailable, match="60 files in six hours, the next one at 06:00 UTC"):
        await made[1].resolve(book.id)
    clock.advance(timedelta(hours=6).total_seconds() - 585)
    assert await made[0].resolve(book.id)
    for ebooks in made:
        await ebooks.close()


async def test_its_health_is_that_of_its_search(catalogue: Served) -> None:
    """A search that fails is told, one that works is ''."""
    ebooks = source(catalogue)
    assert await ebooks.health() == ""
    catalogue.faults.next["html"] = 1
    assert "cannot be read" in await ebooks.health()
    await ebooks.close()
