"""The hub: publishes and subscribes to topics across all processes, in bounded memory."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final, Generic, TypeVar

from alcove.foundation.realtime.transport import RESYNC, Notification, Transport, TransportLost
from alcove.foundation.telemetry import get_logger

QUEUE_SIZE: Final = 256
"""Maximum number of queued notifications of one subscriber; on overflow RESYNC replaces all of them."""

T = TypeVar("T")

log = get_logger("alcove.realtime")


class BoundedQueue(Generic[T]):
    """A queue of bounded size for one reader. On overflow, the item `overflow` replaces all queued items."""

    def __init__(self, size: int, *, overflow: T) -> None:
        self._size = size
        self._overflow = overflow
        self._items: deque[T] = deque()
        self._arrived = asyncio.Event()

    def __len__(self) -> int:
        return len(self._items)

    def put(self, item: T) -> None:
        """Add an item."""
        if len(self._items) >= self._size:
            self._items.clear()
            item = self._overflow
        self._items.append(item)
        self._arrived.set()

    def take(self) -> T | None:
        """Return the next item, None when the queue is empty."""
        if not self._items:
            return None
        item = self._items.popleft()
        if not self._items:
            self._arrived.clear()
        return item

    def take_all(self) -> list[T]:
        """Return all queued items."""
        items = list(self._items)
        self._items.clear()
        self._arrived.clear()
        return items

    async def next(self) -> T:
        """Return the next item; wait for it if the queue is empty."""
        while (item := self.take()) is None:
            await self._arrived.wait()
        return item

    async def wait(
        self, *, within: float, unless: asyncio.Event | None = None, about: Callable[[T], bool] | None = None
    ) -> T | None:
        """Return the next item for which `about` is true; None after `within` seconds or when `unless` is set.

        The overflow item always matches. Other items are dropped.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while True:
            while (item := self.take()) is not None:
                if about is None or item is self._overflow or about(item):
                    return item
            remaining = deadline - loop.time()
            if remaining <= 0 or (unless is not None and unless.is_set()):
                return None
            await _wait_for_any(self._arrived, unless, within=remaining)


async def _wait_for_any(*events: asyncio.Event | None, within: float) -> None:
    tasks = [asyncio.create_task(event.wait()) for event in events if event is not None]
    try:
        await asyncio.wait(tasks, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


Subscription = BoundedQueue[Notification]
"""The queued notifications of a subscriber; RESYNC replaces missed ones."""


class Hub:
    """Publishes and subscribes to topics across processes and hosts.

    Notifications about rows are sent by `notify` in the transaction that changes them, and arrive by NOTIFY only.
    Other notifications are published here: with the fast transport if there is one, with NOTIFY if that fails.
    """

    def __init__(self, transport: Transport, *, fast: Transport | None = None) -> None:
        self._transport = transport
        self._fast = fast

    @asynccontextmanager
    async def subscribe(self, *topics: str, size: int = QUEUE_SIZE) -> AsyncIterator[Subscription]:
        """Yield a queue of the notifications that are sent on the topics from now on."""
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
