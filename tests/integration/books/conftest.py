"""The world of the books tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.database import Notices, Pool
from integration.books.fetching.shelf import serving
from integration.books.fetching.world import World


@pytest.fixture
async def world(dsn: str, pool: Pool, tmp_path: Path) -> AsyncIterator[World]:
    """Give a shelf and a queue, and a library that is empty."""
    notices = Notices(dsn)
    await notices.start()
    try:
        async with serving() as shelf:
            yield World(dsn=dsn, pool=pool, notices=notices, shelf=shelf, folder=tmp_path)
    finally:
        await notices.close()
