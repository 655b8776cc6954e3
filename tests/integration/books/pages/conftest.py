"""A served books app that shows the pages of others."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.database import PgListener, Pool
from fixtures.books.app_with_sources import House, make_house

PAGES = Path(__file__).parents[3] / "fixtures" / "books" / "pages"


@pytest.fixture
async def house(pool: Pool, dsn: str, tmp_path: Path) -> AsyncIterator[House]:
    """Give a books app with both pages, not served yet."""
    pg_listener = PgListener(dsn)
    await pg_listener.start()
    environ = {"UI1_DIR": str(PAGES / "classic"), "UI2_DIST": str(PAGES / "modern")}
    try:
        house = make_house(pool=pool, pg_listener=pg_listener, data_dir=tmp_path, environ=environ)
        house.wishes.environ |= environ
        yield house
    finally:
        await pg_listener.close()
