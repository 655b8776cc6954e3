"""What every test may ask for: a PostgreSQL of its own, and no way out of this machine."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from alcove.foundation.database import Connection, Pool, close_pool, connect, open_pool
from support import sockets
from support.postgres import Databases, databases, place, template, worker_name

sockets.close_the_outside()
# Load on the machine must not fail a property test; every test has a time limit of its own.
settings.register_profile("alcove", deadline=None)
settings.load_profile("alcove")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what runs in the whole gate only: `make check` sets WHOLE_GATE."""
    if os.environ.get("WHOLE_GATE"):
        return
    left_out = [item for item in items if item.get_closest_marker("gate")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True)
def _stay_here() -> Iterator[None]:
    """Fail the test that tried to reach another machine, even if it swallowed the error."""
    sockets.attempts.clear()
    yield
    assert not sockets.attempts, sockets.attempts


@pytest.fixture(scope="session")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return place(tmp_path_factory.getbasetemp().parent)


@pytest.fixture(scope="session")
def _databases(_folder: Path) -> Iterator[Databases]:
    with databases(_folder, worker=worker_name()) as made:
        yield made


@pytest.fixture(scope="session")
def _template(_databases: Databases, _folder: Path) -> Iterator[str]:
    with template(_databases, _folder) as name:
        yield name


@pytest.fixture(scope="session")
def _worker_dsn(_databases: Databases, _template: str) -> Iterator[str]:
    with _databases.clone(_template) as address:
        yield address


@pytest.fixture
def dsn(_databases: Databases, _template: str) -> Iterator[str]:
    """Give the address of a migrated database of the test's own."""
    with _databases.clone(_template) as address:
        yield address


@pytest.fixture
def empty_dsn(_databases: Databases) -> Iterator[str]:
    """Give the address of an empty database of the test's own."""
    with _databases.clone("template1") as address:
        yield address


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """Give a pool on the test's own migrated database."""
    opened = await open_pool(dsn)
    yield opened
    await close_pool(opened)


@pytest.fixture
async def connection(_worker_dsn: str) -> AsyncIterator[Connection]:
    """Give a connection to a migrated database, inside a transaction that is rolled back in the end."""
    opened = await connect(_worker_dsn)
    transaction = opened.transaction()
    await transaction.start()
    yield opened
    if not opened.is_closed():
        await transaction.rollback()
        await opened.close()
