"""A served books app and clients of its live connection."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.database import PgListener, Pool
from fixtures.books.app_with_sources import House, make_house
from integration.books.live.listening import Guest
from support.servers import serve_async


@pytest.fixture
def house(pool: Pool, pg_listener: PgListener, tmp_path: Path) -> House:
    """Return a books app with one shop, not served yet."""
    return make_house(pool=pool, pg_listener=pg_listener, data_dir=tmp_path)


@pytest.fixture
async def base(house: House) -> AsyncIterator[str]:
    """Give the address at which the app is served."""
    async with serve_async(house.app()) as address:
        yield address
        # Held requests end with the process.
        house.deps.stopping.set()


@pytest.fixture
async def guest(base: str) -> AsyncIterator[Guest]:
    """Give a page that is connected as pages connect: by polling first, by websocket then."""
    async with Guest().connected(base) as page:
        yield page
