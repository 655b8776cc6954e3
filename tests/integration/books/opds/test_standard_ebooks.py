"""Standard Ebooks: public search, membership, and the download limit."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from alcove.apps.books.model.book import Query
from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.apps.books.sources.standardebooks import StandardEbooks, build
from alcove.foundation.database import Pool
from fixtures.books.opds import SimBook, StandardEbooksConfig
from integration.books.opds.opds_sources import MemoryBookStore, ServedCatalogue, make_context, serve_catalogue
from support.clock import FakeClock

BOOKS = tuple(SimBook(key=f"book-{number}", title=f"A Book of Tales {number}") for number in range(70))
MEMBER = "reader@books.example"


@pytest.fixture
def catalogue() -> Iterator[ServedCatalogue]:
    """Serve seventy books with the rules of Standard Ebooks."""
    with serve_catalogue(
        publications=BOOKS, count=0, with_restricted=False, standard_ebooks=StandardEbooksConfig()
    ) as running:
        yield running


def source(catalogue: ServedCatalogue, **environ: Any) -> StandardEbooks:
    """Build the source."""
    return build(make_context(STANDARDEBOOKS_URL=catalogue.base, **environ))


async def test_search_is_anonymous(catalogue: ServedCatalogue) -> None:
    """No credentials are sent while the search is public, not even those of a member."""
    ebooks = source(catalogue, SE_EMAIL=MEMBER)
    books = await ebooks.search(Query(text="tales"), limit=100)
    await ebooks.close()
    assert len(books) == 70
    assert [request for request in catalogue.simulator.requests if "authorization" in request.headers] == []
    assert [path for path in catalogue.simulator.requests.paths() if "query=" not in path] == []


async def test_book_metadata(catalogue: ServedCatalogue) -> None:
    """The first EPUB is the file, with its query; the edition's year is not the year of the work."""
    store = MemoryBookStore()
    ebooks = build(make_context(book_store=store, STANDARDEBOOKS_URL=catalogue.base))
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
    assert (ebooks.info.gap, ebooks.info.parallel) == (5.0, 1)


async def test_format_detection(catalogue: ServedCatalogue) -> None:
    """The Kindle file is an azw3, although its media type is Mobipocket, and the Kobo file a kepub."""
    ebooks = source(catalogue)
    file_names = {}
    for form in ("azw3", "kepub", "epub", "mobi"):
        books = await ebooks.search(Query(text="tales 7", formats=(form,)), limit=1)
        file_names[form] = [(await ebooks.resolve(book.id))[0].url.rpartition("/")[2] for book in books]
    await ebooks.close()
    assert file_names == {
        "azw3": ["book-7.azw3?source=feed"],
        "kepub": ["book-7.kepub.epub?source=feed"],
        "epub": ["book-7.epub?source=feed"],
        "mobi": [],
    }


async def test_id_can_be_looked_up_without_search(catalogue: ServedCatalogue) -> None:
    """An id contains the path of the book's page, so that the book is found without stored data."""
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


@pytest.mark.parametrize(("email", "message"), [("", "needs SE_EMAIL"), ("stranger@books.example", "denies access")])
async def test_search_for_members_only(email: str, message: str) -> None:
    """When the search is for members only, the reason names the missing setting or the rejected address."""
    with serve_catalogue(
        publications=BOOKS, count=0, standard_ebooks=StandardEbooksConfig(closed_search=True)
    ) as catalogue:
        ebooks = source(catalogue, **({"SE_EMAIL": email} if email else {}))
        with pytest.raises(SourceUnavailable, match=message):
            await ebooks.search(Query(text="tales"), limit=5)
        assert message in await ebooks.health()
        await ebooks.close()


async def test_member_can_search() -> None:
    """A denied search is repeated as a member: with the email address and an empty password."""
    with serve_catalogue(
        publications=BOOKS, count=0, standard_ebooks=StandardEbooksConfig(closed_search=True)
    ) as catalogue:
        ebooks = source(catalogue, SE_EMAIL=MEMBER)
        assert len(await ebooks.search(Query(text="tales"), limit=5)) == 5
        assert await ebooks.lookup("se-ada-marsh~book-7.epub") is not None
        assert await ebooks.health() == ""
        await ebooks.close()
        assert {request.headers.get("authorization") for request in catalogue.simulator.requests} == {
            None,
            "Basic cmVhZGVyQGJvb2tzLmV4YW1wbGU6",
        }


async def test_download_limit(catalogue: ServedCatalogue, pool: Pool) -> None:
    """All processes together may download sixty files; then the reason says when the next one is allowed."""
    clock = FakeClock()
    store = MemoryBookStore()
    sources = [
        build(make_context(pool=pool, clock=clock, book_store=store, STANDARDEBOOKS_URL=catalogue.base))
        for _ in range(2)
    ]
    book, *_ = await sources[0].search(Query(text="tales 7"), limit=1)
    for number in range(60):
        clock.advance(10)
        assert await sources[number % 2].resolve(book.id)
    with pytest.raises(SourceUnavailable, match="60 files in six hours; the next one at 06:00 UTC"):
        await sources[1].resolve(book.id)
    clock.advance(timedelta(hours=6).total_seconds() - 585)
    assert await sources[0].resolve(book.id)
    for ebooks in sources:
        await ebooks.close()


async def test_health(catalogue: ServedCatalogue) -> None:
    """The health is '' when the search works, otherwise the reason."""
    ebooks = source(catalogue)
    assert await ebooks.health() == ""
    catalogue.faults.next["html"] = 1
    assert "cannot be read" in await ebooks.health()
    await ebooks.close()
