"""Transports of notifications between processes: PostgreSQL's NOTIFY, and optionally Redis."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from alcove.foundation.database import DATABASE_LOST, MISSED, PgListener, Pool, notify
from alcove.foundation.redis import MISSED as MISSED_IN_REDIS
from alcove.foundation.redis import RedisPubSub

CONNECT_TIMEOUT: Final = 1.0
"""Seconds that a listener waits for Redis before it continues without."""


@dataclass(frozen=True, slots=True)
class Notification:
    """A notification on a topic."""

    topic: str
    payload: str = ""


RESYNC: Final = Notification("")
"""Replaces any number of missed notifications: read the tables again."""

Deliver: TypeAlias = Callable[[Notification], None]


class TransportLost(Exception):
    """A notification may not have been sent."""


class Transport(Protocol):
    """Delivers notifications to all processes on all hosts.

    A notification may be delivered twice, but never out of order. If notifications are lost, every listener gets
    RESYNC after the connection is restored.
    """

    def listen(self, topics: Sequence[str], deliver: Deliver, /) -> AbstractAsyncContextManager[None]:
        """Call `deliver` with each notification on the topics during the block, even if connections are lost."""
        ...

    async def publish(self, topic: str, payloads: Sequence[str], /) -> None:
        """Send payloads, each shorter than 8,000 bytes, in this order; TransportLost."""
        ...


class PgTransport:
    """NOTIFY: notifications are delivered when the transaction that sent them is visible."""

    def __init__(self, pg_listener: PgListener, pool: Pool) -> None:
        self._pg_listener = pg_listener
        self._pool = pool

    @asynccontextmanager
    async def listen(self, topics: Sequence[str], deliver: Deliver, /) -> AsyncIterator[None]:
        """Call `deliver` with each notification on the topics during the block."""

        def forward(topic: str, payload: str) -> None:
            deliver(RESYNC if (topic, payload) == ("", MISSED) else Notification(topic, payload))

        async with self._pg_listener.listen(*topics, handler=forward):
            yield

    async def publish(self, topic: str, payloads: Sequence[str], /) -> None:
        """Send payloads."""
        try:
            await notify(self._pool, topic, *payloads)
        except DATABASE_LOST as error:
            raise TransportLost(str(error)) from error


class RedisTransport:
    """Redis pub/sub: faster than NOTIFY between many hosts, but unreliable; RESYNC replaces lost notifications."""

    def __init__(self, pubsub: RedisPubSub) -> None:
        self._pubsub = pubsub

    @asynccontextmanager
    async def listen(self, topics: Sequence[str], deliver: Deliver, /) -> AsyncIterator[None]:
        """Call `deliver` with each notification on the topics during the block, RESYNC after each lost connection."""
        listening = asyncio.Event()
        reader = asyncio.create_task(self._read(topics, deliver, listening=listening), name="realtime-redis")
        try:
            # If Redis is unavailable, the block starts without it; RESYNC is delivered when it is connected.
            with suppress(TimeoutError):
                await asyncio.wait_for(listening.wait(), CONNECT_TIMEOUT)
            listening.set()
            yield
        finally:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)

    async def publish(self, topic: str, payloads: Sequence[str], /) -> None:
        """Send payloads; TransportLost when Redis is unavailable."""
        for payload in payloads:
            if not await self._pubsub.publish(topic, payload.encode()):
                raise TransportLost("Redis does not respond")

    async def _read(self, topics: Sequence[str], deliver: Deliver, *, listening: asyncio.Event) -> None:
        async with aclosing(self._pubsub.subscribe(*topics)) as messages:
            async for message in messages:
                if message is not MISSED_IN_REDIS:
                    deliver(Notification(message.topic, message.data.decode()))
                elif listening.is_set():
                    deliver(RESYNC)
                listening.set()
