"""Which requests are for a table: their filters are fitted to its columns, again when these change."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import asyncpg

from alcove.foundation.database import is_away
from alcove.wires.supabase.callers import find_role
from alcove.wires.supabase.realtime.changes.database import ChangesDatabase
from alcove.wires.supabase.realtime.changes.errors import (
    UNAUTHORIZED,
    SubscriptionProblem,
    explain_failure,
    invalid_column,
)
from alcove.wires.supabase.realtime.changes.filters import Condition
from alcove.wires.supabase.realtime.changes.matching import ColumnCondition
from alcove.wires.supabase.realtime.changes.model import Column, PublishedTable, RoleRights, TableShape
from alcove.wires.supabase.realtime.changes.store.checks import describe_error, read_literals
from alcove.wires.supabase.realtime.changes.subscriptions import ParsedRequest, Subscription, Subscriptions
from alcove.wires.supabase.realtime.changes.table_index import IndexedRequest, TableIndex
from alcove.wires.supabase.realtime.changes.values import UNKNOWN, read_json_value, read_literal

NO_RIGHTS: Final = RoleRights(columns=frozenset(), bypasses=False, policies="false")
_COMPARISONS: Final = frozenset({"eq", "neq", "lt", "lte", "gt", "gte", "in", "isdistinct"})


class TableIndexes:
    """The indexes of the tables that changed or were named by a request."""

    def __init__(self, database: ChangesDatabase, subscriptions: Subscriptions) -> None:
        self._database = database
        self._subscriptions = subscriptions
        self._indexes: dict[int, TableIndex] = {}
        # An index that is being made must not miss a subscription that is being added.
        self._lock = asyncio.Lock()

    async def prepare(self, shape: TableShape) -> TableIndex:
        """Return the index of a table, with all requests for it."""
        index = self._indexes.get(shape.id)
        if index is None or index.shape != shape:
            async with self._lock:
                index = TableIndex(shape)
                for subscription, request in self._subscriptions.find(shape):
                    await self._fit(index, subscription, request=request)
                self._indexes[shape.id] = index
        return index

    async def add(self, subscription: Subscription) -> None:
        """Add the requests of a subscription to the indexes that exist."""
        async with self._lock:
            for index in tuple(self._indexes.values()):
                for request in subscription.requests:
                    if _is_for(request, index.shape):
                        await self._fit(index, subscription, request=request)

    def remove(self, subscription: Subscription) -> None:
        """Remove the requests of a subscription."""
        for index in self._indexes.values():
            for request in subscription.requests:
                index.remove(request.id)

    async def _fit(self, index: TableIndex, subscription: Subscription, *, request: ParsedRequest) -> None:
        if request.id in index:
            return
        conditions = None
        try:
            conditions = await self._fit_conditions(index.shape, subscription, request=request)
        except SubscriptionProblem as problem:
            if request.is_for_one_table:
                subscription.report(str(problem))
        if not subscription.is_closed:
            index.add(IndexedRequest(subscription=subscription, request=request, conditions=conditions))

    async def _fit_conditions(
        self, shape: TableShape, subscription: Subscription, *, request: ParsedRequest
    ) -> tuple[ColumnCondition, ...]:
        fitted = []
        for condition in request.conditions:
            column = shape.find_column(condition.column)
            if column is None:
                reason = invalid_column(condition.column, use="filter")
                raise SubscriptionProblem(explain_failure(request.request, request.conditions, reason=reason))
            try:
                values = await self._fit_values(condition, column, subscription=subscription)
            except asyncpg.PostgresError as error:
                if is_away(error):
                    raise
                reason = describe_error(error)
                raise SubscriptionProblem(
                    explain_failure(request.request, request.conditions, reason=reason)
                ) from error
            fitted.append(ColumnCondition(condition=condition, column=column, values=values))
        return tuple(fitted)

    async def _fit_values(self, condition: Condition, column: Column, *, subscription: Subscription) -> tuple[Any, ...]:
        known = _read_values(condition, column)
        if known is not None:
            return known
        pool = await self._database.pool()
        literals = await read_literals(pool, condition, column=column, caller=subscription.caller)
        values = [read_json_value(literal, column.value_kind) for literal in literals]
        return tuple(values) if values else (UNKNOWN,) * len(condition.values)


def check_rights(request: ParsedRequest, table: PublishedTable, *, rights: RoleRights) -> None:
    """Raise SubscriptionProblem when a role may not read the table or the columns that a request names."""
    if not rights.columns:
        raise SubscriptionProblem(f"{UNAUTHORIZED}: {table.shape.schema}.{table.shape.name}")
    filtered = [condition.column for condition in request.conditions]
    for use, names in (("filter", filtered), ("select", request.request.select or ())):
        for name in names:
            if name not in rights.columns or table.shape.find_column(name) is None:
                reason = invalid_column(name, use=use)
                raise SubscriptionProblem(explain_failure(request.request, request.conditions, reason=reason))


def find_rights(table: PublishedTable, subscription: Subscription) -> RoleRights:
    """Return the rights of the caller of a subscription."""
    return table.roles.get(find_role(subscription.caller), NO_RIGHTS)


def _read_values(condition: Condition, column: Column) -> tuple[Any, ...] | None:
    """Return the values of a condition, None when the database has to read or refuse them."""
    name = condition.operator
    if name == "is":
        is_valid = condition.values[0] == "null" or column.value_kind == "boolean"
        return (UNKNOWN,) if is_valid else None
    if name in ("like", "ilike"):
        return (UNKNOWN,) if column.value_kind == "text" else None
    if name not in _COMPARISONS:
        return None
    values: Sequence[Any] = [None if text is None else read_literal(text, column) for text in condition.values]
    return tuple(values) if UNKNOWN not in values else None


def _is_for(request: ParsedRequest, shape: TableShape) -> bool:
    return request.request.schema in (shape.schema, "*") and request.request.table in (shape.name, "*")
