"""The download queue over HTTP, and the files that arrive in the library's folder."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from faults.books.catalogue_server import HostedBook
from faults.server import FaultedServer
from support.folders import list_files
from support.until import until

ENDED = ("complete", "error", "cancelled", "available", "done")
SEARCH_WITHIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One book of the queue."""

    state: str
    progress: float
    message: str

    @property
    def has_ended(self) -> bool:
        """Return whether nothing more happens to it."""
        return self.state in ENDED


def find_ids(server: FaultedServer, books: Sequence[HostedBook]) -> dict[str, str]:
    """Search for all books and return their ids by key."""
    titles = {book.title: book.key for book in books}

    def search() -> dict[str, str]:
        results = server.ask_json("/api/search?query=volume") or []
        found = {titles[row["title"]]: row["id"] for row in results if row["title"] in titles}
        return found if len(found) == len(books) else {}

    return until(search, within=SEARCH_WITHIN_S, describe=lambda: server.ask_json("/api/search?query=volume"))


def request_download(server: FaultedServer, book_id: str) -> tuple[httpx2.Response | None, bool]:
    """Queue a book; return the response, and whether it was acknowledged."""
    return server.ask_for_work("GET", "/api/download", params={"id": book_id})


def read_queue(server: FaultedServer) -> dict[str, Entry] | None:
    """Return the queue by book id, None when the server does not answer."""
    status: dict[str, dict[str, Any]] | None = server.ask_json("/api/status")
    if status is None:
        return None
    return {
        book_id: Entry(state, float(entry["progress"] or 0), entry["status_message"] or "")
        for state, entries in status.items()
        for book_id, entry in entries.items()
    }


def count_contents(folder: Path) -> Counter[str]:
    """Return how often each content is in a folder, by its SHA-256."""
    return Counter(hashlib.sha256(path.read_bytes()).hexdigest() for path in list_files(folder))


def describe_strangers(folder: Path, books: Sequence[HostedBook]) -> tuple[str, ...]:
    """Return a text for each file that is none of the books: a part of one, or something else."""
    digests = {book.digest for book in books}
    return tuple(
        f"{path.name} is no whole book ({path.stat().st_size:,} bytes)"
        for path in list_files(folder)
        if hashlib.sha256(path.read_bytes()).hexdigest() not in digests
    )
