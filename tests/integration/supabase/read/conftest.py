"""One database with a catalogue of films, its schema cache, and a reader that sends query strings to it."""
# ruff: noqa: S608 - the SQL is written by hand here, for tables of the fixture

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import psycopg
import pytest

from alcove.foundation.database import connect
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.plan.model import ReadPlan, ReadSource, table_source
from alcove.wires.supabase.rest.plan.read import plan_read
from alcove.wires.supabase.rest.query.model import ResultRow, Statement
from alcove.wires.supabase.rest.query.sql import SqlBuilder
from alcove.wires.supabase.rest.query.statement import (
    BodyFormat,
    StatementParts,
    build_statement,
    read_result,
)
from alcove.wires.supabase.rest.request.model import Count
from alcove.wires.supabase.rest.schema_cache.load import load_schema_cache
from alcove.wires.supabase.rest.schema_cache.model import QualifiedName, SchemaCache
from alcove.wires.supabase.rest.syntax.model import Window
from alcove.wires.supabase.rest.syntax.query_string import parse_query_string
from support.postgres import Databases

SCHEMA = Path(__file__).parents[3] / "fixtures" / "supabase" / "read.sql"
CONFIG = RestConfig(db_schemas=("api",), db_extra_search_path=(), db_aggregates_enabled=True)


@dataclass(frozen=True)
class Reader:
    """Runs reads as a server does, one statement in one transaction."""

    cache: SchemaCache
    connection: asyncpg.Connection

    def plan(self, path: str, *, config: RestConfig = CONFIG, root: ReadSource | None = None) -> ReadPlan:
        """Return the plan of `table?query`."""
        name, _, raw = path.partition("?")
        query = parse_query_string(raw, max_depth=20)
        window = next((item.value for item in query.windows if not item.path), Window())
        source = root or table_source(self.cache.tables[QualifiedName("api", name)])
        return plan_read(query, cache=self.cache, config=config, root=source, window=window)

    async def read(
        self,
        path: str,
        *,
        body: BodyFormat = BodyFormat(),  # noqa: B008 - frozen
        count: Count | None = None,
        config: RestConfig = CONFIG,
        root: ReadSource | None = None,
        parts: StatementParts = StatementParts(),  # noqa: B008 - frozen
    ) -> ResultRow:
        """Return the result of `table?query`."""
        plan = self.plan(path, config=config, root=root)
        max_rows = config.db_max_rows
        statement = build_statement(plan, sql=SqlBuilder(), body=body, count=count, max_rows=max_rows, parts=parts)
        return await self.run(statement)

    async def run(self, statement: Statement) -> ResultRow:
        """Return the result of a statement."""
        return read_result(await self.connection.fetchrow(statement.sql, *statement.values))

    async def rows(self, path: str, *, config: RestConfig = CONFIG, root: ReadSource | None = None) -> list[Any]:
        """Return the decoded rows of `table?query`."""
        result = await self.read(path, config=config, root=root)
        rows: list[Any] = msgspec.json.decode(result.body)
        assert len(rows) == result.page
        return rows

    async def by_hand(self, sql: str) -> list[Any]:
        """Return the rows of hand-written SQL, made json by another function than the one of the server."""
        text = await self.connection.fetchval(f"SELECT coalesce(jsonb_agg(to_jsonb(q)), '[]')::text FROM ({sql}) AS q")
        rows: list[Any] = msgspec.json.decode(text)
        return rows


@pytest.fixture(scope="session")
def read_dsn(_databases: Databases) -> Iterator[str]:
    """Yield the address of a database with the films, which no test changes."""
    with _databases.clone("template1") as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(SCHEMA.read_text().encode())
        yield dsn


@pytest.fixture(scope="session")
def cache(read_dsn: str) -> SchemaCache:
    """Return the schema cache of the films."""

    async def load() -> SchemaCache:
        connection = await connect(read_dsn)
        try:
            return await load_schema_cache(connection, CONFIG)
        finally:
            await connection.close()

    return asyncio.run(load())


@pytest.fixture
async def reader(read_dsn: str, cache: SchemaCache) -> AsyncIterator[Reader]:
    """Yield a reader in a transaction that is rolled back."""
    connection = await connect(read_dsn)
    transaction = connection.transaction()
    await transaction.start()
    yield Reader(cache, connection)
    await transaction.rollback()
    await connection.close()
