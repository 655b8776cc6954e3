"""An api with services beside it: our own, or one with scripted responses."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.database import Pool
from integration.records.services.system import System
from support.faulty_service import FaultyService
from support.servers import serve_async


@pytest.fixture
async def system(dsn: str, pool: Pool, tmp_path: Path) -> AsyncIterator[System]:
    """Yield a system without processes on its own database."""
    system = System(dsn, pool=pool, data_dir=tmp_path)
    async with system.stack:
        yield system


@pytest.fixture
async def faulty_service(system: System) -> AsyncIterator[FaultyService]:
    """Yield a scripted service that the api uses for everything."""
    faulty_service = FaultyService()
    async with serve_async(faulty_service.app) as base:
        system.environ |= {"RECOMMENDER_SERVICE_URL": base, "SCRAPER_SERVICE_URL": base}
        yield faulty_service
        faulty_service.closing.set()
