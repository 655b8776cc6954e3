"""Searches and downloads from real OPDS servers: calibre and Calibre-Web."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from alcove.apps.books.model.book import Location
from alcove.apps.books.sources.opds import OpdsSource
from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.foundation.fetch import Client, NoLimit, Policy
from integration.books.opds.opds_sources import make_context, opds_source, search_books
from support import ebooks
from support.peers import Peer, calibre_server, calibre_web, make_library, require_calibre, require_calibre_web

BOOKS = {
    "whale.epub": ebooks.epub("The Whale", "Herman Melville", size=300_000),
    "sea.epub": ebooks.epub(
        "Émile & the Sea", "Renée Marsh", language="fr", identifier="urn:uuid:22222222-3333-4444-5555-666666666666"
    ),
    "paper.pdf": ebooks.pdf("A Paper"),
    **{
        f"tale{number:02}.epub": ebooks.epub(
            f"Tale Number {number}", "Ada Marsh", identifier=f"urn:uuid:33333333-4444-5555-6666-7777777777{number:02}"
        )
        for number in range(1, 13)
    },
}


@dataclass(frozen=True, slots=True)
class Library:
    """A calibre library, and a folder for the data of its servers."""

    path: Path
    folder: Path


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Create a calibre library with real files."""
    require_calibre()
    folder = tmp_path_factory.mktemp("calibre")
    return Library(make_library(folder, BOOKS), folder)


@pytest.fixture(scope="module")
def content_server(library: Library) -> Iterator[Peer]:
    """Run calibre's content server for the library."""
    with calibre_server(library.folder, library.path, per_page=5) as running:
        yield running


@pytest.fixture(scope="module")
def web(library: Library) -> Iterator[Peer]:
    """Run Calibre-Web for the library, with the `app.db` that it creates itself."""
    require_calibre_web()
    with calibre_web(library.folder / "web", library.path) as running:
        yield running


def make_source(peer: Peer, **options: str) -> OpdsSource:
    """Return the source of a server, with its credentials."""
    settings = {"username": peer.username, "password": peer.password, **options}
    return opds_source(peer.url, context_options={"SUPPORTED_FORMATS": "epub,pdf"}, **settings)


async def download(location: Location) -> bytes:
    """Download a location with the app's HTTP client."""
    make_policy = Policy(name="file", base_url=location.url, user_agent="tests", allow_private=frozenset({"127.0.0.1"}))
    context = make_context()
    async with (
        Client(make_policy, limiter=NoLimit(), clock=context.clock, rng=context.rng) as client,
        client.stream("GET", location.url, headers=location.headers) as answer,
    ):
        assert answer.status == 200
        return b"".join([chunk async for chunk in answer.chunks])


def urllib_get(url: str, headers: Mapping[str, str]) -> bytes:
    """Return the body that the server sends to urllib."""
    with urlopen(Request(url, headers=dict(headers)), timeout=60) as answer:  # noqa: S310 - an address of our own
        content: bytes = answer.read()
    return content


async def test_calibre_search_and_download(content_server: Peer) -> None:
    """The content server's search template is found, its books are converted, and a file is downloaded unchanged."""
    calibre = make_source(content_server)
    (whale,) = await search_books(calibre, "whale")
    (sea,) = await search_books(calibre, titles=("emile",), authors=("marsh",))
    (location,) = await calibre.resolve(whale.id)
    content = await download(location)
    await calibre.close()
    assert (whale.title, whale.authors, whale.format, whale.size) == (
        "The Whale",
        ("Herman Melville",),
        "epub",
        300_000,
    )
    assert (sea.title, sea.authors) == ("Émile & the Sea", ("Renée Marsh",))
    assert whale.cover_url.endswith("/get/cover/1/library")
    assert content == urllib_get(location.url, location.headers)
    assert content[:4] == b"PK\x03\x04"


async def test_calibre_pages(content_server: Peer) -> None:
    """The books of all pages are found, each once."""
    calibre = make_source(content_server)
    tales = await search_books(calibre, "tale")
    papers = await search_books(calibre, "paper")
    await calibre.close()
    assert len(tales) == 12
    assert len({book.id for book in tales}) == 12
    assert [(book.title, book.format) for book in papers] == [("A Paper", "pdf")]


@pytest.mark.slow
async def test_calibre_web_with_basic_auth(web: Peer, library: Library) -> None:
    """Calibre-Web with Basic authentication is searched, and a file is downloaded unchanged."""
    calibre_web_source = make_source(web)
    assert await calibre_web_source.health() == ""
    (whale,) = await search_books(calibre_web_source, "whale")
    (sea,) = await search_books(calibre_web_source, "sea")
    (location,) = await calibre_web_source.resolve(whale.id)
    cover = await calibre_web_source.cover(whale)
    content = await download(location)
    assert cover is not None
    assert (await download(cover))[:2] in (b"\xff\xd8", b"\x89P")
    await calibre_web_source.close()
    assert (whale.authors, whale.language) == (("Herman Melville",), "en")
    assert (sea.title, sea.language) == ("Émile & the Sea", "fr")
    assert whale.year is None
    (path,) = library.path.glob("Herman Melville/*/*.epub")
    assert hashlib.sha256(content).digest() == hashlib.sha256(path.read_bytes()).digest()
    assert content == BOOKS["whale.epub"]


@pytest.mark.slow
async def test_calibre_web_with_wrong_password(web: Peer) -> None:
    """A wrong password raises SourceUnavailable with the reason."""
    rejected = make_source(web, password="wrong")
    with pytest.raises(SourceUnavailable, match="does not accept the user name and password"):
        await search_books(rejected, "whale")
    await rejected.close()
