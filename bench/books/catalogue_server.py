"""A catalogue that sends files with sendfile, so that it does not limit the transfer; runs as a separate process."""

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
"""A worker downloads at most two files per host, so four downloads need two hosts."""
UPDATED = datetime(2026, 1, 1, tzinfo=UTC)
RANGE = re.compile(r"bytes=(\d+)-")


class Catalogue(BaseHTTPRequestHandler):
    """Serves a search at `/opds` and the same file at every `/file/N`; `delay` is the duration of a search."""

    protocol_version = "HTTP/1.1"
    file = Path()
    count = 0
    delay = 0.0

    def do_GET(self) -> None:
        """Handle a GET request."""
        path = urlsplit(self.path)
        if path.path.startswith("/file/"):
            self._send_file()
        elif path.path == "/opds":
            search = Link(href="/search?q={searchTerms}", rels=("search",), type=ACQUISITION_TYPE)
            self._send_feed(Feed(id="urn:bench", title="Bench", updated=UPDATED, links=(search,)))
        else:
            time.sleep(self.delay)
            self._send_feed(self._search_results(parse_qs(path.query).get("q", [""])[0]))

    def _search_results(self, words: str) -> Feed:
        host = self.headers["Host"]
        size = self.file.stat().st_size
        books = tuple(
            Publication(
                id=f"urn:bench:{host}:{number}",
                title=f"{words} {number} of {host.replace('.', ' ').replace(':', ' ')}",
                authors=(Person(name=f"Ada {number}"),),
                languages=("en",),
                updated=UPDATED,
                acquisitions=(
                    Acquisition(href=f"/file/{number}", relation=OPEN_ACCESS, type="application/epub+zip", length=size),
                ),
            )
            for number in range(self.count)
        )
        return Feed(id="urn:bench:found", title="Found", updated=UPDATED, publications=books)

    def _send_feed(self, feed: Feed) -> None:
        body = write_feed(feed)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", ACQUISITION_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_file(self) -> None:
        size = self.file.stat().st_size
        byte_range = RANGE.fullmatch(self.headers.get("Range", ""))
        start = int(byte_range.group(1)) if byte_range else 0
        self.send_response(HTTPStatus.PARTIAL_CONTENT if byte_range else HTTPStatus.OK)
        self.send_header("Content-Type", "application/epub+zip")
        self.send_header("ETag", '"bench"')
        self.send_header("Content-Length", str(size - start))
        if byte_range:
            self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        self.end_headers()
        with self.file.open("rb") as content:
            while start < size:
                start += os.sendfile(self.connection.fileno(), content.fileno(), start, min(1 << 24, size - start))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Log nothing."""


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
