"""A feed as one process has it, with a listener whose connection tests can cut."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Connection, PgListener, Pool, connect, open_pool
from alcove.wires.supabase.realtime.private import BroadcastFeed
from support.until import until_async


@dataclass(frozen=True, slots=True)
class Delivery:
    """A broadcast that was delivered."""

    topic: str
    event: str
    payload: Any
    is_private: bool
    meta: dict[str, object]


@dataclass(slots=True)
class Follower:
    """A feed and what it has delivered; its listener connects when `may_connect` is set."""

    pool: Pool
    deliveries: list[Delivery] = field(default_factory=list)
    may_connect: asyncio.Event = field(default_factory=asyncio.Event)
    listening: list[Connection] = field(default_factory=list)

    def deliver(self, topic: str, *, event: str, payload: bytes, is_private: bool, meta: dict[str, object]) -> None:
        """Record a delivery."""
        self.deliveries.append(Delivery(topic, event, json.loads(payload), is_private, meta))

    async def open_connection(self, dsn: str, *, name: str) -> Connection:
        """Connect for the listener."""
        await self.may_connect.wait()
        self.listening.append(await connect(dsn, name=name))
        return self.listening[-1]

    async def cut(self) -> None:
        """Let the server end the listener's connection; it comes back when `may_connect` is set."""
        self.may_connect.clear()
        await self.pool.execute("SELECT pg_terminate_backend($1)", self.listening[-1].get_server_pid())

    async def take(self, count: int) -> Sequence[Delivery]:
        """Return the next deliveries, and fail when there are more."""
        await until_async(lambda: len(self.deliveries) >= count, describe=lambda: self.deliveries)
        await asyncio.sleep(0.05)
        taken, self.deliveries = self.deliveries, []
        assert len(taken) == count, taken
        return taken


@asynccontextmanager
async def follow(dsn: str) -> AsyncIterator[Follower]:
    """Yield a feed of a process, which follows."""
    pool = await open_pool(dsn, size=2)
    follower = Follower(pool)
    follower.may_connect.set()
    listener = PgListener(dsn, open_connection=follower.open_connection)
    await listener.start()

    async def get_pool() -> Pool:
        return pool

    async def get_listener() -> PgListener:
        return listener

    feed = BroadcastFeed(pool=get_pool, listener=get_listener, deliver=follower.deliver, clock=SystemClock())
    assert await feed.ensure_following(within=60)
    try:
        yield follower
    finally:
        await feed.close()
        await listener.close()
        pool.terminate()
