"""A feed of changes on a database with a program's tables."""

from collections.abc import AsyncIterator, Iterator

import pytest

from integration.study.realtime_changes.world import ChangesWorld, FeedDatabase
from support.postgres import Databases


@pytest.fixture(scope="module")
def changes_dsn(_databases: Databases, _template: str) -> Iterator[str]:
    """Yield the address of a migrated database of the module."""
    with _databases.clone(_template) as address:
        yield address


@pytest.fixture
async def world(changes_dsn: str) -> AsyncIterator[ChangesWorld]:
    """Yield a feed with an empty publication and a fresh schema `shop`."""
    async with FeedDatabase.open(changes_dsn) as database, ChangesWorld.open(database) as opened:
        yield opened
