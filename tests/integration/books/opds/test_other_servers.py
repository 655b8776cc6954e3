"""Searches of catalogues in the shape of COPS, Kavita, Komga and Calibre-Web-Automated."""

from collections.abc import Iterator

import pytest

from alcove.apps.books.model.book import Book, Query
from alcove.apps.books.sources.opds import OpdsSource
from fixtures.books.opds.other_servers import API_KEY, build_other_servers
from integration.books.opds.opds_sources import opds_source, search_books
from support.servers import serve


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """Serve all of them."""
    with serve(build_other_servers()) as url:
        yield url


async def find(source: OpdsSource, text: str) -> list[Book]:
    """Return the books of a search, after which the source is closed."""
    try:
        return await search_books(source, text)
    finally:
        await source.close()


@pytest.mark.parametrize("text", ["Austen, Jane", "Jane Austen", "austen jane", "AUSTEN"])
async def test_names_at_cops(base: str, text: str) -> None:
    """COPS compares phrases with names that are sorted by last name, and answers with lists of lists."""
    found = await find(opds_source(f"{base}/cops/feed.php"), text)
    assert [(book.title, book.authors, book.series) for book in found] == [
        ("Pride & Prejudice", ("Jane Austen",), ""),
        ("Emma", ("Jane Austen",), ""),
    ]


async def test_files_at_cops(base: str) -> None:
    """The URL of a file at COPS has the format in its query."""
    source = opds_source(f"{base}/cops/feed.php")
    (book,) = await search_books(source, titles=("Frankenstein",), authors=("Mary Shelley",))
    (location,) = await source.resolve(book.id)
    await source.close()
    assert (book.format, location.url) == ("epub", f"{base}/cops/fetch.php?data=3&type=epub")
    assert await find(opds_source(f"{base}/cops/feed.php"), "xyzzy") == []


@pytest.mark.parametrize("path", [f"/api/opds/{API_KEY}", "/opds/v1.2/catalog"])
async def test_volumes_of_a_series(base: str, path: str) -> None:
    """At Kavita and Komga a search finds series; their volumes are found by the series and named after it."""
    found = await find(opds_source(f"{base}{path}"), "saga of salt")
    assert [book.format for book in found] == ["cbz", "cbr", "cbz"]
    assert {book.series for book in found} == {"Saga of Salt"}
    titles = [book.title for book in found]
    if path.startswith("/api"):
        assert titles == ["Saga of Salt - Volume 1", "Saga of Salt - Volume 2", "Chapter One"]
    else:
        assert titles[0].startswith("Saga of Salt - 11 - Volume 1")
    assert API_KEY not in "".join(book.id for book in found)


async def test_one_volume(base: str) -> None:
    """Words of the series and of the volume find the volume."""
    found = await find(opds_source(f"{base}/api/opds/{API_KEY}"), "salt volume 2")
    assert [book.title for book in found] == ["Saga of Salt - Volume 2"]


async def test_formats_by_the_name_in_the_answer(base: str) -> None:
    """At Komga's version 2 only the headers of a file tell its format; the location is found again without them."""
    source = opds_source(f"{base}/opds/v2/catalog")
    found = await search_books(source, "salt")
    locations = [location for book in found for location in await source.resolve(book.id)]
    await source.close()
    assert [(book.title, book.format, book.series) for book in found] == [
        ("Volume 1", "cbz", "Saga of Salt"),
        ("Volume 2", "cbr", "Saga of Salt"),
        ("Chapter One", "cbz", "Saga of Salt"),
    ]
    assert [location.url.rpartition("/api/")[2] for location in locations] == [
        f"v1/books/0B{key}/file" for key in (11, 12, 13)
    ]


async def test_formats_at_calibre_web_automated(base: str) -> None:
    """An EPUB is preferred to the KEPUB before it, which is chosen where it is alone; comics are no archives."""
    source = opds_source(f"{base}/opds")
    found = await search_books(source, "jane austen")
    locations = [location for book in found for location in await source.resolve(book.id)]
    comics = await search_books(source, "pictures")
    await source.close()
    assert [book.format for book in found] == ["epub", "kepub"]
    assert [location.url for location in locations] == [
        f"{base}/opds/download/1/epub/",
        f"{base}/opds/download/2/kepub/",
    ]
    assert [book.format for book in comics] == ["cbz", "cbr"]


async def test_other_formats_are_named(base: str) -> None:
    """What is left out for its format is counted, unless another format was requested by name."""
    source = opds_source(f"{base}/opds", context_options={"SUPPORTED_FORMATS": "epub"})
    found = await source.search(Query(text="pictures"), limit=10)
    by_name = await source.search(Query(text="pictures", formats=("mobi",)), limit=10)
    await source.close()
    assert (list(found), found.left_out) == ([], "2 left out: 2 only as cbr, cbz, not among the supported formats")
    assert (list(by_name), by_name.left_out) == ([], "")
