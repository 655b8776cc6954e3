"""The endpoints of the page: partial results, details, the queue, sources and the ingest folder."""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest

from fixtures.books.app_with_sources import BooksTestApp, FakeSource, book
from support import golden
from support.event_streams import event_stream
from support.http_client import http_client
from support.servers import serve_async
from support.until import until_async
from wire.books.world import BOOKS, Case, add_sources, fill_queue, pinned_response

HERE = Path(__file__).parent / "page_golden"
VOLATILE_TEXTS = {
    "retry_at",
    "succeeded_at",
    "failed_at",
    "checked_at",
    "free_bytes",
    "folder",
    "added_at",
    "changed_at",
}
CASES: dict[str, Case] = {
    "search": ("GET", "/api/books/search", {"params": {"query": "frankenstein", "lang": "all"}}),
    "search-nothing-given": ("GET", "/api/books/search", {"params": {"format": "epub"}}),
    "search-page": ("GET", "/api/books/search", {"params": {"title": "", "query": "shelley", "size": 1, "page": 2}}),
    "item": ("GET", "/api/books/items/sh-1.epub", {}),
    "item-hostile": ("GET", "/api/books/items/sh-2.pdf", {}),
    "item-unknown": ("GET", "/api/books/items/sh-99.epub", {}),
    "editions": ("GET", "/api/books/items/sh-1.epub/editions", {}),
    "queue": ("GET", "/api/books/queue", {}),
    "queue-move": ("POST", "/api/books/queue/sh-11.epub/move", {"json": {"before": "sh-12.epub"}}),
    "queue-move-running": ("POST", "/api/books/queue/sh-22.epub/move", {"json": {"before": None}}),
    "queue-add": ("POST", "/api/books/queue", {"json": {"id": "sh-1.epub"}}),
    "queue-add-unknown": ("POST", "/api/books/queue", {"json": {"id": "sh-99.epub"}}),
    "queue-retry": ("POST", "/api/books/queue/sh-24.epub/retry", {}),
    "queue-retry-delivered": ("POST", "/api/books/queue/sh-23.epub/retry", {}),
    "queue-remove": ("DELETE", "/api/books/queue/sh-24.epub", {}),
    "queue-clear": ("POST", "/api/books/queue/clear", {}),
    "sources": ("GET", "/api/books/sources", {}),
    "sources-test": ("POST", "/api/books/sources/shop/test", {}),
    "sources-test-unknown": ("POST", "/api/books/sources/nobody/test", {}),
    "ingest": ("GET", "/api/books/ingest", {}),
    "ingest-test": ("POST", "/api/books/ingest/test", {}),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _prepare(books_app: BooksTestApp) -> None:
    add_sources(books_app)
    books_app.sources[0].books.append(book("sh-5.pdf", format="pdf", language="fr", year=1821))


async def test_responses_equal_the_golden_files(
    client: httpx2.AsyncClient, books_app: BooksTestApp, tmp_path: Path
) -> None:
    """Every endpoint of the page answers as its golden file says."""
    for name, case in CASES.items():
        await books_app.deps.pool.execute("DELETE FROM books_download")
        await fill_queue(books_app, tmp_path)
        found = await pinned_response(client, case)
        if found["headers"]["content-type"] == "application/x-ndjson":
            # How many lines there are before the last one is a matter of time.
            found["body"] = msgspec.json.decode(found["body"].splitlines()[-1])
        golden.check(HERE / f"{name}.json", _without_times(found))
    if os.environ.get("UPDATE_GOLDEN") != "1":
        assert {file.stem for file in HERE.iterdir()} == set(CASES)


def _without_times(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_times(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: "..." if name in VOLATILE_TEXTS and item is not None else _without_times(item)
        for name, item in value.items()
    }


async def test_results_arrive_source_by_source(books_app: BooksTestApp) -> None:
    """The books of a fast source are there while a slow one is searched, and a failed one is named with its reason."""
    slow = FakeSource(name="slow", display_name="Slow", prefix="sl")
    slow.wait = asyncio.Event()
    slow.books = [book("sl-1.epub", source="slow", title="Frankenstein's Garden")]
    failing = FakeSource(name="lost", display_name="Lost", prefix="lo", outage="timed out")
    books_app.sources[:] = [books_app.sources[0], slow, failing]
    lines = []
    async with serve_async(books_app.app()) as url, http_client(url) as client:
        async with client.stream("GET", "/api/books/search", params={"query": "frankenstein"}) as response:
            async for line in response.aiter_lines():
                lines.append(msgspec.json.decode(line))
                if [source["state"] for source in lines[-1]["sources"]] == ["complete", "searching", "failed"]:
                    slow.wait.set()
        stored = (await client.get("/api/books/sources")).json()["sources"]
    by_phase = [[source["state"] for source in line["sources"]] for line in lines]
    assert ["complete", "searching", "failed"] in by_phase
    assert by_phase[-1] == ["complete", "complete", "failed"]
    assert [line["is_complete"] for line in lines] == [False] * (len(lines) - 1) + [True]
    assert [found["id"] for found in lines[-2]["books"]] == ["sh-1.epub"]
    assert [found["id"] for found in lines[-1]["books"]] == ["sh-1.epub", "sl-1.epub"]
    lost = lines[-1]["sources"][2]
    assert lost["reason"] == "timed out"
    assert lost["retry_at"]
    assert [source["state"] for source in stored] == ["ok", "ok", "failed"]
    assert stored[2]["reason"] == "timed out"
    assert stored[0]["succeeded_at"]


async def test_an_abandoned_search_ends_its_requests(books_app: BooksTestApp) -> None:
    """When the page goes away, the sources that were still searched are not waited for."""
    slow = FakeSource(wait=asyncio.Event())
    books_app.sources[:] = [slow]
    async with serve_async(books_app.app()) as url, http_client(url) as client:
        async with client.stream("GET", "/api/books/search", params={"query": "frankenstein"}) as response:
            await anext(response.aiter_lines())
        await until_async(lambda: slow.cancelled, within=20)


async def test_books_of_the_calibre_library_are_marked(
    client: httpx2.AsyncClient, books_app: BooksTestApp, tmp_path: Path
) -> None:
    """A book is in the library by its ISBN or by title and author, however these are written; changes are noticed."""
    books_app.sources[0].books[:] = [BOOKS[0], book("sh-6.epub", title="The Last Man")]
    library = tmp_path / "library"
    write_library(library, {1: ("Frankenstein; or, the modern PROMETHEUS", "Shelley Mary", "")})
    books_app.preferences.environ |= {"CALIBRE_LIBRARY": str(library), "CALIBRE_WEB_URL": "http://calibre.example/"}

    async def find_marked(query: str) -> dict[str, Any]:
        response = await client.get("/api/books/search", params={"query": query})
        last = msgspec.json.decode(response.text.splitlines()[-1])
        assert last["library_problem"] is None
        return {found["id"]: found["library"] for found in last["books"]}

    assert await find_marked("frankenstein") == {"sh-1.epub": {"id": 1, "url": "http://calibre.example/book/1"}}
    assert await find_marked("last man") == {"sh-6.epub": None}
    with closing(sqlite3.connect(library / "metadata.db", isolation_level="EXCLUSIVE")) as writer:
        # Calibre holds an exclusive lock while it writes.
        writer.execute("BEGIN EXCLUSIVE")
        books_app.preferences.environ["CALIBRE_LIBRARY"] = str(library / "metadata.db")
        assert await find_marked("frankenstein") == {"sh-1.epub": {"id": 1, "url": "http://calibre.example/book/1"}}
        writer.execute("DELETE FROM books")
        writer.execute("INSERT INTO books VALUES (7, 'Something else')")
        writer.execute("INSERT INTO authors VALUES (7, 'Nobody')")
        writer.execute("INSERT INTO books_authors_link VALUES (7, 7, 7)")
        writer.execute("INSERT INTO identifiers VALUES (1, 7, 'isbn', '978-0-14-143947-1')")
        writer.commit()
    books_app.preferences.environ["CALIBRE_LIBRARY"] = str(library)
    assert await find_marked("frankenstein") == {"sh-1.epub": {"id": 7, "url": "http://calibre.example/book/7"}}


async def test_an_unreadable_library_is_reported(
    client: httpx2.AsyncClient, books_app: BooksTestApp, tmp_path: Path
) -> None:
    """A library that cannot be read does not stop the search, and the results say why nothing is marked."""
    books_app.preferences.environ["CALIBRE_LIBRARY"] = str(tmp_path / "nothing")
    response = await client.get("/api/books/search", params={"query": "frankenstein"})
    last = msgspec.json.decode(response.text.splitlines()[-1])
    assert last["books"]
    assert last["library_problem"] == "The Calibre library cannot be read: there is no such file."


async def test_queued_books_move_and_are_tried_again(client: httpx2.AsyncClient, books_app: BooksTestApp) -> None:
    """A queued book can get any place, a waiting one is released, and a cancelled one is queued again."""
    pool = books_app.deps.pool
    for number in range(2, 6):
        books_app.sources[0].books.append(book(f"sh-7{number}.epub", title=f"Title {number}"))
        assert (await client.post("/api/books/queue", json={"id": f"sh-7{number}.epub"})).status_code == 200

    async def move(name: str, before: str | None) -> list[str]:
        body = {"before": before and f"sh-7{before}.epub"}
        moved = await client.post(f"/api/books/queue/sh-7{name}.epub/move", json=body)
        listed = (await client.get("/api/books/queue")).json()["downloads"]
        assert moved.json()["order"] == [entry["id"] for entry in listed]
        return [entry["id"][4] for entry in listed]

    assert await move("4", "2") == ["4", "2", "3", "5"]
    assert await move("4", "5") == ["2", "3", "4", "5"]
    assert await move("3", None) == ["2", "4", "5", "3"]
    assert await move("5", "9") == ["5", "2", "4", "3"]
    assert await move("5", "2") == ["5", "2", "4", "3"]
    await pool.execute(
        "UPDATE books_download SET delivery_problem = 'read-only', message = 'read-only',"
        " retry_at = now() + interval '1 hour' WHERE id = 'sh-72.epub'"
    )
    waiting = (await client.get("/api/books/queue")).json()["downloads"][1]
    assert waiting["waits_for_folder"]
    assert waiting["message"] == "read-only"
    assert waiting["retry_at"]
    released = (await client.post("/api/books/queue/sh-72.epub/retry")).json()
    assert released == {"id": "sh-72.epub", "state": {"state": "queued", "progress": 0.0, "message": None}}
    await client.delete("/api/books/queue/sh-74.epub")
    queue = (await client.get("/api/books/queue")).json()
    assert (queue["queued"], queue["finished"]) == (3, 1)
    again = (await client.post("/api/books/queue/sh-74.epub/retry")).json()
    assert again["state"]["state"] == "queued"
    assert await pool.fetchval("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'books.fetch'") == 6


async def test_changes_of_the_queue_are_live(client: httpx2.AsyncClient) -> None:
    """An open page gets the numbers of the queue at once, and again after each change."""
    async with event_stream(client, "/api/books/events") as events:
        await events.until("queue", queued=0, running=0, finished=0)
        await client.post("/api/books/queue", json={"id": "sh-1.epub"})
        await events.until("queue", queued=1, running=0, finished=0)


def write_library(folder: Path, books: dict[int, tuple[str, str, str]]) -> None:
    """Write a library's database with the tables that Calibre has: number, title, author and ISBN of each book."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / "metadata.db")) as database:
        database.executescript(
            "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL);"
            "CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
            "CREATE TABLE books_authors_link (id INTEGER PRIMARY KEY, book INTEGER, author INTEGER);"
            "CREATE TABLE identifiers (id INTEGER PRIMARY KEY, book INTEGER, type TEXT, val TEXT);"
        )
        for number, (title, author, isbn) in books.items():
            database.execute("INSERT INTO books VALUES (?, ?)", (number, title))
            database.execute("INSERT INTO authors VALUES (?, ?)", (number, author))
            database.execute("INSERT INTO books_authors_link VALUES (?, ?, ?)", (number, number, number))
            if isbn:
                database.execute("INSERT INTO identifiers VALUES (?, ?, 'isbn', ?)", (number, number, isbn))
        database.commit()
