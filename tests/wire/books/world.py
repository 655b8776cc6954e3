"""Sources, a queue with every state, a delivered file, and the pinned parts of a response."""

from pathlib import Path
from typing import Any

import httpx2
import msgspec

from alcove.apps.books.model.book import FICTION, BookMetadata
from alcove.apps.books.queue import service as queueing
from alcove.foundation.database import Connection, transaction
from fixtures.books.app_with_sources import BooksTestApp, FakeProvider, FakeSource, book
from support.response_headers import pinned_headers

PREFIXES = ("/api", "/request/api")
VOLATILE = {"x-request-id", "date", "server", "content-length", "transfer-encoding", "last-modified", "etag"}
HOSTILE = '<img src=x onerror="alert(1)"> & Co'

Case = tuple[str, str, dict[str, Any]]

BOOKS = [
    book(
        "sh-1.epub", publisher="Lackington", year=1818, size=484_352, content=FICTION, description="A <b>monster</b>.",
        isbns=("9780141439471",), subjects=("Gothic fiction",), info={"Rights": ("Public domain",)},
        cover_url="https://pictures.example/1.jpg", source_url="https://shop.example/1",
    ),
    book(
        "sh-2.pdf", title=HOSTILE, authors=("A. N. Other", "Some One"), format="pdf",
        source_url="javascript:alert(1)",
    ),
    book("sh-3.epub", title="Bare", authors=(), language="", cover_url=""),
    book("sh-12.epub", title="Waiting"),
    book("sh-23.epub", title="Delivered"),
    book("sh-4.epub", title="Auf Deutsch", language="de", format="mobi", series="Reihe"),
]  # fmt: skip

PROVIDER_BOOKS = [
    BookMetadata(
        provider="biblio", provider_id="OL1W", title="Frankenstein", authors=("Mary Shelley",), isbn_13="9780141439471",
        cover_url="https://pictures.example/k1.jpg", description="A monster.", publish_year=1818, language="en",
        genres=("Gothic",), source_url="https://biblio.example/OL1W", display_fields=(("Editions", "3", "editions"),),
        titles_by_language={"de": "Frankenstein"},
    ),
    BookMetadata(provider="biblio", provider_id="OL2W", title=HOSTILE, source_url="ftp://biblio.example"),
    BookMetadata(provider="biblio", provider_id="OL3W", title="Nobody has this"),
]  # fmt: skip

_STATES: dict[str, tuple[str, dict[str, Any]]] = {
    "sh-21.epub": ("resolving", {}),
    "sh-22.epub": ("downloading", {"progress": 41.7, "message": "Downloading"}),
    "sh-24.epub": ("error", {"message": f"Gone: {HOSTILE}"}),
    "sh-25.epub": ("cancelled", {}),
}


def add_sources(books_app: BooksTestApp) -> None:
    """Add books to the source and to the metadata provider."""
    books_app.sources[:] = [FakeSource(books=list(BOOKS), hosts=("pictures.example",))]
    books_app.providers[:] = [FakeProvider(books=list(PROVIDER_BOOKS))]
    books_app.preferences.environ["METADATA_PROVIDER"] = "biblio"


async def fill_queue(books_app: BooksTestApp, folder: Path) -> None:
    """Queue a book in every state, one of them delivered."""
    file = folder / "Frankenstein - Ünïcode.epub"
    file.write_bytes(b"PK\x03\x04 not a long book")
    async with transaction(books_app.deps.pool) as connection:
        await _enqueue(connection, "sh-11.epub", priority=0, title="First")
        await _enqueue(
            connection, "sh-12.epub", priority=-3, title=HOSTILE, cover_url="https://pictures.example/12.jpg"
        )
        for book_id, (state, columns) in _STATES.items():
            await _enqueue(connection, book_id, title=f"In state {state}")
            await _set_state(connection, book_id, state=state, **columns)
        await _enqueue(connection, "sh-23.epub", title="Delivered")
        done = {"file_path": str(file), "file_name": file.name, "progress": 100.0}
        await _set_state(connection, "sh-23.epub", state="complete", **done)
        await _enqueue(connection, "sh-26.epub", title="Taken away")
        missing_file = {"file_path": str(folder / "gone.epub"), "file_name": "gone.epub", "progress": 100.0}
        await _set_state(connection, "sh-26.epub", state="complete", **missing_file)
        await connection.execute(
            "UPDATE books_download SET added_at = to_timestamp(1763690000.25 + substring(id FROM 4 FOR 2)::int)"
        )


async def _enqueue(connection: Connection, book_id: str, *, priority: int = 0, **changes: Any) -> None:
    entry = book(book_id, size=484_352, **changes)
    await queueing.enqueue_download(connection, book=entry, priority=priority, display_name="The Shop")


async def _set_state(connection: Connection, book_id: str, **columns: Any) -> None:
    for name, value in columns.items():
        await connection.execute(f"UPDATE books_download SET {name} = $2 WHERE id = $1", book_id, value)  # noqa: S608 - the test's own names


async def pinned_response(client: httpx2.AsyncClient, case: Case, *, prefix: str = "/api", slash: bool = False) -> Any:
    """Return the pinned parts of a response: status, headers and body, without volatile values."""
    method, path, call = case
    path = path.replace("/api", prefix, 1)
    response = await client.request(method, f"{path}/" if slash else path, **call)
    headers = pinned_headers(response.headers, volatile=VOLATILE)
    is_json = headers.get("content-type") == "application/json" and method != "HEAD"
    body: Any = msgspec.json.decode(response.content) if is_json else response.text
    return {"status": response.status_code, "headers": headers, "body": body}
