"""Catalogues on loopback whose books are sent by a function for each: whole, slowly, cut, or not at all."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from alcove.wires.opds import ACQUISITION_TYPE, OPEN_ACCESS, Acquisition, Feed, Link, Person, Publication, write_feed

EPUB = "application/epub+zip"
CHUNK_SIZE = 16 * 1024
UPDATED = datetime(2026, 1, 1, tzinfo=UTC)
_RANGE = re.compile(r"bytes=(\d+)-")


class Handler(BaseHTTPRequestHandler):
    """Serves `/opds`, `/search` and `/file/KEY` of one catalogue."""

    protocol_version = "HTTP/1.1"
    catalogue: "Catalogue"

    def do_GET(self) -> None:
        """Handle a GET request; a client that has gone is no error."""
        path = urlsplit(self.path).path
        try:
            if path.startswith("/file/"):
                self._send_book(unquote(path.removeprefix("/file/")))
            elif path == "/opds":
                search = Link(href="/search?q={searchTerms}", rels=("search",), type=ACQUISITION_TYPE)
                self.send_feed(Feed(id="urn:faults", title="Faults", updated=UPDATED, links=(search,)))
            else:
                self.catalogue.respond_to_search(self)
        except OSError:
            self.close_connection = True

    def send_feed(self, feed: Feed) -> None:
        """Send a feed."""
        self.send_body(write_feed(feed), media_type=ACQUISITION_TYPE)

    def send_body(self, body: bytes, *, status: int = 200, media_type: str = EPUB, length: int | None = None) -> None:
        """Send a response; `length` is what its header says."""
        self.send_head(
            status, {"Content-Type": media_type, "Content-Length": str(len(body) if length is None else length)}
        )
        self.wfile.write(body)

    def send_head(self, status: int, headers: Mapping[str, str]) -> None:
        """Send the start of a response."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Log nothing."""

    def _send_book(self, key: str) -> None:
        book = next((book for book in self.catalogue.books if book.key == key), None)
        if book is None:
            self.send_body(b"", status=HTTPStatus.NOT_FOUND)
            return
        book.request_count += 1
        book.respond(self, book)


@dataclass(slots=True, kw_only=True)
class HostedBook:
    """One book, its content, and the function that sends it."""

    key: str
    title: str
    content: bytes
    respond: Callable[[Handler, "HostedBook"], None]
    request_count: int = 0

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the content."""
        return sha256(self.content).hexdigest()


def send_results(handler: Handler) -> None:
    """Send all books of the catalogue, whatever is searched for."""
    publications = tuple(
        Publication(
            id=f"urn:faults:{book.key}",
            title=book.title,
            authors=(Person(name=f"Author of {book.key}"),),
            languages=("en",),
            updated=UPDATED,
            acquisitions=(Acquisition(href=f"/file/{quote(book.key)}", relation=OPEN_ACCESS, type=EPUB),),
        )
        for book in handler.catalogue.books
    )
    handler.send_feed(Feed(id="urn:faults:results", title="Results", updated=UPDATED, publications=publications))


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A catalogue with a name, its own address of loopback, and its books."""

    name: str
    host: str
    books: Sequence[HostedBook] = ()
    respond_to_search: Callable[[Handler], None] = send_results


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: hostile responses end in errors."""


@contextmanager
def serve_catalogues(catalogues: Sequence[Catalogue]) -> Iterator[dict[str, str]]:
    """Serve catalogues for the block; yield the settings of a server that searches only them."""
    configs = []
    with ExitStack() as stack:
        for catalogue in catalogues:
            url = stack.enter_context(_serve_catalogue(catalogue))
            configs.append({"name": catalogue.name, "url": f"{url}/opds", "allow_private": True})
        yield {"SOURCES": "opds", "OPDS_CATALOGS": json.dumps(configs), "OPENLIBRARY_ENABLED": "false"}


@contextmanager
def _serve_catalogue(catalogue: Catalogue) -> Iterator[str]:
    handler = type("CatalogueHandler", (Handler,), {"catalogue": catalogue})
    server = _Server((catalogue.host, 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://{catalogue.host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def send_file(handler: Handler, book: HostedBook, *, speed: float | None = None) -> None:
    """Send the whole book, or the rest that is requested, with at most `speed` bytes a second."""
    found = _RANGE.fullmatch(handler.headers.get("Range", ""))
    start, size = int(found[1]) if found else 0, len(book.content)
    head = {"Content-Type": EPUB, "ETag": f'"{book.digest[:16]}"', "Content-Length": str(size - start)}
    if found:
        head["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
    handler.send_head(HTTPStatus.PARTIAL_CONTENT if found else HTTPStatus.OK, head)
    for offset in range(start, size, CHUNK_SIZE):
        chunk = book.content[offset : offset + CHUNK_SIZE]
        handler.wfile.write(chunk)
        if speed is not None:
            time.sleep(len(chunk) / speed)
