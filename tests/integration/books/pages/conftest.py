"""A served books app that shows the pages of others."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.database import PgListener, Pool
from fixtures.books.app_with_sources import BooksTestApp, make_books_app

PAGES = Path(__file__).parents[3] / "fixtures" / "books" / "pages"


@pytest.fixture
async def books_app(pool: Pool, dsn: str, tmp_path: Path) -> AsyncIterator[BooksTestApp]:
    """Provide a books app with both pages, not served yet."""
    pg_listener = PgListener(dsn)
    await pg_listener.start()
    environ = {"UI1_DIR": str(PAGES / "classic"), "UI2_DIST": str(PAGES / "modern")}
    try:
        books_app = make_books_app(pool=pool, pg_listener=pg_listener, data_dir=tmp_path, environ=environ)
        books_app.preferences.environ |= environ
        yield books_app
    finally:
        await pg_listener.close()
