"""A database with a table and a login for requests, which the tests of a module share."""

from collections.abc import AsyncIterator, Iterator

import pytest

from alcove.apps.study.api_database import ensure_login
from alcove.foundation.database import Pool, close_pool, open_foreign_pool, open_pool
from support.postgres import Databases

SCHEMA = """
    CREATE TABLE public.notes (
        id int PRIMARY KEY, owner uuid, parent int REFERENCES public.notes DEFERRABLE INITIALLY DEFERRED);
    ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON public.notes TO authenticated USING (owner = (SELECT auth.uid()));
    GRANT ALL ON public.notes TO anon, authenticated, service_role;
"""


@pytest.fixture(scope="module")
def shared_dsn(_databases: Databases, _template: str) -> Iterator[str]:
    """Yield the address of a migrated database that the tests of a module share."""
    with _databases.clone(_template) as address:
        yield address


@pytest.fixture
async def owner_pool(shared_dsn: str) -> AsyncIterator[Pool]:
    """Yield the server's own connections; the table is empty."""
    pool = await open_pool(shared_dsn)
    await pool.execute(f"DROP TABLE IF EXISTS public.notes; {SCHEMA}")
    yield pool
    await close_pool(pool)


@pytest.fixture
async def request_pool(shared_dsn: str, owner_pool: Pool) -> AsyncIterator[Pool]:
    """Yield one connection for requests, so that each user gets that of the user before."""
    login = await ensure_login(owner_pool)
    pool = await open_foreign_pool(login.address(shared_dsn), size=1, name="requests", idle_lifetime=30.0)
    yield pool
    await close_pool(pool)
