"""Books for tests of the queue, and functions that change and read the queue."""

import json
from typing import Any

from alcove.apps.books.model.book import FICTION, Book
from alcove.apps.books.queue import service as queueing
from alcove.foundation.database import Connection, Pool


def book(book_id: str = "pg-84.epub", **changes: Any) -> Book:
    """Return a book with all fields that a status shows."""
    defaults: dict[str, Any] = {
        "source": "gutenberg", "title": "Frankenstein", "authors": ("Mary Shelley",), "format": "epub",
        "size": 473 * 1024, "content": FICTION, "cover_url": "https://example.org/84.jpg",
    }  # fmt: skip
    return Book(id=book_id, **(defaults | changes))


async def enqueue(connection: Connection, *ids: str, priority: int = 0, **changes: Any) -> None:
    """Queue books."""
    for book_id in ids:
        await queueing.enqueue_download(connection, book=book(book_id, **changes), priority=priority, owner="reader")


async def set_state(connection: Connection, book_id: str, state: str, **columns: object) -> None:
    """Set the state of a queued book, as its worker would."""
    await connection.execute("UPDATE books_download SET state = $2 WHERE id = $1", book_id, state)
    for name, value in columns.items():
        await connection.execute(f"UPDATE books_download SET {name} = $2 WHERE id = $1", book_id, value)  # noqa: S608 - the test's own names


async def read_snapshot(source: Pool | Connection, **options: Any) -> dict[str, dict[str, Any]]:
    """Return the whole queue."""
    found: dict[str, dict[str, Any]] = json.loads(await queueing.read_snapshot(source, **options))
    return found


async def read_order(source: Pool | Connection) -> list[str]:
    """Return the ids of the queued books in order."""
    return [entry["id"] for entry in json.loads(await queueing.read_order(source))["queue"]]


async def read_row(source: Pool | Connection, book_id: str) -> dict[str, Any]:
    """Return a book's row."""
    return dict(await source.fetchrow("SELECT * FROM books_download WHERE id = $1", book_id) or {})
