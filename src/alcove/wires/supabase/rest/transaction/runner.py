"""Runs prepared actions: one transaction per request, and errors of PostgreSQL as responses."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

import asyncpg

from alcove.foundation.database import Connection, Pool, end_open_transaction
from alcove.wires.supabase.rest.caller import Caller
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.pg_errors import explain_database_error
from alcove.wires.supabase.rest.query.model import ResultRow, Statement
from alcove.wires.supabase.rest.query.session import Transaction, load_role_settings
from alcove.wires.supabase.rest.query.statement import (
    explain_statement,
    read_planned_count,
    read_result,
)
from alcove.wires.supabase.rest.request.model import RestRequest
from alcove.wires.supabase.rest.schema_cache.model import SchemaCache
from alcove.wires.supabase.rest.transaction.action import PreparedAction
from alcove.wires.supabase.rest.transaction.session import acquire_connection, run_in_transaction
from alcove.wires.supabase.rest.transaction.settings import build_transaction, commits_changes

T = TypeVar("T")

_ATTEMPTS: Final = 2


@dataclass(slots=True)
class _RoleSettings:
    """The settings of roles, read once for every schema cache: both change by DDL."""

    source: SchemaCache | None = None
    by_role: Mapping[str, Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestScope:
    """What all steps of a request share: who sends it, its headers, and the configuration and schema that it found."""

    request: RestRequest
    caller: Caller
    fields: Mapping[str, str]
    config: RestConfig
    schema: SchemaCache


class ActionRunner:
    """Runs prepared actions on the connections of a pool."""

    def __init__(self, pool: Callable[[], Pool]) -> None:
        self._pool = pool
        self._role_settings = _RoleSettings()

    async def run(self, action: PreparedAction, scope: RequestScope) -> ResultRow:
        """Return the result of an action; RestError of any kind."""
        return await self._run_as_caller(
            scope, work=lambda connection: _execute(connection, action, config=scope.config), action=action
        )

    async def read(self, work: Callable[[Connection], Awaitable[T]], scope: RequestScope) -> T:
        """Return what `work` reads in a transaction of the caller; RestError of any kind."""
        return await self._run_as_caller(scope, work=work)

    async def _run_as_caller(
        self,
        scope: RequestScope,
        *,
        work: Callable[[Connection], Awaitable[T]],
        action: PreparedAction | None = None,
    ) -> T:
        request, caller, config = scope.request, scope.caller, scope.config
        commits = commits_changes(request.preferences, config)
        try:
            transaction = build_transaction(
                request,
                caller,
                fields=scope.fields,
                config=config,
                read_only=action is None or action.read_only,
                role_settings=await self._settings_of(caller.role, scope.schema),
                function_settings=action.settings if action is not None else (),
                isolation=action.isolation if action is not None else None,
            )
            commits_later = commits and request.action == "read" and _has_only_read(transaction)
            return await self._run_repeatedly(transaction, work=work, commits=commits, commits_later=commits_later)
        except asyncpg.PostgresError as error:
            raise explain_database_error(error, authenticated=not caller.is_anonymous) from error

    async def _run_repeatedly(
        self,
        transaction: Transaction,
        *,
        work: Callable[[Connection], Awaitable[T]],
        commits: bool,
        commits_later: bool,
    ) -> T:
        for attempt in range(_ATTEMPTS):
            try:
                return await run_in_transaction(
                    self._pool(), transaction, work=work, commits=commits, commits_later=commits_later
                )
            except asyncpg.InvalidCachedStatementError:
                # DDL has changed a prepared statement, which then did nothing.
                if attempt + 1 == _ATTEMPTS:
                    raise
        raise AssertionError

    async def _settings_of(self, role: str, schema: SchemaCache) -> Mapping[str, str]:
        known = self._role_settings
        if known.by_role is None or known.source is not schema:
            async with acquire_connection(self._pool()) as connection:
                await end_open_transaction(connection)
                known = _RoleSettings(schema, await load_role_settings(connection))
            self._role_settings = known
        return (known.by_role or {}).get(role, {})


def _has_only_read(transaction: Transaction) -> bool:
    """Return whether the transaction has changed nothing, so that its commit cannot fail and nobody waits for it."""
    return transaction.read_only and transaction.isolation == "read committed" and not transaction.pre_request


async def _execute(connection: Connection, action: PreparedAction, *, config: RestConfig) -> ResultRow:
    explain = action.format.explain
    if explain is not None:
        return await _read_plan(connection, explain_statement(action.statement, explain))
    statement = action.statement
    row = read_result(await connection.fetchrow(statement.sql, *statement.values))
    if action.planned_count is not None:
        row = await _with_planned_count(connection, action.planned_count, row=row, config=config)
    action.check(row)
    return row


async def _read_plan(connection: Connection, statement: Statement) -> ResultRow:
    lines = await connection.fetch(statement.sql, *statement.values)
    values = [line[0] if isinstance(line[0], bytes) else str(line[0]).encode() for line in lines]
    return ResultRow(body=b"\n".join(values), page=1)


async def _with_planned_count(
    connection: Connection, statement: Statement, *, row: ResultRow, config: RestConfig
) -> ResultRow:
    """Return the row with PostgreSQL's estimate where the rows were not all counted."""
    limit = config.db_max_rows
    if row.total is not None and limit is not None and row.total <= limit:
        return row
    planned = read_planned_count(await connection.fetchval(statement.sql, *statement.values))
    return replace(row, total=max(planned, row.total or 0))
