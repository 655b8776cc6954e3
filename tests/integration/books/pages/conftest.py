"""A books app with both web pages, on a real server."""

from pathlib import Path

import pytest

from alcove.foundation.database import PgListener, Pool
from fixtures.books.app_with_sources import BooksTestApp, make_books_app

PAGES = Path(__file__).parents[3] / "fixtures" / "books" / "pages"


@pytest.fixture
def books_app(pool: Pool, pg_listener: PgListener, tmp_path: Path) -> BooksTestApp:
    """Return a books app with both pages, not served yet."""
    environ = {"UI1_DIR": str(PAGES / "classic"), "UI2_DIST": str(PAGES / "modern")}
    books_app = make_books_app(pool=pool, pg_listener=pg_listener, data_dir=tmp_path, environ=environ)
    books_app.preferences.environ |= environ
    return books_app
