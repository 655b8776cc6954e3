"""The hub hands everything on in order, in bounded memory, and loses nothing without saying so."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from alcove.foundation.realtime import RESYNC, BoundedQueue, Hub, Notification, TransportLost
from alcove.foundation.realtime.transport import Deliver


class Wire:
    """A transport within the process that can be interrupted."""

    def __init__(self) -> None:
        self.listeners: dict[str, list[Deliver]] = {}
        self.is_cut = False
        self.sent: list[tuple[str, str]] = []

    @asynccontextmanager
    async def listen(self, topics: Sequence[str], deliver: Deliver, /) -> AsyncIterator[None]:
        """Call `deliver` with what is published during the block."""
        for topic in topics:
            self.listeners.setdefault(topic, []).append(deliver)
        yield
        for topic in topics:
            self.listeners[topic].remove(deliver)

    async def publish(self, topic: str, payloads: Sequence[str], /) -> None:
        """Deliver to all listeners."""
        if self.is_cut:
            raise TransportLost("cut")
        for payload in payloads:
            self.sent.append((topic, payload))
            for deliver in self.listeners.get(topic, []):
                deliver(Notification(topic, payload))

    def mend(self) -> None:
        """Work again, and say that something may have been missed."""
        self.is_cut = False
        for deliver in {deliver for listeners in self.listeners.values() for deliver in listeners}:
            deliver(RESYNC)


async def test_notifications_of_several_topics_keep_their_order() -> None:
    """One subscription of several topics keeps the order across them; others get only what is theirs."""
    hub = Hub(Wire())
    async with hub.subscribe("a", "b") as both, hub.subscribe("b") as one:
        for number in range(10):
            await hub.publish("ab"[number % 2], str(number))
        assert [item.payload for item in both.take_all()] == [str(number) for number in range(10)]
        assert [item.payload for item in one.take_all()] == ["1", "3", "5", "7", "9"]
        await hub.publish("c", "nobody")
        assert both.take() is None


async def test_a_slow_subscriber_gets_a_resync() -> None:
    """A slow reader gets one RESYNC for dropped notifications and continues; other readers lose nothing."""
    hub = Hub(Wire())
    async with hub.subscribe("a", size=4) as slow, hub.subscribe("a", size=100) as fast:
        for number in range(10):
            await hub.publish("a", str(number))
            assert len(slow) <= 4
        assert slow.take_all() == [RESYNC, Notification("a", "9")]
        assert len(fast.take_all()) == 10


async def test_publishing_falls_back_to_the_other_transport() -> None:
    """While the fast transport is interrupted, the other one delivers everything, in order and once."""
    sure, fast = Wire(), Wire()
    hub = Hub(sure, fast=fast)
    async with hub.subscribe("a") as received:
        await hub.publish("a", "1")
        fast.is_cut = True
        await hub.publish("a", "2", "3")
        fast.mend()
        await hub.publish("a", "4")
        assert received.take_all() == [
            Notification("a", "1"), Notification("a", "2"), Notification("a", "3"), RESYNC, Notification("a", "4"),
        ]  # fmt: skip
    assert (sure.sent, fast.sent) == ([("a", "2"), ("a", "3")], [("a", "1"), ("a", "4")])


async def test_publishing_without_a_transport_raises() -> None:
    """What can be sent by no transport is an error, not a silence."""
    sure, fast = Wire(), Wire()
    sure.is_cut = fast.is_cut = True
    with pytest.raises(TransportLost):
        await Hub(sure, fast=fast).publish("a", "1")


@pytest.mark.parametrize("error", [None, ZeroDivisionError])
async def test_a_subscription_ends_with_its_block(error: type[Exception] | None) -> None:
    """After the block nothing is delivered any more."""
    wire = Wire()
    hub = Hub(wire)
    try:
        async with hub.subscribe("a") as received:
            if error:
                raise error
    except ZeroDivisionError:
        wire.listeners.clear()
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
    """Who waits for one thing is woken when anything may have been missed."""
    queue: BoundedQueue[str] = BoundedQueue(2, overflow="!")
    for item in "xyz":
        queue.put(item)
    assert await queue.wait(within=1, about=lambda item: item == "mine") == "!"


async def test_a_wait_that_is_cancelled_loses_nothing() -> None:
    """What arrives while a wait is being cancelled is there for the next one."""
    queue: BoundedQueue[str] = BoundedQueue(10, overflow="!")
    for number in range(50):
        waiting = asyncio.create_task(queue.wait(within=60))
        await asyncio.sleep(0)
        queue.put(str(number))
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert await queue.wait(within=1) == str(number)
