"""A books app whose sources are steered by the tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.database import PgListener, Pool
from fixtures.books.app_with_sources import House, Shop, book, make_house
from support.clock import FakeClock


@pytest.fixture
async def house(pool: Pool, dsn: str, tmp_path: Path) -> AsyncIterator[House]:
    """Give a books app with three shops and a clock that tests move."""
    pg_listener = PgListener(dsn)
    await pg_listener.start()
    try:
        house = make_house(pool=pool, pg_listener=pg_listener, data_dir=tmp_path, clock=FakeClock())
        house.shops[:] = [
            Shop(name=name, prefix=name[:2], books=[book(f"{name[:2]}-1.epub", source=name, title=f"Title {name}")])
            for name in ("alpha", "beta", "gamma")
        ]
        yield house
    finally:
        await pg_listener.close()
