"""Documents of catalogues, as short as a test wants them."""

import json
from typing import Any

from alcove.wires.opds import Acquisition, Publication, read_publication

HERE = "https://books.example/catalogue/feed.xml"
SPACES = (
    'xmlns="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/terms/" '
    'xmlns:opds="http://opds-spec.org/2010/catalog" xmlns:schema="http://schema.org/" '
    'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:thr="http://purl.org/syndication/thread/1.0"'
)
FILE = '<link rel="http://opds-spec.org/acquisition/open-access" href="b.epub" type="application/epub+zip"/>'


def feed(*inside: str, head: str = "") -> bytes:
    """Return an Atom feed."""
    return f"<feed {SPACES} {head}><id>urn:x</id><title>Results</title>{''.join(inside)}</feed>".encode()


def entry(*inside: str, head: str = "") -> str:
    """Return an entry of a feed."""
    return f"<entry {head}><id>urn:uuid:1</id><title>A Book</title>{''.join(inside)}</entry>"


def document(**parts: Any) -> bytes:
    """Return a JSON feed."""
    return json.dumps({"metadata": {"title": "Results"}, "links": [], **parts}).encode()


def book(link: dict[str, Any] | None = None, **metadata: Any) -> dict[str, Any]:
    """Return a publication of a JSON feed."""
    free = {"rel": "http://opds-spec.org/acquisition/open-access", "href": "/b.epub", "type": "application/epub+zip"}
    return {"metadata": {"title": "A Book", **metadata}, "links": [free if link is None else link]}


def from_json(link: dict[str, Any] | None = None, **metadata: Any) -> Publication:
    """Return the one publication of a JSON feed as it is read."""
    return read_publication(document(publications=[book(link, **metadata)]), url=HERE)


def way(
    inside: str = "", *, rel: str = "http://opds-spec.org/acquisition", type_: str = "application/epub+zip"
) -> Acquisition:
    """Return a way to a file as it is read from Atom."""
    link = f'<link rel="{rel}" href="b.epub" type="{type_}">{inside}</link>'
    return read_publication(feed(entry(link)), url=HERE).acquisitions[0]
