"""Messages from process to process, on any number of hosts, for as long as Redis is there."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.redis.connection import RedisConnection
from alcove.foundation.retry import backoff
from alcove.foundation.telemetry import get_logger

if TYPE_CHECKING:
    from redis.asyncio.client import PubSub

LISTEN: Final = 15.0
"""Seconds without a message after which the connection is tried."""
FIRST_WAIT: Final = 0.2
LONGEST_WAIT: Final = 10.0

log = get_logger("alcove.redis")


@dataclass(frozen=True, slots=True)
class Message:
    """What was published on a topic."""

    topic: str
    data: bytes


MISSED: Final = Message("", b"")
"""Comes first, and again after each reconnection: messages from before may have been missed."""


class RedisPubSub:
    """Publishes on topics and yields what is published, also by this process itself."""

    def __init__(self, redis: RedisConnection, *, clock: Clock | None = None) -> None:
        self._redis = redis
        self._prefix = f"{redis.namespace}:topic:"
        self._clock = clock or SystemClock()

    async def publish(self, topic: str, data: bytes) -> bool:
        """Send a message to all who listen; return whether Redis took it."""
        sent = await self._redis.attempt(lambda client: client.publish(f"{self._prefix}{topic}", data))
        return sent is not None

    async def subscribe(self, *patterns: str) -> AsyncGenerator[Message]:
        """Yield the messages of topics that match any of the glob patterns, for ever; close the iterator to end it."""
        failures, wait = 0, backoff(FIRST_WAIT, LONGEST_WAIT)
        client = await self._redis.client()
        from redis.exceptions import RedisError  # noqa: PLC0415 - loaded with the client

        while True:
            try:
                async with client.pubsub() as pubsub:
                    await pubsub.psubscribe(*(f"{self._prefix}{pattern}" for pattern in patterns))
                    async for message in _heard(pubsub, prefix=self._prefix, patterns=len(patterns)):
                        failures = 0
                        yield message
            except (RedisError, OSError) as error:
                failures += 1
                log.debug("redis_subscription_lost", error=type(error).__name__)
            await self._clock.sleep(wait(failures))


async def _heard(pubsub: "PubSub", *, prefix: str, patterns: int) -> AsyncIterator[Message]:
    while True:
        got: dict[str, Any] | None = await pubsub.get_message(timeout=LISTEN)
        if got is None:
            await pubsub.ping()
        elif got["type"] == "psubscribe":
            # Its data is how many patterns are listened for by now.
            if got["data"] == patterns:
                yield MISSED
        elif got["type"] == "pmessage":
            yield Message(got["channel"].decode().removeprefix(prefix), got["data"])
