"""Builds short OPDS documents."""

import json
from typing import Any

from alcove.wires.opds import Acquisition, Publication, read_publication

URL = "https://books.example/catalogue/feed.xml"
NAMESPACES = (
    'xmlns="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/terms/" '
    'xmlns:opds="http://opds-spec.org/2010/catalog" xmlns:schema="http://schema.org/" '
    'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:thr="http://purl.org/syndication/thread/1.0"'
)
FILE_LINK = '<link rel="http://opds-spec.org/acquisition/open-access" href="b.epub" type="application/epub+zip"/>'


def feed(*children: str, head: str = "") -> bytes:
    """Return an Atom feed."""
    return f"<feed {NAMESPACES} {head}><id>urn:x</id><title>Results</title>{''.join(children)}</feed>".encode()


def entry(*children: str, head: str = "") -> str:
    """Return an entry of a feed."""
    return f"<entry {head}><id>urn:uuid:1</id><title>A Book</title>{''.join(children)}</entry>"


def document(**parts: Any) -> bytes:
    """Return a JSON feed."""
    return json.dumps({"metadata": {"title": "Results"}, "links": [], **parts}).encode()


def book(link: dict[str, Any] | None = None, **metadata: Any) -> dict[str, Any]:
    """Return a publication of a JSON feed."""
    file_link = {
        "rel": "http://opds-spec.org/acquisition/open-access",
        "href": "/b.epub",
        "type": "application/epub+zip",
    }
    return {"metadata": {"title": "A Book", **metadata}, "links": [file_link if link is None else link]}


def from_json(link: dict[str, Any] | None = None, **metadata: Any) -> Publication:
    """Return the publication that is read from a JSON feed."""
    return read_publication(document(publications=[book(link, **metadata)]), url=URL)


def acquisition(
    children: str = "", *, rel: str = "http://opds-spec.org/acquisition", type_: str = "application/epub+zip"
) -> Acquisition:
    """Return the acquisition that is read from an Atom feed."""
    link = f'<link rel="{rel}" href="b.epub" type="{type_}">{children}</link>'
    return read_publication(feed(entry(link)), url=URL).acquisitions[0]
