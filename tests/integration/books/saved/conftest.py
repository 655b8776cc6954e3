"""A books app with a shop, and what runs its saved searches."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from alcove.foundation.database import Notices, Pool
from fixtures.books.app_with_sources import House, make_house
from support.http_client import http_client
from support.servers import serve_async


@pytest.fixture
async def house(dsn: str, pool: Pool, tmp_path: Path) -> AsyncIterator[House]:
    """Give a books app, not served yet."""
    notices = Notices(dsn)
    await notices.start()
    yield make_house(pool=pool, notices=notices, data_dir=tmp_path / "data")
    await notices.close()


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx2.AsyncClient]:
    """Give a client of the served app."""
    async with (
        serve_async(house.app()) as address,
        http_client(address) as opened,
    ):
        yield opened
