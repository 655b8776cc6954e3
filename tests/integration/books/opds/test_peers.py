"""Real catalogue servers: what is found there is what they hold, and what is fetched is what they send."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from alcove.apps.books.model.book import Location
from alcove.apps.books.sources.opds import OpdsSource
from alcove.apps.books.sources.protocols import Unavailable
from alcove.foundation.fetch import Client, NoLimit, Policy
from integration.books.opds.sources import context, found, opds
from support import ebooks
from support.peers import Peer, calibre_server, calibre_web, make_library, need_calibre, need_calibre_web

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
    """A calibre library, and the folder in which its servers keep what they need."""

    path: Path
    folder: Path


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Make a real library of real books."""
    need_calibre()
    folder = tmp_path_factory.mktemp("calibre")
    return Library(make_library(folder, BOOKS), folder)


@pytest.fixture(scope="module")
def content_server(library: Library) -> Iterator[Peer]:
    """Run calibre's own server over the library."""
    with calibre_server(library.folder, library.path, per_page=5) as running:
        yield running


@pytest.fixture(scope="module")
def web(library: Library) -> Iterator[Peer]:
    """Run Calibre-Web over the library, with an `app.db` that it made itself."""
    need_calibre_web()
    with calibre_web(library.folder / "web", library.path) as running:
        yield running


def source(peer: Peer, **more: str) -> OpdsSource:
    """Return a source over a server, signed in where that is needed."""
    given = {"username": peer.username, "password": peer.password, **more}
    return opds(peer.url, around={"SUPPORTED_FORMATS": "epub,pdf"}, **given)


async def fetched(location: Location) -> bytes:
    """Return what a location holds, fetched the way everything is fetched."""
    policy = Policy(name="file", base_url=location.url, user_agent="tests", allow_private=frozenset({"127.0.0.1"}))
    around = context()
    async with (
        Client(policy, limiter=NoLimit(), clock=around.clock, rng=around.rng) as client,
        client.stream("GET", location.url, headers=location.headers) as answer,
    ):
        assert answer.status == 200
        return b"".join([chunk async for chunk in answer.chunks])


def plainly(url: str, headers: Mapping[str, str]) -> bytes:
    """Return what the server sends to the plainest of clients."""
    with urlopen(Request(url, headers=dict(headers)), timeout=60) as answer:  # noqa: S310 - an address of our own
        content: bytes = answer.read()
    return content


async def test_calibre_is_searched_and_its_files_come_byte_for_byte(content_server: Peer) -> None:
    """The content server's direct template is found, its books are described, and a file is fetched as it is sent."""
    calibre = source(content_server)
    (whale,) = await found(calibre, "whale")
    (sea,) = await found(calibre, titles=("emile",), authors=("marsh",))
    (location,) = await calibre.resolve(whale.id)
    content = await fetched(location)
    await calibre.close()
    assert (whale.title, whale.authors, whale.format, whale.size) == (
        "The Whale",
        ("Herman Melville",),
        "epub",
        300_000,
    )
    assert (sea.title, sea.authors) == ("Émile & the Sea", ("Renée Marsh",))
    assert whale.cover_url.endswith("/get/cover/1/library")
    assert content == plainly(location.url, location.headers)
    assert content[:4] == b"PK\x03\x04"


async def test_calibre_is_followed_over_all_its_pages(content_server: Peer) -> None:
    """More books than one page holds are all found, each once."""
    calibre = source(content_server)
    tales = await found(calibre, "tale")
    papers = await found(calibre, "paper")
    await calibre.close()
    assert len(tales) == 12
    assert len({book.id for book in tales}) == 12
    assert [(book.title, book.format) for book in papers] == [("A Paper", "pdf")]


async def test_calibre_web_is_searched_by_name_and_password(web: Peer, library: Library) -> None:
    """Calibre-Web behind Basic gives the very bytes that lie in the library."""
    mine = source(web)
    assert await mine.health() == ""
    (whale,) = await found(mine, "whale")
    (sea,) = await found(mine, "sea")
    (location,) = await mine.resolve(whale.id)
    cover = await mine.cover(whale)
    content = await fetched(location)
    assert cover is not None
    assert (await fetched(cover))[:2] in (b"\xff\xd8", b"\x89P")
    await mine.close()
    assert (whale.authors, whale.language) == (("Herman Melville",), "en")
    assert (sea.title, sea.language) == ("Émile & the Sea", "fr")
    assert whale.year is None
    (kept,) = library.path.glob("Herman Melville/*/*.epub")
    assert hashlib.sha256(content).digest() == hashlib.sha256(kept.read_bytes()).digest()
    assert content == BOOKS["whale.epub"]


async def test_calibre_web_lets_nobody_in_without_the_password(web: Peer) -> None:
    """A wrong password ends in a reason, not in an empty answer."""
    stranger = source(web, password="wrong")
    with pytest.raises(Unavailable, match="does not accept the name and password"):
        await found(stranger, "whale")
    await stranger.close()
