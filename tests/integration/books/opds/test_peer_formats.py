"""calibre and Calibre-Web as they come from their packages, with a library of every format."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from alcove.apps.books.model.book import BookMetadata, Query
from alcove.apps.books.search import SearchQuery, parse_query
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.opds import OpdsSource
from alcove.foundation.settings import load_settings
from integration.books.opds.opds_sources import opds_source
from support import ebooks
from support.peers import Peer, calibre_server, calibre_web, make_library, require_calibre, require_calibre_web

ISBN = "9780141439518"
FORMATS = "epub,kepub,pdf,mobi,azw3,fb2,djvu,cbz,cbr,cb7,txt,rtf"
BOOKS = {
    "pride.epub": ebooks.epub("Pride & Prejudice", "Jane Austen", identifier=f"urn:isbn:{ISBN}"),
    "kobo.kepub": ebooks.epub("Kobo Tale", "Ada Marsh", identifier="urn:uuid:44444444-5555-6666-7777-888888888801"),
    "manga.cbz": ebooks.cbz(),
    "strip.cbr": ebooks.cbr(),
    "bundle.cb7": b"7z\xbc\xaf\x27\x1c" + bytes(100),
    "paper.pdf": ebooks.pdf("A Paper"),
    "kindle.azw3": ebooks.azw3("Kindle Tale"),
    "pocket.mobi": ebooks.mobi("Pocket Tale"),
    "scan.djvu": ebooks.djvu(),
    "fiction.fb2": ebooks.fb2("Fiction Tale"),
    "notes.txt": b"Notes, plain.",
    "letter.rtf": b"{\\rtf1 Dear reader}",
}
EXPECTED = {"epub", "cbz", "cbr", "cb7", "pdf", "azw3", "mobi", "djvu", "fb2", "txt", "rtf"}


@dataclass(frozen=True, slots=True)
class Library:
    """A calibre library, and a folder for the data of its servers."""

    path: Path
    folder: Path


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Create a calibre library with a book in every format."""
    require_calibre()
    folder = tmp_path_factory.mktemp("formats")
    return Library(make_library(folder, BOOKS), folder)


@pytest.fixture(scope="module")
def content_server(library: Library) -> Iterator[Peer]:
    """Run calibre's content server."""
    with calibre_server(library.folder, library.path) as running:
        yield running


@pytest.fixture(scope="module")
def web(library: Library) -> Iterator[Peer]:
    """Run Calibre-Web."""
    require_calibre_web()
    with calibre_web(library.folder / "web", library.path) as running:
        yield running


class Lookup:
    """A service that knows the book of one ISBN."""

    async def links(self, isbns: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Return no links."""
        return dict.fromkeys(isbns, ())

    async def works(self, isbns: Sequence[str]) -> Sequence[BookMetadata]:
        """Return the book."""
        work = BookMetadata(
            provider="p", provider_id="1", title="Pride and Prejudice: A Novel", authors=("Jane Austen",)
        )
        return (work,) if ISBN in isbns else ()


def make_source(peer: Peer, *, lookup: Lookup | None = None) -> OpdsSource:
    """Return the source of a server."""
    options = {"SUPPORTED_FORMATS": FORMATS, "isbn_lookup": lookup}
    return opds_source(peer.url, context_options=options, username=peer.username, password=peer.password)


async def find_formats(source: OpdsSource) -> set[str]:
    """Return the formats of all books that searches for their titles find."""
    titles = (
        "pride",
        "kobo",
        "manga",
        "strip",
        "bundle",
        "paper",
        "tale",
        "scan",
        "notes",
        "letter",
        "kindle",
        "pocket",
    )
    return {book.format for title in titles for book in await source.search(Query(text=title), limit=50)}


async def search(source: OpdsSource, **request: str) -> list[str]:
    """Return the titles that a request finds, as the endpoint parses it."""
    values = {name: value if name == "query" else (value,) for name, value in request.items()}
    query = parse_query(SearchQuery(**values), load_settings(BooksSettings, environ={}))  # type: ignore[arg-type]  # any field
    assert query is not None
    return [book.title for book in await source.search(query, limit=50)]


async def test_formats_of_calibre(content_server: Peer) -> None:
    """Every format that calibre offers is found as what it is."""
    source = make_source(content_server)
    found = await find_formats(source)
    assert (await source.inspect()).startswith("answers; has a search; ")
    await source.close()
    assert found == EXPECTED


@pytest.mark.slow
async def test_formats_of_calibre_web(web: Peer) -> None:
    """Every format that Calibre-Web offers is found as what it is, a KEPUB too."""
    source = make_source(web)
    found = await find_formats(source)
    await source.close()
    assert found == {*EXPECTED, "kepub"}


NAMES = [
    {"query": "Jane Austen"},
    {"query": "Austen, Jane"},
    {"author": "Austen, Jane"},
    {"author": "Jane Austen", "title": "Pride & Prejudice"},
    {"title": "pride and prejudice"},
    {"query": "Pride & Prejudice Austen, Jane"},
]
ISBNS = [{"query": "978-0-14-143951-8"}, {"isbn": "0-14-143951-3"}, {"title": "ISBN 978 0 14 143951 8"}]


async def test_names_and_isbns_at_calibre(content_server: Peer) -> None:
    """A name in either order finds the book at calibre, and so does its ISBN in every form and box."""
    source = make_source(content_server)
    for request in (*NAMES, *ISBNS):
        assert await search(source, **request) == ["Pride & Prejudice"], request
    await source.close()


async def test_no_results_at_calibre(content_server: Peer) -> None:
    """Calibre answers 404 to a search without results: that is no failure."""
    source = make_source(content_server)
    assert await search(source, query="xyzzy") == []
    assert await search(source, query="978-0-14-143947-1") == []
    await source.close()


@pytest.mark.slow
async def test_names_and_isbns_at_calibre_web(web: Peer) -> None:
    """A name in either order finds the book at Calibre-Web, and so does its ISBN, which Calibre-Web does not search."""
    source = make_source(web, lookup=Lookup())
    for request in (*NAMES, *ISBNS):
        assert await search(source, **request) == ["Pride & Prejudice"], request
    await source.close()
