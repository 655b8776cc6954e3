"""A database with a login for requests, which the tests of a module share."""

from collections.abc import AsyncIterator, Iterator

import pytest

from alcove.apps.study.api_database import ensure_login
from alcove.foundation.database import Pool, close_pool, open_foreign_pool, open_pool
from support.postgres import Databases


@pytest.fixture(scope="module")
def shared_dsn(_databases: Databases, _template: str) -> Iterator[str]:
    """Yield the address of a migrated database that the tests of a module share."""
    with _databases.clone(_template) as address:
        yield address


@pytest.fixture
async def owner_pool(shared_dsn: str) -> AsyncIterator[Pool]:
    """Yield the server's own connections; the database has no policy and no message."""
    pool = await open_pool(shared_dsn)
    await pool.execute("DELETE FROM realtime.messages")
    await pool.execute("""
        DO $$ DECLARE item record; BEGIN
            FOR item IN SELECT policyname AS name FROM pg_policies WHERE schemaname = 'realtime' LOOP
                EXECUTE format('DROP POLICY %I ON realtime.messages', item.name);
            END LOOP;
        END $$""")
    yield pool
    await close_pool(pool)


@pytest.fixture
async def request_pool(shared_dsn: str, owner_pool: Pool) -> AsyncIterator[Pool]:
    """Yield the connections for requests, of which there are two."""
    login = await ensure_login(owner_pool)
    pool = await open_foreign_pool(login.address(shared_dsn), size=2, name="requests", idle_lifetime=30.0)
    yield pool
    await close_pool(pool)
