"""The newer page in a real browser: live, polling, and with the metadata search."""

import asyncio
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from e2e.books.pages.conftest import PageHarness
from fixtures.books.app_with_sources import BooksTestApp, FakeProvider
from support.browser import Browser
from support.servers import serve_async
from wire.books.world import PROVIDER_BOOKS


async def test_the_newer_page_works_live(harness: PageHarness, tmp_path: Path) -> None:
    """Search, details, queue and stop update live; the toasts are added, started and completed, in this order."""
    file = tmp_path / "Frankenstein.epub"
    file.write_bytes(b"PK\x03\x04 a book")
    await asyncio.to_thread(_use_page, harness, file)


def _open(harness: PageHarness, status: str) -> None:
    window = harness.window
    window.open(harness.base)
    window.wait_for(status, css="#connection")
    window.wait_for("theme", css="#theme")


def _search(harness: PageHarness, card: str) -> None:
    harness.window.type("#words", "frankenstein")
    harness.window.click_text("Search")
    harness.window.wait_for(card)


def _use_page(harness: PageHarness, file: Path) -> None:
    window = harness.window
    _open(harness, "live")
    window.take_problems()
    _search(harness, "Mary Shelley")
    window.click_text("Details sh-1.epub")
    window.wait_for("About Frankenstein (Lackington)", css="dialog")
    window.click_text("Download sh-1.epub")
    window.wait_for("added sh-1.epub", css="#toasts")
    harness.set_state("sh-1.epub", "resolving")
    window.wait_for("resolving: Frankenstein", css="#queue")
    harness.set_state("sh-1.epub", "downloading", message="Downloading")
    window.wait_for("started sh-1.epub", css="#toasts")
    harness.set_progress("sh-1.epub", progress=42.0)
    window.wait_for("downloading: Frankenstein 42%", css="#queue")
    harness.set_state("sh-1.epub", "complete", progress=100.0, file_path=str(file), file_name=file.name)
    window.wait_for("completed sh-1.epub", css="#toasts")
    assert window.text("#toasts").split("\n") == ["added sh-1.epub", "started sh-1.epub", "completed sh-1.epub"]
    window.click_text("Stop sh-1.epub")
    window.wait(lambda: window.text("#queue") == "")
    window.click_text("Download sh-2.epub")
    window.wait_for("queued: Frankenstein <img", css="#queue")
    harness.set_state("sh-2.epub", "error", message="Gone at the source")
    window.wait_for("failed sh-2.epub: Gone at the source", css="#toasts")
    window.click_text("Clear completed")
    window.wait(lambda: window.text("#queue") == "")
    assert window.run("return document.title") == "Books, the new way"
    assert window.take_problems() == []


def _without_live_connection(app: ASGIApp) -> ASGIApp:
    """Start a proxy that does not support the live connection."""

    async def proxy(scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path", "").startswith("/socket.io"):
            scope = {**scope, "path": "/api/nowhere", "raw_path": b"/api/nowhere"}
        await app(scope, receive, send)

    return proxy


@pytest.mark.slow
async def test_the_newer_page_works_by_polling(books_app: BooksTestApp, window: Browser) -> None:
    """Without a live connection, the page shows the same changes within its polling interval of five seconds."""
    async with serve_async(_without_live_connection(books_app.own_port_app())) as base:
        await asyncio.to_thread(_walk_polling, PageHarness(books_app, base=base, window=window))
        await asyncio.to_thread(window.open, "about:blank")


def _walk_polling(harness: PageHarness) -> None:
    window = harness.window
    _open(harness, "polling")
    _search(harness, "Mary Shelley")
    window.click_text("Download sh-1.epub")
    window.wait_for("added sh-1.epub", css="#toasts")
    harness.set_state("sh-1.epub", "downloading")
    window.wait_for("started sh-1.epub", css="#toasts", within=60)
    window.click_text("Stop sh-1.epub")
    window.wait_for("cancelled: Frankenstein", css="#queue")
    window.take_problems()


@pytest.fixture
def _by_books(books_app: BooksTestApp) -> None:
    books_app.preferences.environ |= {"SEARCH_MODE": "universal", "METADATA_PROVIDER": "biblio"}
    books_app.providers.append(FakeProvider(books=list(PROVIDER_BOOKS)))


@pytest.mark.usefixtures("_by_books")
async def test_metadata_search(harness: PageHarness) -> None:
    """A book is found, its files are listed, and the selected file is queued under its listed id."""
    await asyncio.to_thread(_walk_books, harness)
    ids = await harness.books_app.deps.pool.fetch("SELECT id, title, source FROM books_download")
    assert [tuple(row) for row in ids] == [("sh-1.epub", "Frankenstein", "shop")]


def _walk_books(harness: PageHarness) -> None:
    window = harness.window
    _open(harness, "live")
    window.take_problems()
    _search(harness, "Frankenstein Mary Shelley")
    window.click_text("Get OL1W")
    window.wait_for("Take sh-1.epub", css="dialog")
    assert window.run("return document.body.dataset.searching") == "complete"
    window.click_text("Take sh-1.epub")
    window.wait_for("queued: Frankenstein", css="#queue")
    window.wait_for("added sh-1.epub", css="#toasts")
    assert [complaint for complaint in window.take_problems() if "/api/settings" not in complaint] == []
