"""Catalogues that cut, stall, lie, redirect and refuse: every book arrives or ends with a reason, and nothing hangs."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from faults.books.catalogue_server import Catalogue, HostedBook, serve_catalogues
from faults.books.hostile_responses import FEEDS, HOUR_S, PERMANENT, TRANSIENT, BookResponse, send_status
from faults.books.queue import Entry, count_contents, describe_strangers, find_ids, read_queue, request_download
from faults.report import Row
from faults.scenario import Bench
from faults.server import FaultedServer
from faults.traffic import measure_until
from support import ebooks
from support.folders import short_folder
from support.until import until

TITLE = "Hostile catalogues"
SECONDS = 280.0
SETTINGS = {"DOWNLOAD_TIMEOUT": "20", "MAX_FILE_SIZE_MB": "4", "MAX_CONCURRENT_DOWNLOADS": "10", "DEFAULT_SLEEP": "0.2"}
LIMIT = 120.0
"""Seconds until every book has ended. Each may use up the time of a download, ten at a time."""
SEARCH_LIMIT = 30.0
BOOK_BYTES = 200_000
MAX_EXAMPLES = 4


@dataclass(frozen=True, slots=True)
class _Result:
    """How a book ended, and how often it is in the library's folder."""

    book: HostedBook
    entry: Entry
    copies: int

    def __str__(self) -> str:
        return f"{self.book.key}: {self.entry.state}, {self.entry.message or 'no reason'}, {self.copies} delivered"


def run(bench: Bench) -> Iterator[Row]:
    """Yield a row for a search of broken catalogues, and one for each kind of book."""
    refused = partial(send_status, status=429, Retry_After=str(HOUR_S))
    transient, permanent = _make_books(TRANSIENT), _make_books(PERMANENT, first=101)
    waiting = _make_books({"429 for an hour": refused, "429 for an hour, too": refused}, first=201)
    books = [*transient, *permanent, *waiting]
    catalogues = _make_catalogues([*([book] for book in (*transient, *permanent)), waiting])
    with (
        serve_catalogues([*catalogues, *_make_broken_catalogues()]) as settings,
        short_folder() as ingest,
        bench.server({**settings, **SETTINGS, "INGEST_DIR": str(ingest)}) as server,
    ):
        ids = find_ids(server, books)
        yield _search(server)
        for book in books:
            until(partial(_is_queued, server, ids[book.key]))
        ending = [ids[book.key] for book in (*transient, *permanent)]
        seconds = measure_until(lambda: _have_all_ended(server, ending), limit=LIMIT)
        contents, entries = count_contents(ingest), read_queue(server) or {}
        results = {book.key: _Result(book, entries[ids[book.key]], contents[book.digest]) for book in books}
        strangers = describe_strangers(ingest, books)
    yield _build_row(
        "books that are sent wrongly for a while arrive",
        [results[book.key] for book in transient],
        is_right=lambda result: result.entry.state == "complete" and result.copies == 1,
        seconds=seconds,
    )
    yield _build_row(
        "books that are never sent right end with a reason",
        [results[book.key] for book in permanent],
        is_right=lambda result: result.entry.state == "error" and bool(result.entry.message),
        seconds=seconds,
        strangers=strangers,
    )
    yield _build_row(
        "books that have to wait for an hour say so",
        [results[book.key] for book in waiting],
        is_right=lambda result: bool(result.entry.message),
    )


def _make_books(responses: Mapping[str, BookResponse], *, first: int = 1) -> list[HostedBook]:
    return [
        HostedBook(key=name, title=f"Volume {number}", content=_make_content(number), respond=respond)
        for number, (name, respond) in enumerate(responses.items(), start=first)
    ]


def _make_content(number: int) -> bytes:
    return ebooks.epub(f"Volume {number}", identifier=f"urn:faults:{number}", size=BOOK_BYTES, seed=number)


def _make_catalogues(shelves: Sequence[Sequence[HostedBook]]) -> list[Catalogue]:
    """Return a catalogue with an address of its own for each shelf, so that no other one suffers from it."""
    return [
        Catalogue(name=f"Shelf {number}", host=f"127.0.1.{number}", books=shelf)
        for number, shelf in enumerate(shelves, start=1)
    ]


def _make_broken_catalogues() -> list[Catalogue]:
    return [
        Catalogue(name=f"Broken {name}", host=f"127.0.2.{number}", respond_to_search=respond)
        for number, (name, respond) in enumerate(FEEDS.items(), start=1)
    ]


def _search(server: FaultedServer) -> Row:
    """Search once more; every broken catalogue is to be named with a reason."""
    began = time.monotonic()
    response = server.ask("GET", "/api/search", params={"query": "volume again"})
    seconds = time.monotonic() - began
    named = "" if response is None else response.headers.get("X-Search-Errors", "")
    missing = [name for name in FEEDS if f"broken_{name.lower()}" not in named]
    return Row(
        name="a search names the catalogues that cannot be read",
        tried=len(FEEDS),
        survived=len(FEEDS) - len(missing),
        seconds=seconds,
        limit=SEARCH_LIMIT,
        problems=(f"not named: {', '.join(missing)}",) if missing else (),
    )


def _is_queued(server: FaultedServer, book_id: str) -> bool:
    return request_download(server, book_id)[1]


def _have_all_ended(server: FaultedServer, ids: Sequence[str]) -> bool:
    entries = read_queue(server) or {}
    return all(book_id in entries and entries[book_id].has_ended for book_id in ids)


def _build_row(
    name: str,
    results: Sequence[_Result],
    *,
    is_right: Callable[[_Result], bool],
    seconds: float | None = None,
    strangers: Sequence[str] = (),
) -> Row:
    wrong = [str(result) for result in results if not is_right(result)]
    return Row(
        name=name,
        tried=len(results),
        survived=len(results) - len(wrong),
        doubled=sum(max(0, result.copies - 1) for result in results),
        seconds=seconds,
        problems=(*wrong[:MAX_EXAMPLES], *strangers),
    )
