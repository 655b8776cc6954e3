"""The sources read, and the simulators write, what the services' documents describe."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from alcove.apps.books.sources.gutenberg.entries import Page, convert_entry
from alcove.apps.books.sources.internetarchive.books import convert_item, locations
from alcove.apps.books.sources.internetarchive.items import Item, SearchResult
from alcove.apps.books.sources.openlibrary.works import SearchResult as WorkSearchResult
from alcove.apps.books.sources.openlibrary.works import convert_work
from integration.books.sources.around import Catalogues, fetched

SHAPES = Path(__file__).parent / "shapes"
ARCHIVE = "https://archive.org"


def shape(name: str) -> bytes:
    """Return an answer as a service's documents give it."""
    return (SHAPES / f"{name}.json").read_bytes()


def test_gutendex_is_read() -> None:
    """Names are turned round, media types may carry a charset, and what was said by a machine about itself goes."""
    (entry,) = msgspec.json.decode(shape("gutendex"), type=Page).entries()
    epub, txt = convert_entry(entry, ("pdf", "epub", "txt"), own_host="")
    assert (epub.id, txt.id, epub.authors) == ("pg-84.epub", "pg-84.txt", ("Mary Wollstonecraft Shelley",))
    assert epub.description == "A student makes a creature."
    assert epub.info["Downloads"] == ("90000",)


def test_open_library_is_read() -> None:
    """The language is the preferred one of several, and absent fields are no trouble."""
    (doc,) = msgspec.json.decode(shape("openlibrary"), type=WorkSearchResult).works()
    book = convert_work(doc, covers="https://covers.openlibrary.org", preferred=("de", "fr"))
    assert (book.title, book.language, book.isbn_10) == ("Frankenstein", "fr", "0141439475")
    assert book.cover_url == "https://covers.openlibrary.org/b/id/12356249-L.jpg"
    bare = WorkSearchResult(docs=[{"key": "/works/OL1W", "title": None}, {"title": 7, "isbn": 1}, "x"]).works()
    assert [convert_work(one, covers="", preferred=()).title for one in bare] == ["Untitled"]


def test_an_item_of_the_archive_is_read() -> None:
    """Of its files the fetchable ones count; parts of a path are encoded; digests that are none are left out."""
    found = msgspec.json.decode(shape("archive_search"), type=SearchResult)
    item = msgspec.json.decode(shape("archive_item"), type=Item)
    assert found.response is not None
    assert found.response.docs[0]["identifier"] == item.identifier
    rows = convert_item(item, ("epub", "pdf", "djvu"), base=ARCHIVE)
    assert [(row.id, row.size) for row in rows] == [
        ("ia-frankenstein00shel.epub", 419_170),
        ("ia-frankenstein00shel.pdf", 900_000),
    ]
    assert (rows[0].description, rows[0].subjects) == ("A tale of terror", ("Gothic fiction", "Monsters"))
    assert rows[0].added_at is not None
    assert rows[0].added_at.isoformat() == "2008-05-06T12:13:14+00:00"
    door, node = locations(item, "pdf", base=ARCHIVE, nodes=True)
    assert door.url == "https://archive.org/download/frankenstein00shel/scans/the%20book%20%26%20more.pdf"
    assert node.url == "https://ia800308.us.archive.org/21/items/frankenstein00shel/scans/the%20book%20%26%20more.pdf"
    assert (door.md5, locations(item, "epub", base=ARCHIVE, nodes=False)[0].md5[:8]) == ("", "01234567")
    assert locations(item, "cbz", base=ARCHIVE, nodes=True) == []


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
async def test_simulators_answer_in_those_shapes(catalogues: Catalogues, name: str, path: str) -> None:
    """Every field of the documents is in the simulator's answer, with a value of the same kind or one of many."""
    status, content = await fetched(catalogues, f"{catalogues.base}{path}")
    assert status == 200
    missing = list(_missing(msgspec.json.decode(shape(name)), msgspec.json.decode(content), ""))
    extra = {"metadata.publicdate", "metadata.description", "response.docs[].title"}
    assert [one for one in missing if one not in extra] == []


def _missing(told: Any, answer: Any, place: str) -> Any:
    if isinstance(told, dict) and isinstance(answer, dict):
        # What a service keeps by name, such as addresses by media type, differs from book to book.
        if place.endswith(("formats", "params")):
            return
        for name, value in told.items():
            if name not in answer:
                yield f"{place}.{name}".lstrip(".")
            else:
                yield from _missing(value, answer[name], f"{place}.{name}".lstrip("."))
    elif isinstance(told, list) and isinstance(answer, list):
        if told and answer:
            yield from _missing(told[0], answer[0], f"{place}[]")
    elif type(told) is not type(answer) and None not in (told, answer):
        kinds = {type(told), type(answer)}
        if kinds not in ({str, list}, {int, str}):
            yield f"{place} is {type(answer).__name__}"
