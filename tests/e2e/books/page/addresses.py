"""The addresses of the pages of books with their headings."""

import msgspec

from support.processes import AlcoveProcess
from support.until import until

REDIRECTS: dict[str, str] = {}


def find_book(server: AlcoveProcess) -> str:
    """Return the path of a book, once the catalogue can be searched."""

    def list_ids() -> list[str]:
        status, body = server.get("/api/search?query=Volume+9")
        return [book["id"] for book in msgspec.json.decode(body)] if status == 200 else []

    return f"/books/item/{until(list_ids, describe=lambda: server.output)[0]}"


def list_headings(server: AlcoveProcess) -> dict[str, str]:
    """Return the heading of each page by its path; that of a book is its title."""
    return {
        "/books": "Books",
        find_book(server): "",
        "/books/queue": "Download queue",
        "/books/saved": "Saved searches",
        "/books/sources": "Sources",
        "/settings/ingest": "Ingest folder",
        "/settings/sources": "Sources of books",
    }
