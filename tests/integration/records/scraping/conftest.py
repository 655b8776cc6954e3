"""A test world for scrapes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.database import Pool
from alcove.simulators.discogs import SimulatorConfig
from fixtures.simulators.discogs import build
from integration.records.scraping.world import World
from support.clock import FakeClock
from support.servers import serve_async


@pytest.fixture
async def world(dsn: str, pool: Pool, tmp_path: Path) -> AsyncIterator[World]:
    """Yield a marketplace with one empty shop, `anna`, and no effective rate limit."""
    app = build(SimulatorConfig(sellers={"anna": 0}, rate_limit=6000))
    async with serve_async(app) as base:
        world = World(app.state.simulator, base, dsn=dsn, pool=pool, data_dir=tmp_path)
        async with world.stack:
            yield world


@pytest.fixture
async def slow_world(dsn: str, pool: Pool, tmp_path: Path) -> AsyncIterator[World]:
    """Yield a marketplace with the real rate limit, on a clock that skips every wait."""
    clock = FakeClock()
    app = build(SimulatorConfig(sellers={"anna": 0}, clock=clock))
    async with serve_async(app) as base:
        world = World(app.state.simulator, base, dsn=dsn, pool=pool, data_dir=tmp_path, clock=clock)
        world.environ["DISCOGS_RATE_LIMIT"] = "54"
        async with world.stack:
            yield world
