"""One database with the fixture schema, and the cache that is loaded of it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from alcove.foundation.database import connect
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.schema_cache.load import load_schema_cache
from alcove.wires.supabase.rest.schema_cache.model import SchemaCache
from support.postgres import Databases

SCHEMA = Path(__file__).parents[3] / "fixtures" / "supabase" / "schema_cache.sql"
CONFIG = RestConfig(db_schemas=("api", "other"), db_extra_search_path=("extra",))


async def load(dsn: str, config: RestConfig = CONFIG) -> SchemaCache:
    """Return the schema cache of a database."""
    connection = await connect(dsn)
    try:
        return await load_schema_cache(connection, config)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def schema_dsn(_databases: Databases) -> Iterator[str]:
    """Yield the address of a database with the fixture schema, which no test changes."""
    with _databases.clone("template1") as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(SCHEMA.read_text().encode())
        yield dsn


@pytest.fixture(scope="session")
def cache(schema_dsn: str) -> SchemaCache:
    """Return the schema cache of the fixture schema."""
    return asyncio.run(load(schema_dsn))
