"""A served books app and clients of its live connection."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.database import PgListener, Pool
from fixtures.books.app_with_sources import BooksTestApp, make_books_app
from integration.books.events.socket_client import SocketIoTestClient
from support.servers import serve_async


@pytest.fixture
async def books_app(pool: Pool, dsn: str, tmp_path: Path) -> AsyncIterator[BooksTestApp]:
    """Provide a books app with one shop, not served yet."""
    pg_listener = PgListener(dsn)
    await pg_listener.start()
    try:
        yield make_books_app(pool=pool, pg_listener=pg_listener, data_dir=tmp_path)
    finally:
        await pg_listener.close()


@pytest.fixture
async def base(books_app: BooksTestApp) -> AsyncIterator[str]:
    """Provide the address at which the app is served."""
    async with serve_async(books_app.app()) as address:
        yield address
        # Held requests end with the process.
        books_app.deps.stopping.set()


@pytest.fixture
async def socket_client(base: str) -> AsyncIterator[SocketIoTestClient]:
    """Provide a page that is connected as pages connect: by polling first, by websocket then."""
    async with SocketIoTestClient().connected(base) as page:
        yield page
