"""Databases for a program's SQL, beside the migrated database of the server."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from alcove.apps.study.build import project_sources
from alcove.apps.study.project import ProjectDatabase
from alcove.foundation.database import Connection, connect


@contextmanager
def project_of(dsn: str, suffix: str) -> Iterator[ProjectDatabase]:
    """Yield a project database, which does not exist yet and is dropped in the end."""
    name = f"{urlsplit(dsn).path.strip('/')}_{suffix}"
    yield ProjectDatabase(dsn, name=name, base=project_sources())
    with psycopg.connect(dsn, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


@pytest.fixture
def project(dsn: str) -> Iterator[ProjectDatabase]:
    """Yield a project database of the test's own, which does not exist yet."""
    with project_of(dsn, "project") as project:
        yield project


@pytest.fixture(scope="module")
def shared_project(_worker_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProjectDatabase]:
    """Yield a project database with the table `one`, which no test changes."""
    with project_of(_worker_dsn, "shared") as project:
        asyncio.run(project.run(write(tmp_path_factory.mktemp("shared"), FIRST)))
        yield project


@pytest.fixture
async def inside(shared_project: ProjectDatabase) -> AsyncIterator[Connection]:
    """Yield a connection to the shared project database, in a transaction that is rolled back."""
    connection = await connect(shared_project.address)
    await connection.execute("SET search_path = public, extensions")
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


FIRST = {"1.sql": "create table one (id int);"}


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write SQL files into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder
