"""A database with tables of all kinds, which the tests of this folder write to and leave as it was."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alcove.wires.supabase.rest.config.model import RestConfig
from support.postgres import Databases
from support.rest_requests import PreparedDatabase, RestDatabase, prepare_database

CONFIG = RestConfig(db_schemas=("shop",), db_extra_search_path=())
ROLE = "rest_writer"


@pytest.fixture(scope="session")
def _shop_database(_databases: Databases) -> Iterator[PreparedDatabase]:
    with prepare_database(_databases, (Path(__file__).parent / "writes.sql").read_text(), config=CONFIG) as database:
        yield database


@pytest.fixture
async def shop(_shop_database: PreparedDatabase) -> AsyncIterator[RestDatabase]:
    """Yield the database, to which requests are sent."""
    async with _shop_database.open(role=ROLE) as database:
        yield database


@pytest.fixture
async def lenient_shop(_shop_database: PreparedDatabase) -> AsyncIterator[RestDatabase]:
    """Yield the same database with the option for blank texts."""
    async with _shop_database.open(role=ROLE, config=replace(CONFIG, blank_as_null=True)) as database:
        yield database
