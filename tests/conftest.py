"""Fixtures of all tests: databases on one real PostgreSQL. No test can connect to another machine."""

import gc
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from alcove.foundation.database import Connection, PgListener, Pool, close_pool, connect, open_pool
from support import sockets
from support.collection import begin_with_long_modules
from support.postgres import (
    Databases,
    databases,
    make_migrated_data,
    make_template,
    session_folder,
    worker_name,
)

sockets.block_other_hosts()
# Threads of several workers that wait in loops for their turn take three times as long; the server uses one as well.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Load on the machine must not fail a property test; every test has a time limit of its own.
settings.register_profile("alcove", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("alcove")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--slow`, with which `make check` runs the tests that are marked as slow as well."""
    parser.addoption("--slow", action="store_true", help="run the tests that are marked as slow as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect slow tests unless `--slow` is given; several workers begin with the modules that take longest."""
    if not config.getoption("--slow"):
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]
    items[:] = begin_with_long_modules(items, workers=int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def pytest_collection_finish() -> None:
    """Leave everything that collection made out of the garbage collections during the tests."""
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Keep what remains of a module out of later garbage collections.

    Among the objects of thousands of tests, one collection would stop the servers within this process for a second.
    """
    if nextitem is None or nextitem.path != item.path:
        gc.collect()
        gc.freeze()


@pytest.fixture(autouse=True)
def _block_other_hosts() -> Iterator[None]:
    """Fail a test that tried to connect to another machine, even if it swallowed the error."""
    sockets.attempts.clear()
    yield
    assert not sockets.attempts, sockets.attempts


@pytest.fixture(scope="session")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return session_folder(tmp_path_factory.getbasetemp().parent)


@pytest.fixture(scope="session")
def _databases(_folder: Path) -> Iterator[Databases]:
    with databases(_folder, worker=worker_name()) as made:
        yield made


@pytest.fixture(scope="session")
def _template(_databases: Databases, _folder: Path) -> str:
    return make_template(_databases, _folder)


@pytest.fixture(scope="session")
def migrated_data(_databases: Databases, _folder: Path) -> Path:
    """Return a data directory with a migrated PostgreSQL, from which servers of tests get copies."""
    return make_migrated_data(_folder)


@pytest.fixture(scope="session")
def _worker_dsn(_databases: Databases, _template: str) -> Iterator[str]:
    with _databases.clone(_template) as address:
        yield address


@pytest.fixture
def dsn(_databases: Databases, _template: str) -> Iterator[str]:
    """Yield the address of a migrated database of the test's own."""
    with _databases.clone(_template) as address:
        yield address


@pytest.fixture
def empty_dsn(_databases: Databases) -> Iterator[str]:
    """Yield the address of an empty database of the test's own."""
    with _databases.clone("template1") as address:
        yield address


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """Yield a pool on the test's own migrated database."""
    opened = await open_pool(dsn)
    yield opened
    await close_pool(opened)


@pytest.fixture
async def pg_listener(dsn: str) -> AsyncIterator[PgListener]:
    """Yield a started listener on the test's own migrated database."""
    listener = PgListener(dsn)
    await listener.start()
    yield listener
    await listener.close()


@pytest.fixture
async def connection(_worker_dsn: str) -> AsyncIterator[Connection]:
    """Yield a connection to a migrated database, inside a transaction that is rolled back in the end."""
    opened = await connect(_worker_dsn)
    transaction = opened.transaction()
    await transaction.start()
    yield opened
    if not opened.is_closed():
        await transaction.rollback()
        await opened.close()
