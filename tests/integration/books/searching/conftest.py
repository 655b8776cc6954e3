"""A books app whose sources are steered by the tests."""

from pathlib import Path

import pytest

from alcove.foundation.database import PgListener, Pool
from fixtures.books.app_with_sources import House, Shop, book, make_house
from support.clock import FakeClock


@pytest.fixture
def house(pool: Pool, pg_listener: PgListener, tmp_path: Path) -> House:
    """Return a books app with three shops and a clock that tests move."""
    house = make_house(pool=pool, pg_listener=pg_listener, data_dir=tmp_path, clock=FakeClock())
    house.shops[:] = [
        Shop(name=name, prefix=name[:2], books=[book(f"{name[:2]}-1.epub", source=name, title=f"Title {name}")])
        for name in ("alpha", "beta", "gamma")
    ]
    return house
