"""Requests to the REST compiler without HTTP: parse, plan, compile, and run in a transaction that is rolled back."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import asyncpg
import psycopg

from alcove.foundation.database import Connection, connect
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.pg_errors import explain_database_error
from alcove.wires.supabase.rest.plan.call import plan_call
from alcove.wires.supabase.rest.plan.call_model import CallPlan
from alcove.wires.supabase.rest.query.model import ResultRow, Statement
from alcove.wires.supabase.rest.query.statement import read_result
from alcove.wires.supabase.rest.request.model import RestRequest
from alcove.wires.supabase.rest.request.parser import parse_request
from alcove.wires.supabase.rest.respond.model import Outcome
from alcove.wires.supabase.rest.respond.response import build_response
from alcove.wires.supabase.rest.schema_cache.load import load_schema_cache
from alcove.wires.supabase.rest.schema_cache.model import SchemaCache
from alcove.wires.supabase.rest.transaction.action import prepare_action
from support.postgres import Databases


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response or an error, with numbers of rows of the result; `after` is what `then` returned."""

    status: int
    text: str = ""
    page: int = 0
    total: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    code: str | None = None
    message: str | None = None
    details: object = None
    after: Sequence[Sequence[Any]] = ()

    @property
    def json(self) -> Any:
        """The body of a response that is no error, read as JSON."""
        assert self.code is None, self
        return json.loads(self.text)


class RestDatabase:
    """A database whose requests leave no trace."""

    def __init__(self, connection: Connection, *, cache: SchemaCache, role: str, config: RestConfig) -> None:
        self.connection = connection
        self.cache = cache
        self.role = role
        self.config = config

    async def send(
        self,
        method: str,
        target: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        *,
        then: str | None = None,
    ) -> Answer:
        """Run a request, and the query `then` in the same transaction unless the request failed; undo both.

        A body that is no text and no bytes is sent as JSON.
        """
        try:
            return await self._run(self._parse(method, target, body, headers or {}), then)
        except RestError as error:
            return Answer(
                status=error.status,
                code=error.code,
                message=error.message,
                details=error.details,
                after=await self._fetch(then),
            )

    def plan_call(self, method: str, target: str, body: Any = None) -> CallPlan:
        """Return the plan of a call."""
        return plan_call(self._parse(method, target, body, {}), cache=self.cache, config=self.config)

    def _parse(self, method: str, target: str, body: Any, headers: Mapping[str, str]) -> RestRequest:
        path, _, query = target.partition("?")
        is_raw = isinstance(body, (str, bytes)) or body is None
        text = body or b"" if is_raw else json.dumps(body)
        return parse_request(
            method=method,
            path=unquote(path),
            raw_query=query,
            headers=[(name.encode(), value.encode()) for name, value in headers.items() if value],
            body=text.encode() if isinstance(text, str) else text,
            config=self.config,
        )

    async def _run(self, request: RestRequest, then: str | None) -> Answer:
        action = prepare_action(request, cache=self.cache, config=self.config)
        try:
            async with self._transaction(read_only=action.read_only):
                row = await self._execute(action.statement)
                action.check(row)
                after = await self._fetch(then)
        except asyncpg.PostgresError as error:
            raise explain_database_error(error, authenticated=True) from error
        outcome = Outcome(
            request=request,
            result=row,
            format=action.format,
            config=self.config,
            is_void=action.is_void,
            applies_resolution=action.applies_resolution,
        )
        response = build_response(outcome)
        return Answer(
            status=response.status,
            text=response.body.decode(),
            headers=dict(response.headers),
            page=row.page,
            total=row.total,
            after=after,
        )

    @asynccontextmanager
    async def _transaction(self, *, read_only: bool) -> AsyncIterator[None]:
        transaction = self.connection.transaction(readonly=read_only)
        await transaction.start()
        try:
            await self.connection.execute(f'SET LOCAL role = "{self.role}"')
            yield
        finally:
            await transaction.rollback()

    async def _execute(self, statement: Statement) -> ResultRow:
        row = await self.connection.fetchrow(statement.sql, *statement.values)
        await self.connection.execute("RESET role")
        return read_result(row)

    async def _fetch(self, query: str | None) -> Sequence[Sequence[Any]]:
        return [] if query is None else [list(row) for row in await self.connection.fetch(query)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedDatabase:
    """The address of a database, and the schema cache of it."""

    dsn: str
    config: RestConfig
    cache: SchemaCache

    @asynccontextmanager
    async def open(self, *, role: str, config: RestConfig | None = None) -> AsyncIterator[RestDatabase]:
        """Yield a connection whose requests run as `role`."""
        connection = await connect(self.dsn)
        try:
            yield RestDatabase(connection, cache=self.cache, role=role, config=config or self.config)
        finally:
            await connection.close()


@contextmanager
def prepare_database(made: Databases, script: str, *, config: RestConfig) -> Iterator[PreparedDatabase]:
    """Yield a database with the objects of an SQL script."""
    with made.clone("template1") as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(script.encode())
        yield PreparedDatabase(dsn=dsn, config=config, cache=asyncio.run(_load_cache(dsn, config)))


async def _load_cache(dsn: str, config: RestConfig) -> SchemaCache:
    connection = await connect(dsn)
    try:
        return await load_schema_cache(connection, config)
    finally:
        await connection.close()
