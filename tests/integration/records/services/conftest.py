"""A house with an api, and services beside it: ours for real, or one that answers anything."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.database import Pool
from integration.records.services.processes import House
from support.faulty_service import FaultyService
from support.servers import serve_async


@pytest.fixture
async def house(dsn: str, pool: Pool, tmp_path: Path) -> AsyncIterator[House]:
    """Yield an empty house on a database of the test's own."""
    house = House(dsn, pool=pool, data_dir=tmp_path)
    async with house.stack:
        yield house


@pytest.fixture
async def faulty_service(house: House) -> AsyncIterator[FaultyService]:
    """Yield a service that the house's api is told to ask for everything."""
    faulty_service = FaultyService()
    async with serve_async(faulty_service.app) as base:
        house.environ |= {"RECOMMENDER_SERVICE_URL": base, "SCRAPER_SERVICE_URL": base}
        yield faulty_service
        faulty_service.closing.set()
