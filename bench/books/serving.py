"""A catalogue whose files leave by sendfile, so that it is not what limits a transfer; run as a process of its own."""

import os
import re
import sys
import threading
import time
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from alcove.wires.opds import (
    ACQUISITION_TYPE,
    OPEN_ACCESS,
    Acquisition,
    Feed,
    Link,
    Person,
    Publication,
    write_feed,
)

HOSTS = ("127.0.0.1", "127.0.0.2")
"""No host is asked for more than two files at once, so that four take two."""
THEN = datetime(2026, 1, 1, tzinfo=UTC)
RANGE = re.compile(r"bytes=(\d+)-")


class Catalogue(BaseHTTPRequestHandler):
    """`/opds` has a search; `/file/N` is the one file there is, under any number; `delay` slows searches down."""

    protocol_version = "HTTP/1.1"
    file = Path()
    count = 0
    delay = 0.0

    def do_GET(self) -> None:
        """Answer a request."""
        path = urlsplit(self.path)
        if path.path.startswith("/file/"):
            self._send_file()
        elif path.path == "/opds":
            search = Link(href="/search?q={searchTerms}", rels=("search",), type=ACQUISITION_TYPE)
            self._send_feed(Feed(id="urn:bench", title="Bench", updated=THEN, links=(search,)))
        else:
            time.sleep(self.delay)
            self._send_feed(self._found(parse_qs(path.query).get("q", [""])[0]))

    def _found(self, words: str) -> Feed:
        host = self.headers["Host"]
        size = self.file.stat().st_size
        books = tuple(
            Publication(
                id=f"urn:bench:{host}:{number}",
                title=f"{words} {number} of {host.replace('.', ' ').replace(':', ' ')}",
                authors=(Person(name=f"Ada {number}"),),
                languages=("en",),
                updated=THEN,
                acquisitions=(
                    Acquisition(href=f"/file/{number}", relation=OPEN_ACCESS, type="application/epub+zip", length=size),
                ),
            )
            for number in range(self.count)
        )
        return Feed(id="urn:bench:found", title="Found", updated=THEN, publications=books)

    def _send_feed(self, feed: Feed) -> None:
        body = write_feed(feed)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", ACQUISITION_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_file(self) -> None:
        size = self.file.stat().st_size
        wanted = RANGE.fullmatch(self.headers.get("Range", ""))
        start = int(wanted.group(1)) if wanted else 0
        self.send_response(HTTPStatus.PARTIAL_CONTENT if wanted else HTTPStatus.OK)
        self.send_header("Content-Type", "application/epub+zip")
        self.send_header("ETag", '"bench"')
        self.send_header("Content-Length", str(size - start))
        if wanted:
            self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        self.end_headers()
        with self.file.open("rb") as content:
            while start < size:
                start += os.sendfile(self.connection.fileno(), content.fileno(), start, min(1 << 24, size - start))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """One thread for each connection."""

    daemon_threads = True
    allow_reuse_address = True


def main(port: str, file: str, *rest: str) -> None:
    """Serve until killed, on both loopback addresses."""
    count, delay = rest
    Catalogue.file, Catalogue.count, Catalogue.delay = Path(file), int(count), float(delay)
    servers = [Server((host, int(port)), Catalogue) for host in HOSTS]
    for server in servers[1:]:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    servers[0].serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
