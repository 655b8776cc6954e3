"""A database of an older version."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from alcove.foundation.database import connect


@pytest.fixture
async def old(empty_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """Yield a connection to an empty database."""
    connection = await connect(empty_dsn)
    yield connection
    await connection.close()
