"""A server whose settings can be changed."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx2
import pytest

from alcove.foundation.database import Pool
from fixtures.books.served_app import ServedApp, serve_books_app

Serve = Callable[..., AbstractAsyncContextManager[ServedApp]]


@pytest.fixture
def serve(dsn: str, pool: Pool, tmp_path: Path) -> Serve:
    """Return a function that serves the app with additional settings."""

    def serve_with(**environ: str) -> AbstractAsyncContextManager[ServedApp]:
        return serve_books_app(environ, dsn=dsn, pool=pool, data_dir=tmp_path)

    return serve_with


@pytest.fixture
async def client(serve: Serve) -> AsyncIterator[httpx2.AsyncClient]:
    """Provide a client of a server with a few settings."""
    async with serve(SEARCH_LIMIT="40", SE_EMAIL="me@patron.example") as served, served.client() as http:
        yield http
