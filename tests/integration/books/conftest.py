"""Fixtures: a file server, a queue and a library."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.database import PgListener, Pool
from integration.books.downloads.file_server import serve_files
from integration.books.downloads.world import World


@pytest.fixture
async def world(dsn: str, pool: Pool, pg_listener: PgListener, tmp_path: Path) -> AsyncIterator[World]:
    """Provide a file server, a queue, and an empty library."""
    async with serve_files() as file_server:
        yield World(dsn=dsn, pool=pool, pg_listener=pg_listener, file_server=file_server, folder=tmp_path)
