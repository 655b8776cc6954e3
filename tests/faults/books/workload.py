"""Downloads from slow catalogues, one after another, while the server is broken."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx2

from faults.books.catalogue_server import Catalogue, HostedBook, send_file, serve_catalogues
from faults.books.queue import count_contents, describe_strangers, find_ids, read_queue, request_download
from faults.report import Row
from faults.server import FaultedServer
from support import ebooks
from support.folders import short_folder
from support.until import until

HOSTS = ("127.0.0.1", "127.0.0.2")
"""A worker downloads at most two books from a host at the same time."""
BOOKS_PER_HOST = 50
BOOK_BYTES = 900_000
SPEED = 250_000.0
WAITING = 5
"""Books that wait or run at the same time."""
FINISH_WITHIN_S = 120.0


@contextmanager
def open_workload(*, seed: int) -> Iterator["BooksWorkload"]:
    """Serve two catalogues and yield the work on them."""
    books_by_host = {
        host: [_make_book(f"{seed}-{place}-{number}") for number in range(BOOKS_PER_HOST)]
        for place, host in enumerate(HOSTS, start=1)
    }
    catalogues = [Catalogue(name=f"Catalogue {host}", host=host, books=books) for host, books in books_by_host.items()]
    with serve_catalogues(catalogues) as settings, short_folder() as ingest:
        # In turns, so that both hosts are always busy.
        in_turns = [book for books in zip(*books_by_host.values(), strict=True) for book in books]
        yield BooksWorkload(in_turns, settings, ingest=ingest)


def _make_book(key: str) -> HostedBook:
    title = f"Volume {key.replace('-', ' ')}"
    content = ebooks.epub(title, identifier=f"urn:faults:{key}", size=BOOK_BYTES)
    return HostedBook(key=key, title=title, content=content, respond=partial(send_file, speed=SPEED))


class BooksWorkload:
    """The acknowledged downloads, and what became of them."""

    name = "books"

    def __init__(self, books: list[HostedBook], settings: Mapping[str, str], *, ingest: Path) -> None:
        self.settings: Mapping[str, str] = {**settings, "INGEST_DIR": str(ingest), "MAX_CONCURRENT_DOWNLOADS": "4"}
        self._books = books
        self._ingest = ingest
        self._ids: dict[str, str] = {}
        self._queued: list[HostedBook] = []
        self._remaining = list(books)

    def prepare(self, server: FaultedServer) -> None:
        """Find all books."""
        self._ids = find_ids(server, self._books)

    def work(self, server: FaultedServer) -> list[httpx2.Response | None]:
        """Queue another book unless enough of them wait; a book that was not acknowledged is not queued again."""
        entries = read_queue(server) or {}
        if not self._remaining or sum(not entry.has_ended for entry in entries.values()) >= WAITING:
            return []
        book = self._remaining.pop(0)
        response, is_acknowledged = request_download(server, self._ids[book.key])
        if is_acknowledged:
            self._queued.append(book)
        return [response]

    def progress(self, server: FaultedServer) -> float | None:
        """Return the progress of all books together."""
        entries = read_queue(server)
        if entries is None:
            return None
        if not self._remaining and all(entry.has_ended for entry in entries.values()):
            return math.inf
        return sum(100.0 if entry.has_ended else entry.progress for entry in entries.values())

    def finish(self, server: FaultedServer) -> None:
        """Wait until every book has ended."""

        def have_all_ended() -> bool:
            entries = read_queue(server)
            return entries is not None and all(entry.has_ended for entry in entries.values())

        until(have_all_ended, within=FINISH_WITHIN_S, describe=lambda: read_queue(server))

    def rows(self, server: FaultedServer) -> list[Row]:
        """Return how many of the acknowledged books are in the library's folder, and how many twice."""
        contents = count_contents(self._ingest)
        arrived = [book for book in self._queued if contents[book.digest]]
        entries = read_queue(server) or {}
        errors = {entry.message for entry in entries.values() if entry.state != "complete"}
        return [
            Row(
                name="books: downloads that were acknowledged",
                tried=len(self._queued),
                survived=len(arrived),
                lost=len(self._queued) - len(arrived),
                doubled=sum(count - 1 for count in contents.values()),
                problems=(*describe_strangers(self._ingest, self._books), *sorted(errors)),
            )
        ]
