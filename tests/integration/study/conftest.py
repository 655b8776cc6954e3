"""Fixtures of the study app: a server that the tests of a module share."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import jwt
import pytest

from integration.study.callers import add_account
from integration.study.served import StudyServer, serve_study
from support.postgres import Databases

OTHER_ANON_KEY = jwt.encode({"role": "anon"}, "the secret of another project, which is not known here")
"""The key of another project, whose signature cannot be checked here."""


@pytest.fixture(scope="module")
def server(_databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudyServer]:
    """Yield a server on a database of the module."""
    folder: Path = tmp_path_factory.mktemp("data")
    with (
        _databases.clone(_template) as dsn,
        serve_study(dsn, folder, STUDY_ANON_KEYS=OTHER_ANON_KEY, ALCOVE_TOKEN="t" * 30) as served,
    ):
        yield served


@pytest.fixture
async def account(server: StudyServer) -> uuid.UUID:
    """Return a new account."""
    return await sign_up(server)


@pytest.fixture
async def other(server: StudyServer) -> uuid.UUID:
    """Return another new account."""
    return await sign_up(server)


async def sign_up(server: StudyServer) -> uuid.UUID:
    """Add an account."""
    connection = await asyncpg.connect(server.dsn)
    try:
        return await add_account(connection)
    finally:
        await connection.close()
