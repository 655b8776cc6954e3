"""The hub delivers in order, in bounded memory, and reports losses."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from alcove.foundation.realtime import RESYNC, BoundedQueue, Hub, Notification, TransportLost
from alcove.foundation.realtime.transport import Deliver


class MemoryTransport:
    """A transport within the process that can be interrupted."""

    def __init__(self) -> None:
        self.listeners: dict[str, list[Deliver]] = {}
        self.is_interrupted = False
        self.sent: list[tuple[str, str]] = []

    @asynccontextmanager
    async def listen(self, topics: Sequence[str], deliver: Deliver, /) -> AsyncIterator[None]:
        """Call `deliver` with every notification during the block."""
        for topic in topics:
            self.listeners.setdefault(topic, []).append(deliver)
        yield
        for topic in topics:
            self.listeners[topic].remove(deliver)

    async def publish(self, topic: str, payloads: Sequence[str], /) -> None:
        """Deliver to all listeners."""
        if self.is_interrupted:
            raise TransportLost("cut")
        for payload in payloads:
            self.sent.append((topic, payload))
            for deliver in self.listeners.get(topic, []):
                deliver(Notification(topic, payload))

    def restore(self) -> None:
        """Restore the transport and deliver RESYNC."""
        self.is_interrupted = False
        for deliver in {deliver for listeners in self.listeners.values() for deliver in listeners}:
            deliver(RESYNC)


async def test_notifications_of_several_topics_keep_their_order() -> None:
    """A subscription of several topics keeps the order across them; others get only their topics."""
    hub = Hub(MemoryTransport())
    async with hub.subscribe("a", "b") as all_topics, hub.subscribe("b") as one:
        for number in range(10):
            await hub.publish("ab"[number % 2], str(number))
        assert [item.payload for item in all_topics.take_all()] == [str(number) for number in range(10)]
        assert [item.payload for item in one.take_all()] == ["1", "3", "5", "7", "9"]
        await hub.publish("c", "nobody")
        assert all_topics.take() is None


async def test_a_slow_subscriber_gets_a_resync() -> None:
    """A slow reader gets one RESYNC for dropped notifications and continues; other readers lose nothing."""
    hub = Hub(MemoryTransport())
    async with hub.subscribe("a", size=4) as slow, hub.subscribe("a", size=100) as fast:
        for number in range(10):
            await hub.publish("a", str(number))
            assert len(slow) <= 4
        assert slow.take_all() == [RESYNC, Notification("a", "9")]
        assert len(fast.take_all()) == 10


async def test_publishing_falls_back_to_the_other_transport() -> None:
    """While the fast transport is interrupted, the other one delivers everything, in order and once."""
    reliable, fast = MemoryTransport(), MemoryTransport()
    hub = Hub(reliable, fast=fast)
    async with hub.subscribe("a") as received:
        await hub.publish("a", "1")
        fast.is_interrupted = True
        await hub.publish("a", "2", "3")
        fast.restore()
        await hub.publish("a", "4")
        assert received.take_all() == [
            Notification("a", "1"), Notification("a", "2"), Notification("a", "3"), RESYNC, Notification("a", "4"),
        ]  # fmt: skip
    assert (reliable.sent, fast.sent) == ([("a", "2"), ("a", "3")], [("a", "1"), ("a", "4")])


async def test_publishing_without_a_transport_raises() -> None:
    """A notification that no transport can send raises TransportLost."""
    reliable, fast = MemoryTransport(), MemoryTransport()
    reliable.is_interrupted = fast.is_interrupted = True
    with pytest.raises(TransportLost):
        await Hub(reliable, fast=fast).publish("a", "1")


@pytest.mark.parametrize("error", [None, ZeroDivisionError])
async def test_a_subscription_ends_with_its_block(error: type[Exception] | None) -> None:
    """Nothing is delivered after the block."""
    transport = MemoryTransport()
    hub = Hub(transport)
    try:
        async with hub.subscribe("a") as received:
            if error:
                raise error
    except ZeroDivisionError:
        transport.listeners.clear()
    await hub.publish("a", "late")
    assert len(received) == 0


async def test_wait_returns_on_item_timeout_or_event() -> None:
    """A wait returns a matching item, or None on timeout or when the event is set, also beforehand."""
    queue: BoundedQueue[str] = BoundedQueue(3, overflow="!")
    stop = asyncio.Event()
    assert await queue.wait(within=0.01) is None
    waiting = asyncio.create_task(queue.wait(within=60, unless=stop, about=lambda item: item == "mine"))
    await asyncio.sleep(0.01)
    queue.put("theirs")
    await asyncio.sleep(0.01)
    assert not waiting.done()
    queue.put("mine")
    assert await waiting == "mine"
    waiting = asyncio.create_task(queue.wait(within=60, unless=stop))
    await asyncio.sleep(0)
    stop.set()
    assert await waiting is None
    assert await queue.wait(within=60, unless=stop) is None
    queue.put("there")
    assert await queue.wait(within=60, unless=stop) == "there"


async def test_an_overflow_matches_every_filter() -> None:
    """A filtered wait also returns an overflow."""
    queue: BoundedQueue[str] = BoundedQueue(2, overflow="!")
    for item in "xyz":
        queue.put(item)
    assert await queue.wait(within=1, about=lambda item: item == "mine") == "!"


async def test_a_wait_that_is_cancelled_loses_nothing() -> None:
    """An item that arrives during a cancelled wait is returned by the next wait."""
    queue: BoundedQueue[str] = BoundedQueue(10, overflow="!")
    for number in range(50):
        waiting = asyncio.create_task(queue.wait(within=60))
        await asyncio.sleep(0)
        queue.put(str(number))
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert await queue.wait(within=1) == str(number)
