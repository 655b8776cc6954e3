"""The pages of the books app in a real browser; the test changes the queue as a worker would."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from alcove.apps.books.model.book import Book
from alcove.foundation.database import PgListener, Pool, transaction
from arch.tree import ROOT
from fixtures.books.app_with_sources import BooksTestApp, book, make_books_app
from support.browser import Browser
from support.servers import serve_async

PAGES = Path(__file__).parents[3] / "fixtures" / "books" / "pages"
CLIENT = ROOT / "web" / "node_modules" / "socket.io-client" / "dist" / "socket.io.js"
NASTY = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"
T = TypeVar("T")

BOOKS = [
    book("sh-1.epub", publisher="Lackington", year=1818, size=484_352, subjects=("Gothic fiction",)),
    book("sh-2.epub", title=f"Frankenstein {NASTY}", authors=(f"Mary {NASTY}",), info={NASTY: (NASTY,)}),
    book("sh-3.pdf", title="Frankenstein in print", format="pdf"),
]


class PageHarness:
    """A served page, with methods that change the queue behind it."""

    def __init__(self, books_app: BooksTestApp, *, base: str, window: Browser) -> None:
        self.books_app = books_app
        self.base = base
        self.window = window
        self._loop = asyncio.get_running_loop()

    def run_on_server(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the server's event loop, from the thread that controls the page."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def set_state(self, book_id: str, state: str, **columns: object) -> None:
        """Set the state of a queued book and notify, as its worker would."""
        self.run_on_server(self._set_state(book_id, state, columns))

    def set_progress(self, book_id: str, *, progress: float) -> None:
        """Set the progress of a transfer and notify, as its worker would."""
        self.run_on_server(
            self._set_state(book_id, "downloading", {"progress": progress}, payload=f"progress {book_id} {progress}")
        )

    async def _set_state(self, book_id: str, state: str, columns: dict[str, object], *, payload: str = "") -> None:
        async with transaction(self.books_app.deps.pool) as connection:
            await connection.execute("UPDATE books_download SET state = $2 WHERE id = $1", book_id, state)
            for name, value in columns.items():
                await connection.execute(f"UPDATE books_download SET {name} = $2 WHERE id = $1", book_id, value)  # noqa: S608 - the test's own names
            await connection.execute("SELECT pg_notify('books_queue', $1)", payload)


@pytest.fixture
def books_app(pool: Pool, pg_listener: PgListener, tmp_path: Path) -> BooksTestApp:
    """Return a books app with both pages, not served yet."""
    if not CLIENT.is_file():
        pytest.skip("the page's packages are not installed")
    modern = shutil.copytree(PAGES / "modern", tmp_path / "modern")
    shutil.copyfile(CLIENT, modern / "assets" / "socket.io.js")
    environ = {"UI1_DIR": str(PAGES / "classic"), "UI2_DIST": str(modern)}
    books_app = make_books_app(pool=pool, pg_listener=pg_listener, data_dir=tmp_path, environ=environ)
    books_app.sources[0].books = [
        Book(**{name: getattr(template, name) for name in template.__slots__}) for template in BOOKS
    ]
    books_app.preferences.environ |= environ
    return books_app


@pytest.fixture
async def harness(books_app: BooksTestApp, window: Browser) -> AsyncIterator[PageHarness]:
    """Provide the served pages, and close them after the test."""
    async with serve_async(books_app.own_port_app()) as base:
        yield PageHarness(books_app, base=base, window=window)
        books_app.deps.stopping.set()
        await asyncio.to_thread(window.open, "about:blank")
