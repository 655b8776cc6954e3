"""A books app with one source, and functions that run its saved searches."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from alcove.foundation.database import PgListener, Pool
from fixtures.books.app_with_sources import BooksTestApp, make_books_app
from support.http_client import http_client
from support.servers import serve_async


@pytest.fixture
def books_app(pool: Pool, pg_listener: PgListener, tmp_path: Path) -> BooksTestApp:
    """Return a books app, not served yet."""
    return make_books_app(pool=pool, pg_listener=pg_listener, data_dir=tmp_path / "data")


@pytest.fixture
async def client(books_app: BooksTestApp) -> AsyncIterator[httpx2.AsyncClient]:
    """Provide a client of the served app."""
    async with (
        serve_async(books_app.app()) as address,
        http_client(address) as http,
    ):
        yield http
