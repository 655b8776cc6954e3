"""A database to pick in."""

from collections.abc import AsyncIterator

import pytest

from alcove.foundation.database import Notices, Pool
from integration.records.picks.world import World


@pytest.fixture
async def world(dsn: str, pool: Pool) -> AsyncIterator[World]:
    """Give an empty shop at noon of a Sunday."""
    notices = Notices(dsn)
    await notices.start()
    yield World(dsn=dsn, pool=pool, notices=notices)
    await notices.close()
