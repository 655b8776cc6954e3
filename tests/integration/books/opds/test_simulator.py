"""The simulated catalogue behaves like real and hostile servers."""

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
from integration.books.opds.opds_sources import ServedCatalogue, make_context, opds_source, serve_catalogue


@dataclass(frozen=True, slots=True)
class Reply:
    """A response of any status."""

    status: int
    headers: Message
    content: bytes


def get(url: str, **headers: str) -> Reply:
    """Return the response of a server."""
    request = Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})  # noqa: S310
    try:
        with urlopen(request, timeout=60) as response:  # noqa: S310 - an address of our own
            return Reply(response.status, response.headers, response.read())
    except HTTPError as error:
        with error:
            return Reply(error.code, error.headers, error.read())


@pytest.fixture(scope="module")
def catalogue() -> Iterator[ServedCatalogue]:
    """Serve a catalogue with one large book."""
    with serve_catalogue(publications=(SimBook(key="large", title="Large", padding=100_000),), count=5) as running:
        yield running


def test_files_are_valid_epubs(catalogue: ServedCatalogue) -> None:
    """An EPUB is a zip that starts with its media type, with the same bytes each time."""
    first, second = (get(f"{catalogue.base}/files/large.epub").content for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as book:
        assert book.namelist()[0] == "mimetype"
        assert book.read("mimetype") == b"application/epub+zip"


def test_range_requests(catalogue: ServedCatalogue) -> None:
    """Ranges are honoured while the file is unchanged, and rejected past its end."""
    url = f"{catalogue.base}/files/large.epub"
    whole = get(url)
    etag, size = whole.headers["ETag"], len(whole.content)
    part = get(url, Range="bytes=1000-", If_Range=etag)
    assert (part.status, part.content) == (206, whole.content[1000:])
    assert part.headers["Content-Range"] == f"bytes 1000-{size - 1}/{size}"
    assert get(url, Range="bytes=10-19").content == whole.content[10:20]
    assert get(url, Range="bytes=1000-", If_Range='"another"').status == 200
    beyond = get(url, Range=f"bytes={size}-")
    assert (beyond.status, beyond.headers["Content-Range"]) == (416, f"bytes */{size}")


def test_feeds_have_etags(catalogue: ServedCatalogue) -> None:
    """A request with the current ETag is answered with 304."""
    etag = get(f"{catalogue.base}/opds").headers["ETag"]
    assert get(f"{catalogue.base}/opds", If_None_Match=etag).status == 304
    assert get(f"{catalogue.base}/opds", If_None_Match='"another"').status == 200


def test_oversized_feed(catalogue: ServedCatalogue) -> None:
    """The oversized feed has 50 MB and no Content-Length."""
    response = get(f"{catalogue.base}/hostile/huge")
    assert len(response.content) > 50_000_000
    assert "Content-Length" not in response.headers


def test_unauthorized_response() -> None:
    """Without credentials the response is 401, with the header and the OPDS authentication document."""
    with serve_catalogue(count=1, username="reader", password="word") as catalogue:
        response = get(f"{catalogue.base}/opds")
        assert (response.status, response.headers["WWW-Authenticate"]) == (401, 'Basic realm="catalogue"')
        assert b"http://opds-spec.org/auth/basic" in response.content
        assert get(f"{catalogue.base}/opds", Authorization="Basic cmVhZGVyOndvcmQ=").status == 200


def test_standard_ebooks_rules() -> None:
    """Feeds are for members, files without their query are pages, and downloads are limited."""
    books = (SimBook(key="tale", title="Tale"),)
    with serve_catalogue(
        publications=books, count=0, standard_ebooks=StandardEbooksConfig(files_per_30_s=3)
    ) as catalogue:
        assert get(f"{catalogue.base}/feeds/opds").status == 401
        assert get(f"{catalogue.base}/feeds/opds/all").status == 401
        assert get(f"{catalogue.base}/feeds/opds", Authorization="Basic eDo=").status == 403
        assert get(f"{catalogue.base}/feeds/opds", Authorization="Basic cmVhZGVyQGJvb2tzLmV4YW1wbGU6").status == 200
        assert get(f"{catalogue.base}/feeds/opds/all?query=tale").status == 200
        file = f"{catalogue.base}/ebooks/ada-marsh/tale/downloads/tale.epub"
        assert b"Thank you" in get(file).content
        assert [get(f"{file}?source=feed").status for _ in range(4)] == [200, 200, 200, 429]


async def test_both_are_sources() -> None:
    """Both classes implement the protocol Source, as mypy checks."""
    sources: list[Source] = [opds_source("http://catalogue.test/opds"), build(make_context())]
    assert [source.info.name for source in sources] == ["opds-home", "standardebooks"]
