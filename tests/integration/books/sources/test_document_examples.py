"""The sources read, and the simulators write, documents like the examples of the real services."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from alcove.apps.books.sources.gutenberg.entries import Page, convert_entry
from alcove.apps.books.sources.internetarchive.books import convert_item, locations
from alcove.apps.books.sources.internetarchive.items import Item, SearchResult
from alcove.apps.books.sources.openlibrary.works import SearchResult as WorkSearchResult
from alcove.apps.books.sources.openlibrary.works import convert_work
from integration.books.sources.simulated_catalogues import Catalogues, fetch

EXAMPLES = Path(__file__).parent / "examples"
ARCHIVE_URL = "https://archive.org"


def read_example(name: str) -> bytes:
    """Return an example response from a service's documentation."""
    return (EXAMPLES / f"{name}.json").read_bytes()


def test_gutendex_example() -> None:
    """Names have the first name first, media types may have a charset, and a note about generated text is removed."""
    (entry,) = msgspec.json.decode(read_example("gutendex"), type=Page).entries()
    epub, txt = convert_entry(entry, ("pdf", "epub", "txt"), own_host="")
    assert (epub.id, txt.id, epub.authors) == ("pg-84.epub", "pg-84.txt", ("Mary Wollstonecraft Shelley",))
    assert epub.description == "A student makes a creature."
    assert epub.info["Downloads"] == ("90000",)


def test_open_library_example() -> None:
    """The language is the preferred one of several, and missing fields are allowed."""
    (doc,) = msgspec.json.decode(read_example("openlibrary"), type=WorkSearchResult).works()
    book = convert_work(doc, covers="https://covers.openlibrary.org", preferred=("de", "fr"))
    assert (book.title, book.language, book.isbn_10) == ("Frankenstein", "fr", "0141439475")
    assert book.cover_url == "https://covers.openlibrary.org/b/id/12356249-L.jpg"
    incomplete = WorkSearchResult(docs=[{"key": "/works/OL1W", "title": None}, {"title": 7, "isbn": 1}, "x"]).works()
    assert [convert_work(work, covers="", preferred=()).title for work in incomplete] == ["Untitled"]


def test_internet_archive_example() -> None:
    """Only downloadable files count; path segments are encoded; invalid digests are ignored."""
    found = msgspec.json.decode(read_example("archive_search"), type=SearchResult)
    item = msgspec.json.decode(read_example("archive_item"), type=Item)
    assert found.response is not None
    assert found.response.docs[0]["identifier"] == item.identifier
    books = convert_item(item, ("epub", "pdf", "djvu"), base=ARCHIVE_URL)
    assert [(book.id, book.size) for book in books] == [
        ("ia-frankenstein00shel.epub", 419_170),
        ("ia-frankenstein00shel.pdf", 900_000),
    ]
    assert (books[0].description, books[0].subjects) == ("A tale of terror", ("Gothic fiction", "Monsters"))
    assert books[0].added_at is not None
    assert books[0].added_at.isoformat() == "2008-05-06T12:13:14+00:00"
    download, node = locations(item, "pdf", base=ARCHIVE_URL, nodes=True)
    assert download.url == "https://archive.org/download/frankenstein00shel/scans/the%20book%20%26%20more.pdf"
    assert node.url == "https://ia800308.us.archive.org/21/items/frankenstein00shel/scans/the%20book%20%26%20more.pdf"
    assert (download.md5, locations(item, "epub", base=ARCHIVE_URL, nodes=False)[0].md5[:8]) == ("", "01234567")
    assert locations(item, "cbz", base=ARCHIVE_URL, nodes=True) == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("gutendex", "/gutendex/books/?search=frankenstein"),
        ("openlibrary", "/openlibrary/search.json?q=frankenstein"),
        (
            "archive_search",
            "/archive/advancedsearch.php?q=identifier:frankenstein00shel&output=json&"
            + "&".join(
                f"fl[]={name}"
                for name in (
                    "identifier", "title", "creator", "year", "language", "mediatype", "collection", "format",
                    "downloads",
                )
            ),
        ),
        ("archive_item", "/archive/metadata/frankenstein00shel"),
    ],
)  # fmt: skip
async def test_simulators_match_examples(catalogues: Catalogues, name: str, path: str) -> None:
    """Every field of the examples is in the simulator's response, with a value of the same type or a list of it."""
    status, content = await fetch(catalogues, f"{catalogues.base}{path}")
    assert status == 200
    missing = list(_missing(msgspec.json.decode(read_example(name)), msgspec.json.decode(content), ""))
    extra = {"metadata.publicdate", "metadata.description", "response.docs[].title"}
    assert [path for path in missing if path not in extra] == []


def _missing(expected: Any, actual: Any, path: str) -> Any:
    if isinstance(expected, dict) and isinstance(actual, dict):
        # Keys such as media types differ from book to book.
        if path.endswith(("formats", "params")):
            return
        for name, value in expected.items():
            if name not in actual:
                yield f"{path}.{name}".lstrip(".")
            else:
                yield from _missing(value, actual[name], f"{path}.{name}".lstrip("."))
    elif isinstance(expected, list) and isinstance(actual, list):
        if expected and actual:
            yield from _missing(expected[0], actual[0], f"{path}[]")
    elif type(expected) is not type(actual) and None not in (expected, actual):
        kinds = {type(expected), type(actual)}
        if kinds not in ({str, list}, {int, str}):
            yield f"{path} is {type(actual).__name__}"
