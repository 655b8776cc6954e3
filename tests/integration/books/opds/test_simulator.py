"""The simulated catalogue behaves as real ones do, and as hostile ones do when that is asked for."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from alcove.apps.books.sources.protocols import Source
from alcove.apps.books.sources.standardebooks import build
from fixtures.books.opds import SimBook, StandardEbooksConfig
from integration.books.opds.sources import Served, context, opds, served


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of any status."""

    status: int
    headers: Message
    content: bytes


def get(url: str, **headers: str) -> Reply:
    """Return what a server answers."""
    request = Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})  # noqa: S310
    try:
        with urlopen(request, timeout=60) as answer:  # noqa: S310 - an address of our own
            return Reply(answer.status, answer.headers, answer.read())
    except HTTPError as refused:
        with refused:
            return Reply(refused.code, refused.headers, refused.read())


@pytest.fixture(scope="module")
def catalogue() -> Iterator[Served]:
    """Serve a catalogue with one large book."""
    with served(publications=(SimBook(key="large", title="Large", padding=100_000),), count=5) as running:
        yield running


def test_files_are_real_books(catalogue: Served) -> None:
    """An EPUB is a zip that begins with its own media type, the same bytes each time."""
    first, second = (get(f"{catalogue.base}/files/large.epub").content for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as book:
        assert book.namelist()[0] == "mimetype"
        assert book.read("mimetype") == b"application/epub+zip"


def test_files_can_be_had_in_parts(catalogue: Served) -> None:
    """Ranges are honoured as long as the file is the same, and refused past its end."""
    address = f"{catalogue.base}/files/large.epub"
    whole = get(address)
    etag, size = whole.headers["ETag"], len(whole.content)
    part = get(address, Range="bytes=1000-", If_Range=etag)
    assert (part.status, part.content) == (206, whole.content[1000:])
    assert part.headers["Content-Range"] == f"bytes 1000-{size - 1}/{size}"
    assert get(address, Range="bytes=10-19").content == whole.content[10:20]
    assert get(address, Range="bytes=1000-", If_Range='"another"').status == 200
    past = get(address, Range=f"bytes={size}-")
    assert (past.status, past.headers["Content-Range"]) == (416, f"bytes */{size}")


def test_feeds_are_sent_again_only_when_they_changed(catalogue: Served) -> None:
    """A feed with the right tag is answered with 304."""
    etag = get(f"{catalogue.base}/opds").headers["ETag"]
    assert get(f"{catalogue.base}/opds", If_None_Match=etag).status == 304
    assert get(f"{catalogue.base}/opds", If_None_Match='"another"').status == 200


def test_the_flood_is_fifty_megabytes(catalogue: Served) -> None:
    """The hostile feed is as large as it claims not to be."""
    flood = get(f"{catalogue.base}/hostile/huge")
    assert len(flood.content) > 50_000_000
    assert "Content-Length" not in flood.headers


def test_sign_in_is_explained() -> None:
    """Without a name the answer is 401, with the header and the document that tell how to come in."""
    with served(count=1, username="reader", password="word") as catalogue:
        refused = get(f"{catalogue.base}/opds")
        assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, 'Basic realm="catalogue"')
        assert b"http://opds-spec.org/auth/basic" in refused.content
        assert get(f"{catalogue.base}/opds", Authorization="Basic cmVhZGVyOndvcmQ=").status == 200


def test_standard_ebooks_has_its_manners() -> None:
    """Stored feeds are for members, files without their query are pages, and too many files at once are refused."""
    books = (SimBook(key="tale", title="Tale"),)
    with served(publications=books, count=0, standard_ebooks=StandardEbooksConfig(files_per_30_s=3)) as catalogue:
        assert get(f"{catalogue.base}/feeds/opds").status == 401
        assert get(f"{catalogue.base}/feeds/opds/all").status == 401
        assert get(f"{catalogue.base}/feeds/opds", Authorization="Basic eDo=").status == 403
        assert get(f"{catalogue.base}/feeds/opds", Authorization="Basic cmVhZGVyQGJvb2tzLmV4YW1wbGU6").status == 200
        assert get(f"{catalogue.base}/feeds/opds/all?query=tale").status == 200
        file = f"{catalogue.base}/ebooks/ada-marsh/tale/downloads/tale.epub"
        assert b"Thank you" in get(file).content
        assert [get(f"{file}?source=feed").status for _ in range(4)] == [200, 200, 200, 429]


async def test_both_are_sources() -> None:
    """What is built here is what the rest of the app expects of a source."""
    sources: list[Source] = [opds("http://catalogue.test/opds"), build(context())]
    assert [source.facts.name for source in sources] == ["opds-home", "standardebooks"]
