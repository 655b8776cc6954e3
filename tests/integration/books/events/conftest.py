"""A served books app and clients of its live connection."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.database import PgListener, Pool
from fixtures.books.app_with_sources import BooksTestApp, make_books_app
from integration.books.events.socket_client import SocketIoTestClient
from support.servers import serve_async


@pytest.fixture
def books_app(pool: Pool, pg_listener: PgListener, tmp_path: Path) -> BooksTestApp:
    """Return a books app with one source, not served yet."""
    return make_books_app(pool=pool, pg_listener=pg_listener, data_dir=tmp_path)


@pytest.fixture
async def base(books_app: BooksTestApp) -> AsyncIterator[str]:
    """Provide the address at which the app is served."""
    async with serve_async(books_app.app()) as address:
        yield address
        # Pending poll requests end with the process.
        books_app.deps.stopping.set()


@pytest.fixture
async def socket_client(base: str) -> AsyncIterator[SocketIoTestClient]:
    """Provide a connected client; like the pages, it starts with polling and upgrades to a websocket."""
    async with SocketIoTestClient().connect(base) as page:
        yield page
