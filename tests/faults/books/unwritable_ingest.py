"""A library's folder that is read-only and then full: the books wait, say why, and arrive by themselves later."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from faults.books.catalogue_server import Catalogue, HostedBook, send_file, serve_catalogues
from faults.books.queue import count_contents, describe_strangers, find_ids, read_queue, request_download
from faults.disks import SmallDisk, small_disk
from faults.report import Row
from faults.scenario import Bench
from faults.server import FaultedServer
from faults.traffic import measure_until
from support import ebooks
from support.folders import short_folder
from support.until import until

TITLE = "A library's folder that is read-only, and one that is full"
SECONDS = 240.0
DISK_MB = 100
BOOKS = 3
REASON_WITHIN_S = 30.0
LIMIT = 60.0
"""Seconds until the books arrive after the folder is usable again."""


@dataclass(frozen=True, slots=True)
class _Library:
    """A library on a disk of its own, and the server that delivers to it."""

    server: FaultedServer
    disk: SmallDisk
    folder: Path
    ids: dict[str, str]
    books: Sequence[HostedBook]

    def queue(self, books: Sequence[HostedBook]) -> None:
        """Queue some books."""
        for book in books:
            until(partial(self._is_queued, self.ids[book.key]))

    def _is_queued(self, book_id: str) -> bool:
        return request_download(self.server, book_id)[1]

    def list_reasons(self, books: Sequence[HostedBook]) -> list[str]:
        """Return what the entries of some books say."""
        entries = read_queue(self.server) or {}
        return [entries[self.ids[book.key]].message for book in books if self.ids[book.key] in entries]

    def count_delivered(self, books: Sequence[HostedBook]) -> int:
        """Return how many of some books are in the folder."""
        contents = count_contents(self.folder)
        return sum(contents[book.digest] > 0 for book in books)


def run(bench: Bench) -> Iterator[Row]:
    """Yield a row for the reasons that the books show and one for their arrival, for both faults."""
    books = [_make_book(number) for number in range(2 * BOOKS)]
    with _open_library(bench, books) as library:
        library.disk.set_read_only(read_only=True)
        yield _try_to_deliver(library, books[:BOOKS], fault="read-only")
        library.disk.set_read_only(read_only=False)
        yield _wait_for_delivery(library, books[:BOOKS], fault="read-only")
        library.disk.fill()
        yield _try_to_deliver(library, books[BOOKS:], fault="full")
        library.disk.free()
        yield _wait_for_delivery(library, books[BOOKS:], fault="full")


def _make_book(number: int) -> HostedBook:
    title = f"Volume {number}"
    content = ebooks.epub(title, identifier=f"urn:faults:{number}", size=500_000, seed=number)
    return HostedBook(key=str(number), title=title, content=content, respond=send_file)


@contextmanager
def _open_library(bench: Bench, books: Sequence[HostedBook]) -> Iterator[_Library]:
    catalogue = Catalogue(name="Catalogue", host="127.0.0.1", books=books)
    with (
        serve_catalogues([catalogue]) as settings,
        short_folder() as folder,
        small_disk(folder / "disk", megabytes=DISK_MB) as disk,
    ):
        ingest = disk.folder / "ingest"
        ingest.mkdir()
        with bench.server({**settings, "INGEST_DIR": str(ingest), "DEFAULT_SLEEP": "0.5"}) as server:
            yield _Library(server, disk, ingest, find_ids(server, books), books)


def _try_to_deliver(library: _Library, books: Sequence[HostedBook], *, fault: str) -> Row:
    """Queue books that cannot be delivered; the row counts those that say why and are not given up."""
    library.queue(books)

    def count_reasons() -> int:
        return sum(bool(reason) for reason in library.list_reasons(books))

    seconds = measure_until(lambda: count_reasons() == len(books), limit=REASON_WITHIN_S)
    entries = read_queue(library.server) or {}
    abandoned = sum(entries[library.ids[book.key]].has_ended for book in books if library.ids[book.key] in entries)
    return Row(
        name=f"books for a {fault} folder wait and say why",
        tried=len(books),
        survived=count_reasons() - abandoned,
        seconds=seconds,
        limit=REASON_WITHIN_S,
        problems=(f"{abandoned} were given up: {library.list_reasons(books)}",) if abandoned else (),
    )


def _wait_for_delivery(library: _Library, books: Sequence[HostedBook], *, fault: str) -> Row:
    """Wait until the books arrive by themselves."""
    seconds = measure_until(lambda: library.count_delivered(books) == len(books), limit=LIMIT)
    contents, delivered = count_contents(library.folder), library.count_delivered(books)
    return Row(
        name=f"the {fault} folder is usable again: books that arrive by themselves",
        tried=len(books),
        survived=delivered,
        lost=len(books) - delivered,
        doubled=sum(max(0, contents[book.digest] - 1) for book in books),
        seconds=seconds,
        limit=LIMIT,
        problems=describe_strangers(library.folder, library.books),
    )
