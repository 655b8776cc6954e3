"""The feed of changes of one process, which the channels of its sockets subscribe to."""

import asyncio
from collections.abc import Sequence
from typing import Final

from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.callers import find_role
from alcove.wires.supabase.realtime.changes.database import CallerLogin, ChangesDatabase
from alcove.wires.supabase.realtime.changes.errors import (
    UNREACHABLE,
    SubscriptionProblem,
    explain_unpublished,
)
from alcove.wires.supabase.realtime.changes.filters import FilterError, parse_filter
from alcove.wires.supabase.realtime.changes.follower import OutboxFollower
from alcove.wires.supabase.realtime.changes.indexes import TableIndexes, check_rights, find_rights
from alcove.wires.supabase.realtime.changes.model import PublishedTable
from alcove.wires.supabase.realtime.changes.router import ChangeRouter
from alcove.wires.supabase.realtime.changes.store.outbox import read_position
from alcove.wires.supabase.realtime.changes.store.tables import describe_named, read_published_schemas
from alcove.wires.supabase.realtime.changes.subscriptions import ParsedRequest, Subscription, Subscriptions, next_id
from alcove.wires.supabase.realtime.model import ChangesRequest, DeliverChange, JoinRefused, ReportProblem
from alcove.wires.supabase.tokens import VerifiedToken

MAX_REQUESTS: Final = 100
"""How many kinds of changes one channel may ask for."""

log = get_logger("alcove.supabase.realtime")


class PostgresChangesFeed:
    """Changes of rows of the published tables, for the channels of one process."""

    def __init__(self, database: ChangesDatabase, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._subscriptions = Subscriptions()
        self._indexes = TableIndexes(database, self._subscriptions)
        self._login = CallerLogin(database)
        router = ChangeRouter(database, self._subscriptions, indexes=self._indexes, login=self._login, clock=clock)
        self._follower = OutboxFollower(database, router, subscriptions=self._subscriptions, clock=clock)

    async def close(self) -> None:
        """Stop listening."""
        await self._follower.close()

    async def subscribe(
        self,
        requests: Sequence[ChangesRequest],
        *,
        caller: VerifiedToken,
        deliver: DeliverChange,
        report: ReportProblem,
    ) -> Subscription:
        """Start to deliver changes that are committed from now on; JoinRefused for a request that cannot be right.

        What a table or the rights of the caller do not allow is reported before this returns. Such a request gets
        changes as soon as they allow it.
        """
        subscription = Subscription(
            _parse_requests(requests), caller=caller, deliver=deliver, report=report, close=self._remove,
            clock=self._clock,
        )  # fmt: skip
        try:
            await self._start(subscription)
        except DATABASE_LOST as error:
            await subscription.close()
            log.warning("changes_not_subscribed", error=str(error))
            raise JoinRefused(UNREACHABLE) from error
        except asyncio.CancelledError:
            await subscription.close()
            raise
        return subscription

    async def _start(self, subscription: Subscription) -> None:
        await self._follower.start()
        pool = await self._database.owner_pool()
        self._subscriptions.add(subscription)
        await self._report_problems(subscription)
        await self._indexes.add(subscription)
        # Whatever was routed until now was committed before.
        since, _ = await read_position(pool)
        subscription.start(since)

    def _remove(self, subscription: Subscription) -> None:
        self._subscriptions.remove(subscription)
        self._indexes.remove(subscription)

    async def _report_problems(self, subscription: Subscription) -> None:
        pool = await self._database.owner_pool()
        named = [
            (request.request.schema, request.request.table)
            for request in subscription.requests
            if request.is_for_one_table
        ]
        role, login = find_role(subscription.caller), await self._login.read()
        tables = await describe_named(pool, named, role=role, login=login) if named else {}
        schemas = await read_published_schemas(pool) if len(named) < len(subscription.requests) else frozenset()
        for request in subscription.requests:
            if request.is_for_one_table:
                await self._check_table(
                    subscription, request, table=tables.get((request.request.schema, request.request.table))
                )
            elif not (schemas if request.request.schema == "*" else schemas & {request.request.schema}):
                subscription.report(explain_unpublished(request.request, request.conditions))

    async def _check_table(
        self, subscription: Subscription, request: ParsedRequest, *, table: PublishedTable | None
    ) -> None:
        if table is None:
            subscription.report(explain_unpublished(request.request, request.conditions))
            return
        if table.problem is not None:
            subscription.report(f"The triggers of {table.shape.name} cannot be made: {table.problem}")
        # It reports what is wrong with the filter.
        await self._indexes.prepare(table.shape)
        try:
            check_rights(request, table, rights=find_rights(table, subscription))
        except SubscriptionProblem as problem:
            subscription.report(str(problem))


def _parse_requests(requests: Sequence[ChangesRequest]) -> Sequence[ParsedRequest]:
    if len(requests) > MAX_REQUESTS:
        raise JoinRefused(f"A channel may ask for {MAX_REQUESTS} kinds of changes, not for {len(requests)}.")
    try:
        return [
            ParsedRequest(id=next_id(), request=request, conditions=parse_filter(request.filter or ""))
            for request in requests
        ]
    except FilterError as error:
        raise JoinRefused(f"Error parsing `filter` params: {error}") from error
