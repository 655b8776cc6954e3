"""What carries notifications between processes: PostgreSQL's NOTIFY, and perhaps something faster beside it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from alcove.foundation.database import DATABASE_LOST, MISSED, Notices, Pool, notify
from alcove.foundation.redis import MISSED as MISSED_IN_REDIS
from alcove.foundation.redis import RedisPubSub

FIRST_CONNECTION: Final = 1.0
"""Seconds for which a listener waits for Redis before it goes on without."""


@dataclass(frozen=True, slots=True)
class Notification:
    """What was sent on a topic."""

    topic: str
    payload: str = ""


RESYNC: Final = Notification("")
"""Stands for any number of notifications that were missed: look at the tables again."""

Deliver: TypeAlias = Callable[[Notification], None]


class TransportLost(Exception):
    """It is not known whether a notification was sent."""


class Transport(Protocol):
    """Carries notifications to every process of every host.

    It may deliver one twice, never in another order, and none is lost unless RESYNC is delivered in its place: to
    every listener after the connection was lost, from the moment on when nothing more can be missed.
    """

    def listen(self, topics: Sequence[str], deliver: Deliver, /) -> AbstractAsyncContextManager[None]:
        """Call `deliver` with each notification on the topics during the block; a lost connection ends nothing."""
        ...

    async def publish(self, topic: str, payloads: Sequence[str], /) -> None:
        """Send payloads, each shorter than 8,000 bytes, in this order; TransportLost, at once when it is known."""
        ...


class PgTransport:
    """NOTIFY: what a transaction sends is delivered exactly when its rows can be seen."""

    def __init__(self, notices: Notices, pool: Pool) -> None:
        self._notices = notices
        self._pool = pool

    @asynccontextmanager
    async def listen(self, topics: Sequence[str], deliver: Deliver, /) -> AsyncIterator[None]:
        """Call `deliver` with each notification on the topics during the block."""

        def pass_on(topic: str, payload: str) -> None:
            deliver(RESYNC if (topic, payload) == ("", MISSED) else Notification(topic, payload))

        async with self._notices.listen(*topics, handler=pass_on):
            yield

    async def publish(self, topic: str, payloads: Sequence[str], /) -> None:
        """Send payloads."""
        try:
            await notify(self._pool, topic, *payloads)
        except DATABASE_LOST as error:
            raise TransportLost(str(error)) from error


class RedisTransport:
    """Redis: quicker than NOTIFY between many hosts, and away at any time; what it lost is told by RESYNC."""

    def __init__(self, pubsub: RedisPubSub) -> None:
        self._pubsub = pubsub

    @asynccontextmanager
    async def listen(self, topics: Sequence[str], deliver: Deliver, /) -> AsyncIterator[None]:
        """Call `deliver` with each notification on the topics during the block, RESYNC after each lost connection."""
        listening = asyncio.Event()
        reading = asyncio.create_task(self._read(topics, deliver, listening=listening), name="realtime-redis")
        try:
            # While Redis is away the block begins without it, and a RESYNC says when it has come.
            with suppress(TimeoutError):
                await asyncio.wait_for(listening.wait(), FIRST_CONNECTION)
            listening.set()
            yield
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def publish(self, topic: str, payloads: Sequence[str], /) -> None:
        """Send payloads; TransportLost at once when Redis is away."""
        for payload in payloads:
            if not await self._pubsub.publish(topic, payload.encode()):
                raise TransportLost("Redis does not answer")

    async def _read(self, topics: Sequence[str], deliver: Deliver, *, listening: asyncio.Event) -> None:
        async with aclosing(self._pubsub.subscribe(*topics)) as messages:
            async for message in messages:
                if message is not MISSED_IN_REDIS:
                    deliver(Notification(message.topic, message.data.decode()))
                elif listening.is_set():
                    deliver(RESYNC)
                listening.set()
