"""A hosted project that the tests of a module share, and servers to import it into."""

import asyncio
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest

from alcove.apps.study.build import project_sources
from alcove.apps.study.project import ProjectDatabase
from alcove.foundation.database import connect
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


@pytest.fixture(scope="module")
def shared_server(_databases: Databases, _template: str) -> Iterator[tuple[str, ProjectDatabase]]:
    """Yield a server, and a database for its program that no test changes."""
    with _databases.clone(_template) as dsn:
        project = ProjectDatabase(dsn, name=f"{urlsplit(dsn).path.strip('/')}_shared", base=project_sources())
        asyncio.run(_prepare(dsn, project))
        yield dsn, project
        with psycopg.connect(dsn, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{project.name}" WITH (FORCE)'.encode())


async def _prepare(dsn: str, project: ProjectDatabase) -> None:
    connection = await connect(dsn)
    await project.prepare(connection)
    await connection.close()
