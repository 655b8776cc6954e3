"""The books app on a real server with its own database."""

import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest

from alcove.foundation.database import PgListener, Pool
from alcove.foundation.telemetry import configure_logging
from alcove.foundation.telemetry.logs import structlog
from fixtures.books.app_with_sources import BooksTestApp, make_books_app
from support.http_client import http_client
from support.servers import serve_async


@pytest.fixture(autouse=True)
def log() -> Iterator[io.StringIO]:
    """Collect the log output."""
    stream = io.StringIO()
    configure_logging(level="info", style="json", stream=stream)
    yield stream
    structlog.reset_defaults()


@pytest.fixture
def books_app(pool: Pool, pg_listener: PgListener, tmp_path: Path) -> BooksTestApp:
    """Provide a books app with one source, not served yet."""
    return make_books_app(pool=pool, pg_listener=pg_listener, data_dir=tmp_path)


@pytest.fixture
async def client(books_app: BooksTestApp) -> AsyncIterator[httpx2.AsyncClient]:
    """Provide a client without default headers."""
    async with (
        serve_async(books_app.app()) as address,
        http_client(address) as http,
    ):
        http.headers.pop("accept-encoding")
        yield http
