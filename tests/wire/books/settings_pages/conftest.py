"""A server whose settings may be changed."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx2
import pytest

from alcove.foundation.database import Pool
from fixtures.books.served_app import Served, books_served

Serve = Callable[..., AbstractAsyncContextManager[Served]]


@pytest.fixture
def serve(dsn: str, pool: Pool, tmp_path: Path) -> Serve:
    """Provide what serves the app with further settings."""

    def served(**environ: str) -> AbstractAsyncContextManager[Served]:
        return books_served(environ, dsn=dsn, pool=pool, data_dir=tmp_path)

    return served


@pytest.fixture
async def client(serve: Serve) -> AsyncIterator[httpx2.AsyncClient]:
    """Provide a client of a server with a few settings given."""
    async with serve(SEARCH_LIMIT="40", SE_EMAIL="me@patron.example") as served, served.client() as opened:
        yield opened
