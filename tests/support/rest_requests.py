"""Requests to the REST compiler without HTTP: parse, plan, compile, and run in a transaction that is rolled back."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

import asyncpg
import psycopg

from alcove.foundation.database import Connection, connect
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.plan.call import plan_call
from alcove.wires.supabase.rest.plan.call_model import CallPlan
from alcove.wires.supabase.rest.plan.write import plan_mutation
from alcove.wires.supabase.rest.plan.write_model import AccessMode
from alcove.wires.supabase.rest.query.call import compile_call
from alcove.wires.supabase.rest.query.model import ResultRow, Statement
from alcove.wires.supabase.rest.query.statement import BodyFormat, read_result
from alcove.wires.supabase.rest.query.write import compile_mutation
from alcove.wires.supabase.rest.query.write_checks import check_call, check_mutation, mutation_status
from alcove.wires.supabase.rest.request.model import FunctionTarget, RestRequest
from alcove.wires.supabase.rest.request.parser import parse_request
from alcove.wires.supabase.rest.schema_cache.load import load_schema_cache
from alcove.wires.supabase.rest.schema_cache.model import SchemaCache
from support.postgres import Databases

OBJECT_TYPE = "application/vnd.pgrst.object+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a request came to: the row of its statement, or an error; `after` is what `then` returned."""

    status: int
    text: str = ""
    page: int = 0
    total: int | None = None
    location: tuple[tuple[str, str], ...] = ()
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
        request = None
        try:
            request = self._parse(method, target, body, headers or {})
            return await self._run(request, then)
        except RestError as error:
            return Answer(
                status=error.status,
                code=error.code,
                message=error.message,
                details=error.details,
                after=await self._fetch(then),
            )
        except asyncpg.PostgresError as error:
            return Answer(
                status=500,
                code=error.sqlstate,
                message=error.message,
                details=error.detail,
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
        is_singular = any(media.name == OBJECT_TYPE for media in request.accept)
        body = BodyFormat(kind="object" if is_singular else "array")
        if isinstance(request.target, FunctionTarget):
            call = replace(plan_call(request, cache=self.cache, config=self.config), is_singular=is_singular)
            statement = compile_call(call, body=body, count=request.preferences.count)
            async with self._transaction(call.access_mode):
                row = await self._execute(statement)
                check_call(call, row)
                after = await self._fetch(then)
            return _answer(row, status=204 if call.function.returns.is_void else 200, after=after)
        mutation = replace(plan_mutation(request, cache=self.cache, config=self.config), is_singular=is_singular)
        statement = compile_mutation(mutation, body=body)
        async with self._transaction(mutation.access_mode):
            row = await self._execute(statement)
            check_mutation(mutation, row)
            after = await self._fetch(then)
        return _answer(row, status=mutation_status(mutation, row), after=after)

    @asynccontextmanager
    async def _transaction(self, access_mode: AccessMode) -> AsyncIterator[None]:
        transaction = self.connection.transaction(readonly=access_mode == "read only")
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


def _answer(row: ResultRow, *, status: int, after: Sequence[Sequence[Any]]) -> Answer:
    return Answer(
        status=status, text=row.body.decode(), page=row.page, total=row.total, location=row.location, after=after
    )


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
