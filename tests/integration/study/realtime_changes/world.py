"""A feed of changes, a schema with tables, and subscribers that write down what they get."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec

from alcove.apps.study.api_database import ensure_login
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import (
    PgListener,
    Pool,
    close_pool,
    connect_foreign,
    open_foreign_pool,
    open_pool,
)
from alcove.wires.supabase.realtime.changes import PostgresChangesFeed
from alcove.wires.supabase.realtime.model import ChangesRequest, ChangesSubscription
from alcove.wires.supabase.tokens import VerifiedToken
from support.until import until_async


@dataclass(frozen=True, slots=True)
class FeedDatabase:
    """The connections of a feed to one database."""

    dsn: str
    owner: Pool
    callers: Pool
    notifications: PgListener

    @classmethod
    @asynccontextmanager
    async def open(cls, dsn: str) -> AsyncIterator["FeedDatabase"]:
        """Open the connections as the server does."""
        async with AsyncExitStack() as stack:
            owner = await open_pool(dsn)
            stack.push_async_callback(close_pool, owner)
            login = await ensure_login(owner)
            callers = await open_foreign_pool(login.address(dsn), size=5, name="test-callers", idle_lifetime=30.0)
            stack.push_async_callback(close_pool, callers)
            listener = PgListener(dsn)
            await listener.start()
            stack.push_async_callback(listener.close)
            yield cls(dsn, owner, callers, listener)

    async def pool(self) -> Pool:
        """Return the connections for callers."""
        return self.callers

    async def owner_pool(self) -> Pool:
        """Return the server's own connections."""
        return self.owner

    async def listener(self) -> PgListener:
        """Return the listener."""
        return self.notifications


@dataclass(slots=True)
class Subscriber:
    """What one channel got."""

    payloads: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    subscription: ChangesSubscription | None = None

    def deliver(self, payload: bytes) -> None:
        """Write a change down."""
        self.payloads.append(msgspec.json.decode(payload))

    @property
    def data(self) -> list[dict[str, Any]]:
        """The changes without their ids."""
        return [payload["data"] for payload in self.payloads]

    @property
    def brief(self) -> list[tuple[str, Any]]:
        """Kind and id of the row of each change."""
        return [(data["type"], (data["record"] or data["old_record"]).get("id")) for data in self.data]

    def clear(self) -> None:
        """Forget everything."""
        self.payloads.clear()
        self.problems.clear()


class ChangesWorld:
    """A feed, and the schema `shop` that API roles may use."""

    def __init__(self, database: FeedDatabase, feed: PostgresChangesFeed) -> None:
        self.database = database
        self.feed = feed
        self._marker = Subscriber()

    @classmethod
    @asynccontextmanager
    async def open(cls, database: FeedDatabase) -> AsyncIterator["ChangesWorld"]:
        """Open a feed on an empty schema."""
        await database.owner.execute(
            "DROP PUBLICATION IF EXISTS supabase_realtime; DROP SCHEMA IF EXISTS shop CASCADE;"
            "CREATE SCHEMA shop; GRANT USAGE ON SCHEMA shop TO anon, authenticated, service_role;"
            "ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT ALL ON TABLES TO anon, authenticated, service_role;"
            "DROP TABLE IF EXISTS public.markers; CREATE TABLE public.markers (id text PRIMARY KEY);"
            "GRANT SELECT ON public.markers TO service_role;"
            "CREATE PUBLICATION supabase_realtime FOR TABLE public.markers"
        )
        feed = PostgresChangesFeed(database, clock=SystemClock())
        world = cls(database, feed)
        try:
            yield world
        finally:
            await feed.close()

    async def execute(self, sql: str, *args: Any) -> None:
        """Run SQL as the owner, outside of the feed's connections."""
        connection = await connect_foreign(self.database.dsn, name="test-writer")
        try:
            await connection.execute(sql, *args)
        finally:
            await connection.close()

    async def publish(self, sql: str, table: str) -> None:
        """Run SQL that makes a table of `shop`, and publish the table."""
        await self.execute(f"SET search_path = shop; {sql}; ALTER PUBLICATION supabase_realtime ADD TABLE {table}")

    async def subscribe(
        self, *requests: ChangesRequest, caller: VerifiedToken | None = None, feed: PostgresChangesFeed | None = None
    ) -> Subscriber:
        """Subscribe; by default as `service_role`."""
        subscriber = Subscriber()
        subscriber.subscription = await (feed or self.feed).subscribe(
            requests,
            caller=caller or VerifiedToken.of_role("service_role"),
            deliver=subscriber.deliver,
            report=subscriber.problems.append,
        )
        return subscriber

    async def wait_for_delivery(self, feed: PostgresChangesFeed | None = None) -> None:
        """Wait until everything that is committed now was delivered."""
        marker = await self.subscribe(request_changes("markers", schema="public"), feed=feed)
        name = str(uuid.uuid4())
        await self.execute("INSERT INTO public.markers VALUES ($1)", name)
        await until_async(lambda: any(data["record"].get("id") == name for data in marker.data))
        assert marker.subscription is not None
        await marker.subscription.close()
        await asyncio.sleep(0)


def request_changes(table: str = "items", *, schema: str = "shop", event: Any = "*", **options: Any) -> ChangesRequest:
    """Return a request for changes of a table."""
    return ChangesRequest(event=event, schema=schema, table=table, **options)


def user(account: object, role: str = "authenticated", **claims: Any) -> VerifiedToken:
    """Return the caller that a token of an account stands for."""
    content = {"sub": str(account), "role": role, **claims}
    return VerifiedToken(content, msgspec.json.encode(content).decode(), role)


def kinds(subscriber: Subscriber) -> Sequence[str]:
    """Return the kinds of the changes that a subscriber got."""
    return [data["type"] for data in subscriber.data]
