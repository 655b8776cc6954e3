"""The response of every endpoint, and every error, at both prefixes, as golden files."""

import os
from pathlib import Path
from typing import Any

import httpx2
import pytest

from alcove.foundation.database import Pool
from fixtures.books.app_with_sources import BooksTestApp
from support import golden
from wire.books.world import PREFIXES, Case, add_sources, fill_queue, pinned_response

HERE = Path(__file__).parent / "golden"


def get(path: str, **params: Any) -> Case:
    """Return a GET request."""
    return "GET", path, {"params": params}


CASES: dict[str, Case] = {
    "01-search": get("/api/search", query="frankenstein"),
    "01-search-all": get("/api/search", author="", query="", title=["bare"], lang="all"),
    "01-search-nothing-given": get("/api/search"),
    "01-search-only-sort": get("/api/search", sort="relevance", lang="en", format="epub", content="book_fiction"),
    "01-search-nothing-found": get("/api/search", query="there is no such book"),
    "01-search-isbn": get("/api/search", isbn="0-14-143947-4"),
    "01-search-bad-isbn": get("/api/search", isbn="123", query="frankenstein"),
    "01-search-language": get("/api/search", query="deutsch", lang="de"),
    "01-search-format": get("/api/search", query="img", format="pdf"),
    "02-info": get("/api/info", id="sh-1.epub"),
    "02-info-nasty": get("/api/info", id="sh-2.pdf"),
    "02-info-no-id": get("/api/info"),
    "02-info-unknown": get("/api/info", id="sh-99.epub"),
    "02-info-strange": get("/api/info", id="../../etc/passwd"),
    "03-download": get("/api/download", id="sh-1.epub"),
    "03-download-priority": get("/api/download", id="sh-1.epub", priority="-7"),
    "03-download-post": ("POST", "/api/download", {"json": {"id": "sh-1.epub", "priority": 4}}),
    "03-download-post-query": ("POST", "/api/download", {"params": {"id": "sh-1.epub"}}),
    "03-download-no-id": get("/api/download"),
    "03-download-bad-priority": get("/api/download", id="sh-1.epub", priority="high"),
    "03-download-empty-priority": get("/api/download", id="sh-1.epub", priority=""),
    "03-download-huge-priority": get("/api/download", id="sh-1.epub", priority="99999999999"),
    "03-download-again": get("/api/download", id="sh-12.epub", priority="9"),
    "03-download-finished": get("/api/download", id="sh-23.epub"),
    "03-download-unknown": get("/api/download", id="sh-99.epub"),
    "03-download-cross-site": (
        "GET", "/api/download", {"params": {"id": "sh-1.epub"}, "headers": {"sec-fetch-site": "cross-site"}}
    ),
    "03-download-head": ("HEAD", "/api/download", {"params": {"id": "sh-1.epub"}}),
    "04-status": get("/api/status"),
    "05-localdownload": get("/api/localdownload", id="sh-23.epub"),
    "05-localdownload-part": (
        "GET", "/api/localdownload", {"params": {"id": "sh-23.epub"}, "headers": {"range": "bytes=5-7"}}
    ),
    "05-localdownload-past-the-end": (
        "GET", "/api/localdownload", {"params": {"id": "sh-23.epub"}, "headers": {"range": "bytes=500-"}}
    ),
    "05-localdownload-no-id": get("/api/localdownload"),
    "05-localdownload-unknown": get("/api/localdownload", id="sh-99.epub"),
    "05-localdownload-waiting": get("/api/localdownload", id="sh-11.epub"),
    "05-localdownload-gone": get("/api/localdownload", id="sh-26.epub"),
    "06-cancel": ("DELETE", "/api/download/sh-11.epub/cancel", {}),
    "06-cancel-running": ("DELETE", "/api/download/sh-22.epub/cancel", {}),
    "06-cancel-finished": ("DELETE", "/api/download/sh-23.epub/cancel", {}),
    "06-cancel-unknown": ("DELETE", "/api/download/sh-99.epub/cancel", {}),
    "07-priority": ("PUT", "/api/queue/sh-11.epub/priority", {"json": {"priority": -5}}),
    "07-priority-missing": ("PUT", "/api/queue/sh-11.epub/priority", {"json": {}}),
    "07-priority-empty": ("PUT", "/api/queue/sh-11.epub/priority", {}),
    "07-priority-no-json": ("PUT", "/api/queue/sh-11.epub/priority", {"content": b"{"}),
    "07-priority-no-object": ("PUT", "/api/queue/sh-11.epub/priority", {"json": [1]}),
    "07-priority-no-number": ("PUT", "/api/queue/sh-11.epub/priority", {"json": {"priority": "5"}}),
    "07-priority-boolean": ("PUT", "/api/queue/sh-11.epub/priority", {"json": {"priority": True}}),
    "07-priority-running": ("PUT", "/api/queue/sh-22.epub/priority", {"json": {"priority": 5}}),
    "07-priority-unknown": ("PUT", "/api/queue/sh-99.epub/priority", {"json": {"priority": 5}}),
    "08-reorder": (
        "POST", "/api/queue/reorder",
        {"json": {"book_priorities": {"sh-11.epub": 1, "sh-12.epub": -3, "sh-22.epub": 1, "sh-99.epub": 1}}},
    ),
    "08-reorder-missing": ("POST", "/api/queue/reorder", {"json": {"sh-11.epub": 1}}),
    "08-reorder-list": ("POST", "/api/queue/reorder", {"json": {"book_priorities": ["sh-11.epub"]}}),
    "08-reorder-null": ("POST", "/api/queue/reorder", {"json": {"book_priorities": None}}),
    "08-reorder-boolean": ("POST", "/api/queue/reorder", {"json": {"book_priorities": {"sh-11.epub": False}}}),
    "08-reorder-text": ("POST", "/api/queue/reorder", {"json": {"book_priorities": {"sh-11.epub": "1"}}}),
    "09-order": get("/api/queue/order"),
    "10-active": get("/api/downloads/active"),
    "11-clear": ("DELETE", "/api/queue/clear", {}),
    "12-restart-off": get("/api/restart"),
    "13-debug-off": get("/api/debug"),
    "14-config": get("/api/config"),
    "19-cover-unknown": get("/api/covers/sh-99.epub"),
    "19-cover-strange": get("/api/covers/..%2f..%2fetc"),
    "19-cover-bad-url": get("/api/covers/sh-1.epub", url="%%%"),
    "20-providers": get("/api/metadata/providers"),
    "21-metadata": get("/api/metadata/search", query="frankenstein"),
    "21-metadata-page": get("/api/metadata/search", query="x", limit="1", page="2", sort="newest"),
    "21-metadata-odd-numbers": get("/api/metadata/search", query="x", limit="many", page="-3", sort="wild"),
    "21-metadata-fields": get("/api/metadata/search", author="Shelley", year="1818", free="on"),
    "21-metadata-bad-fields": get("/api/metadata/search", author=" ", year="soon", free="no"),
    "21-metadata-nothing": get("/api/metadata/search"),
    "22-book": get("/api/metadata/book/biblio/OL1W"),
    "22-book-nasty": get("/api/metadata/book/biblio/OL2W"),
    "22-book-provider": get("/api/metadata/book/nobody/OL1W"),
    "22-book-unknown": get("/api/metadata/book/biblio/OL99W"),
    "23-sources": get("/api/release-sources"),
    "24-releases": get("/api/releases", provider="biblio", book_id="OL1W"),
    "24-releases-expanded": get(
        "/api/releases", provider="biblio", book_id="OL1W", source="shop", expand_search="true", languages="en,de"
    ),
    "24-releases-nothing": get("/api/releases", provider="biblio", book_id="OL3W"),
    "24-releases-no-book": get("/api/releases", provider="biblio"),
    "24-releases-provider": get("/api/releases", provider="nobody", book_id="OL1W"),
    "24-releases-unknown": get("/api/releases", provider="biblio", book_id="OL99W"),
    "24-releases-source": get("/api/releases", provider="biblio", book_id="OL1W", source="nobody"),
    "25-take": (
        "POST", "/api/releases/download",
        {"json": {"source": "shop", "source_id": "sh-1.epub", "title": "Frankenstein", "priority": 2,
                  "download_url": "http://127.0.0.1:1/x", "size_bytes": 5}},
    ),
    "25-take-empty": ("POST", "/api/releases/download", {}),
    "25-take-no-id": ("POST", "/api/releases/download", {"json": {"source": "shop"}}),
    "25-take-source": ("POST", "/api/releases/download", {"json": {"source": "nobody", "source_id": "sh-1.epub"}}),
    "25-take-foreign": ("POST", "/api/releases/download", {"json": {"source": "shop", "source_id": "pg-1.epub"}}),
    "25-take-unknown": ("POST", "/api/releases/download", {"json": {"source": "shop", "source_id": "sh-99.epub"}}),
    "25-take-priority": (
        "POST", "/api/releases/download", {"json": {"source": "shop", "source_id": "sh-1.epub", "priority": "x"}}
    ),
    "error-address": get("/api/nothing"),
    "error-method": ("POST", "/api/status", {}),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _prepare(books_app: BooksTestApp) -> None:
    add_sources(books_app)


GROUPS = sorted({name.partition("-")[0] for name in CASES})
READS = ("01", "02", "04", "09", "10", "14", "19", "20", "21", "22", "23", "24")


@pytest.mark.parametrize("group", GROUPS)
async def test_responses_equal_the_golden_files(
    client: httpx2.AsyncClient, books_app: BooksTestApp, tmp_path: Path, *, group: str
) -> None:
    """Every response equals its golden file at both prefixes, and with a slash at the end of the URL."""
    await fill_queue(books_app, tmp_path)
    for name in (name for name in CASES if name.partition("-")[0] == group):
        found = {}
        for prefix in PREFIXES:
            plain, slashed = [
                await _pinned_responses(client, books_app, name=name, at=(prefix, end)) for end in (False, True)
            ]
            assert plain == slashed, name
            found[prefix] = plain
        same = found["/api"] == found["/request/api"]
        golden.check(HERE / f"{name}.json", found["/api"] if same else found)


async def _pinned_responses(
    client: httpx2.AsyncClient, books_app: BooksTestApp, *, name: str, at: tuple[str, bool]
) -> Any:
    """Return the responses at one prefix, with an unchanged queue."""
    if name.partition("-")[0] not in READS:
        await _refill(books_app, books_app.deps.data_dir)
    return await pinned_response(client, CASES[name], prefix=at[0], slash=at[1])


async def _refill(books_app: BooksTestApp, folder: Path) -> None:
    await books_app.deps.pool.execute("DELETE FROM books_download")
    await fill_queue(books_app, folder)


async def test_internal_errors(client: httpx2.AsyncClient, pool: Pool) -> None:
    """An internal error is reported as such, without details."""
    await pool.execute("ALTER TABLE books_download RENAME TO gone")
    found = await pinned_response(client, get("/api/queue/order"))
    assert found["body"].pop("request_id")
    golden.check(HERE / "error-internal.json", found)


def test_every_golden_file_has_a_test() -> None:
    """Every golden file belongs to a test."""
    if os.environ.get("UPDATE_GOLDEN") == "1":
        pytest.skip("files are being written")
    assert {file.stem for file in HERE.iterdir()} == {*CASES, "error-internal"}
