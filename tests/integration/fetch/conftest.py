"""A database of its own for every test of the shared window."""

import itertools
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from alcove.foundation.database import EmbeddedPostgres, Pool, migrate, open_pool
from alcove.foundation.fetch import MIGRATIONS

NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run one PostgreSQL for the session."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("pg")).lease() as dsn:
        yield dsn


@pytest.fixture
async def dsn(cluster: str) -> AsyncIterator[str]:
    """Give an address of a fresh database with the window's tables."""
    name = f"fetch_{next(NUMBERS)}"
    admin = await asyncpg.connect(cluster)
    await admin.execute(f"CREATE DATABASE {name}")
    base, _, query = cluster.partition("?")
    address = f"{base.rpartition('/')[0]}/{name}?{query}"
    migrate(address, [MIGRATIONS])
    yield address
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """Give a pool on the test's database."""
    pool = await open_pool(dsn, size=4)
    yield pool
    await pool.close()
