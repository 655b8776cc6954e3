"""A database to pick in."""

from collections.abc import AsyncIterator

import pytest

from alcove.foundation.database import PgListener, Pool
from integration.records.daily_pick.world import World


@pytest.fixture
async def world(dsn: str, pool: Pool) -> AsyncIterator[World]:
    """Yield an empty shop at noon of a Sunday."""
    pg_listener = PgListener(dsn)
    await pg_listener.start()
    yield World(dsn=dsn, pool=pool, pg_listener=pg_listener)
    await pg_listener.close()
