"""Publish and subscribe between processes on any number of hosts, while Redis is available."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.redis.connection import RedisConnection
from alcove.foundation.retry import backoff
from alcove.foundation.telemetry import get_logger

if TYPE_CHECKING:
    from redis.asyncio.client import PubSub

PING_AFTER: Final = 15.0
"""Seconds without a message after which the connection is pinged."""
FIRST_PAUSE: Final = 0.2
MAX_PAUSE: Final = 10.0

log = get_logger("alcove.redis")


@dataclass(frozen=True, slots=True)
class Message:
    """A message on a topic."""

    topic: str
    data: bytes


MISSED: Final = Message("", b"")
"""The first message of a subscription, and after each reconnection: earlier messages may have been missed."""


class RedisPubSub:
    """Publishes messages, and yields the messages of all processes, this one included."""

    def __init__(self, redis: RedisConnection, *, clock: Clock | None = None) -> None:
        self._redis = redis
        self._prefix = f"{redis.namespace}:topic:"
        self._clock = clock or SystemClock()

    async def publish(self, topic: str, data: bytes) -> bool:
        """Send a message to all subscribers; return whether Redis accepted it."""
        receivers = await self._redis.attempt(lambda client: client.publish(f"{self._prefix}{topic}", data))
        return receivers is not None

    async def subscribe(self, *patterns: str) -> AsyncGenerator[Message]:
        """Yield the messages of topics that match a glob pattern; it never ends until the iterator is closed."""
        failures, wait = 0, backoff(FIRST_PAUSE, MAX_PAUSE)
        client = await self._redis.client()
        from redis.exceptions import RedisError  # noqa: PLC0415 - imported with the client

        while True:
            try:
                async with client.pubsub() as pubsub:
                    await pubsub.psubscribe(*(f"{self._prefix}{pattern}" for pattern in patterns))
                    async for message in _read_messages(pubsub, prefix=self._prefix, patterns=len(patterns)):
                        failures = 0
                        yield message
            except (RedisError, OSError) as error:
                failures += 1
                log.debug("redis_subscription_lost", error=type(error).__name__)
            await self._clock.sleep(wait(failures))


async def _read_messages(pubsub: "PubSub", *, prefix: str, patterns: int) -> AsyncIterator[Message]:
    while True:
        message: dict[str, Any] | None = await pubsub.get_message(timeout=PING_AFTER)
        if message is None:
            await pubsub.ping()
        elif message["type"] == "psubscribe":
            # Its data is the number of patterns subscribed so far.
            if message["data"] == patterns:
                yield MISSED
        elif message["type"] == "pmessage":
            yield Message(message["channel"].decode().removeprefix(prefix), message["data"])
