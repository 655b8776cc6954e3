"""The OPDS catalogue of delivered books, on a real server."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from alcove.foundation.database import PgListener, Pool
from fixtures.books.app_with_sources import BooksTestApp, make_books_app
from integration.books.catalogue.library import Library
from support.http_client import http_client
from support.servers import serve_async


@pytest.fixture
def library(pool: Pool, tmp_path: Path) -> Library:
    """Provide a library without books."""
    return Library(pool, tmp_path / "ingest")


@pytest.fixture
def books_app(pool: Pool, pg_listener: PgListener, tmp_path: Path) -> BooksTestApp:
    """Return a books app, not served yet."""
    return make_books_app(pool=pool, pg_listener=pg_listener, data_dir=tmp_path / "data")


@pytest.fixture
async def base(books_app: BooksTestApp) -> AsyncIterator[str]:
    """Provide the address of the served app."""
    async with serve_async(books_app.app()) as address:
        yield address


@pytest.fixture
async def client(base: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Provide a client of the served app."""
    async with http_client(base) as http:
        yield http
