"""A hosted project that the tests of a module share, and servers to import it into."""

from collections.abc import Iterator

import pytest

from integration.study.transfer.hosted import HostedProject, make_project
from support.postgres import Databases


@pytest.fixture(scope="module")
def hosted(_databases: Databases) -> Iterator[HostedProject]:
    """Yield a project that no test changes."""
    with _databases.clone("template1") as address:
        yield make_project(address)


@pytest.fixture(scope="module")
def shared_dsn(_worker_dsn: str) -> str:
    """Return the address of a migrated database that no test changes."""
    return _worker_dsn


@pytest.fixture
def two_servers(_databases: Databases, _template: str) -> Iterator[tuple[str, str]]:
    """Yield the addresses of two migrated databases of the test's own."""
    with _databases.clone(_template) as first, _databases.clone(_template) as second:
        yield first, second
