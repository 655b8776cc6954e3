"""A books app whose sources the tests control."""

from pathlib import Path

import pytest

from alcove.foundation.database import PgListener, Pool
from fixtures.books.app_with_sources import BooksTestApp, FakeSource, book, make_books_app
from support.clock import FakeClock


@pytest.fixture
def books_app(pool: Pool, pg_listener: PgListener, tmp_path: Path) -> BooksTestApp:
    """Return a books app with three sources and a clock that tests set."""
    books_app = make_books_app(pool=pool, pg_listener=pg_listener, data_dir=tmp_path, clock=FakeClock())
    books_app.sources[:] = [
        FakeSource(name=name, prefix=name[:2], books=[book(f"{name[:2]}-1.epub", source=name, title=f"Title {name}")])
        for name in ("alpha", "beta", "gamma")
    ]
    return books_app
