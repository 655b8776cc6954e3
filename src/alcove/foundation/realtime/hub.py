"""The hub: every notification of every process, handed to any number of subscribers in bounded memory."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final, Generic, TypeVar

from alcove.foundation.realtime.transport import RESYNC, Notification, Transport, TransportLost
from alcove.foundation.telemetry import get_logger

QUEUE_SIZE: Final = 256
"""Notifications that wait for one subscriber; further ones are replaced by RESYNC, all that wait included."""

T = TypeVar("T")

log = get_logger("alcove.realtime")


class BoundedQueue(Generic[T]):
    """What one reader has not read yet, in order; a reader that falls behind gets `overflow` in place of all of it."""

    def __init__(self, size: int, *, overflow: T) -> None:
        self._size = size
        self._overflow = overflow
        self._waiting: deque[T] = deque()
        self._arrived = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, item: T) -> None:
        """Add an item."""
        if len(self._waiting) >= self._size:
            self._waiting.clear()
            item = self._overflow
        self._waiting.append(item)
        self._arrived.set()

    def take(self) -> T | None:
        """Return the next item if there is one already."""
        if not self._waiting:
            return None
        item = self._waiting.popleft()
        if not self._waiting:
            self._arrived.clear()
        return item

    def take_all(self) -> list[T]:
        """Return all items that are there already."""
        items = list(self._waiting)
        self._waiting.clear()
        self._arrived.clear()
        return items

    async def next(self) -> T:
        """Return the next item."""
        while (item := self.take()) is None:
            await self._arrived.wait()
        return item

    async def wait(
        self, *, within: float, unless: asyncio.Event | None = None, about: Callable[[T], bool] | None = None
    ) -> T | None:
        """Return the next item that is `about` the matter; None after `within` seconds or once `unless` is set.

        An overflow is about everything. Items about something else are dropped.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while True:
            while (item := self.take()) is not None:
                if about is None or item is self._overflow or about(item):
                    return item
            left = deadline - loop.time()
            if left <= 0 or (unless is not None and unless.is_set()):
                return None
            await _first_of(self._arrived, unless, within=left)


async def _first_of(*events: asyncio.Event | None, within: float) -> None:
    waits = [asyncio.create_task(event.wait()) for event in events if event is not None]
    try:
        await asyncio.wait(waits, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


Subscription = BoundedQueue[Notification]
"""What a subscriber has not read yet; RESYNC stands for what was missed."""


class Hub:
    """Publishes to topics and subscribes to them, whichever process of whichever host has the other end.

    What belongs to rows is sent by `notify` in their transaction and comes by NOTIFY alone. What no row stands behind
    is published here: through the fast transport where there is one, through NOTIFY when that fails.
    """

    def __init__(self, transport: Transport, *, fast: Transport | None = None) -> None:
        self._transport = transport
        self._fast = fast

    @asynccontextmanager
    async def subscribe(self, *topics: str, size: int = QUEUE_SIZE) -> AsyncIterator[Subscription]:
        """Give a queue of what is sent on the topics from now on."""
        subscription = Subscription(size, overflow=RESYNC)
        async with AsyncExitStack() as stack:
            for transport in (self._transport, self._fast):
                if transport is not None:
                    await stack.enter_async_context(transport.listen(topics, subscription.put))
            yield subscription

    async def publish(self, topic: str, *payloads: str) -> None:
        """Send payloads, each shorter than 8,000 bytes, in this order."""
        if self._fast is not None:
            try:
                return await self._fast.publish(topic, payloads)
            except TransportLost as error:
                log.warning("fast_transport_lost", error=str(error))
        return await self._transport.publish(topic, payloads)
