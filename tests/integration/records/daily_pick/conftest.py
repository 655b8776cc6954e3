"""A database for daily picks."""

import pytest

from alcove.foundation.database import PgListener, Pool
from integration.records.daily_pick.world import World


@pytest.fixture
def world(dsn: str, pool: Pool, pg_listener: PgListener) -> World:
    """Yield an empty shop on a Sunday at noon."""
    return World(dsn=dsn, pool=pool, pg_listener=pg_listener)
