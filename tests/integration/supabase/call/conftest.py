"""A database with functions, which the tests of this folder call and leave as it was."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from alcove.wires.supabase.rest.config.model import RestConfig
from support.postgres import Databases
from support.rest_requests import PreparedDatabase, RestDatabase, prepare_database

CONFIG = RestConfig(db_schemas=("calls",), db_extra_search_path=())


@pytest.fixture(scope="session")
def _calls_database(_databases: Databases) -> Iterator[PreparedDatabase]:
    with prepare_database(_databases, (Path(__file__).parent / "calls.sql").read_text(), config=CONFIG) as database:
        yield database


@pytest.fixture
async def functions(_calls_database: PreparedDatabase) -> AsyncIterator[RestDatabase]:
    """Yield the database with functions, to which requests are sent."""
    async with _calls_database.open(role="rest_caller") as database:
        yield database
