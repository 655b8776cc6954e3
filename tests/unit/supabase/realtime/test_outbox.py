"""What waits for one client: its order, its bounds, and how a client is noticed that does not read."""

import asyncio
from typing import Any

from alcove.wires.supabase.realtime.frames import Outgoing
from alcove.wires.supabase.realtime.limits import FixedWindow, RealtimeLimits
from alcove.wires.supabase.realtime.outbox import Outbox

LIMITS = RealtimeLimits(queued_bytes=100, queued_frames=5, stalled_seconds=4.0)


class Client:
    """A client that reads only while it may."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.may_read = asyncio.Event()
        self.overflows = 0
        self.outbox = Outbox(limits=LIMITS, on_overflow=self.count_overflow)

    def count_overflow(self) -> None:
        """Count that it was given up."""
        self.overflows += 1

    async def send(self, message: Any) -> None:
        """Take a message from the server."""
        await self.may_read.wait()
        self.messages.append(message.get("text", message.get("bytes")))


async def test_frames_keep_their_order() -> None:
    """Texts and bytes are sent one after the other, and `drain` waits for the last one."""
    client = Client()
    task = asyncio.create_task(client.outbox.run(client.send))
    client.may_read.set()
    for data in ("a", b"b", "c"):
        client.outbox.put(Outgoing.of(data))
    await client.outbox.drain()
    assert client.messages == ["a", b"b", "c"]
    client.outbox.put(Outgoing.of("d"))
    await client.outbox.drain()
    task.cancel()
    assert (client.messages[-1], client.overflows) == ("d", 0)


async def test_a_client_with_too_much_waiting_is_given_up_once() -> None:
    """Too many frames or bytes end it; nothing is kept for it afterwards."""
    for frames in (["x"] * 8, ["x" * 60] * 4):
        client = Client()
        task = asyncio.create_task(client.outbox.run(client.send))
        await asyncio.sleep(0)
        for data in frames * 2:
            client.outbox.put(Outgoing.of(data))
        await client.outbox.drain()
        client.may_read.set()
        await asyncio.sleep(0)
        task.cancel()
        assert (client.overflows, len(client.messages)) == (1, 0)


async def test_only_a_client_that_reads_nothing_has_stalled() -> None:
    """While it has nothing to read, or reads slowly, a client is not stalled."""
    client = Client()
    task = asyncio.create_task(client.outbox.run(client.send))
    await asyncio.sleep(0)
    assert [client.outbox.is_stalled(now) for now in (0.0, 10.0)] == [False, False]
    client.outbox.put(Outgoing.of("a"))
    client.outbox.put(Outgoing.of("b"))
    await asyncio.sleep(0)
    assert [client.outbox.is_stalled(now) for now in (20.0, 23.9, 24.0)] == [False, False, True]
    client.may_read.set()
    await client.outbox.drain()
    assert not client.outbox.is_stalled(30.0)
    task.cancel()


async def test_a_frame_that_is_being_sent_is_the_last_one_after_closing() -> None:
    """Closing interrupts nothing: the frame is sent to its end, what waits is dropped, and nothing is added."""
    for waiting in ((), ("a", "b")):
        client = Client()
        task = asyncio.create_task(client.outbox.run(client.send))
        for data in waiting:
            client.outbox.put(Outgoing.of(data))
        await asyncio.sleep(0)
        client.outbox.close()
        client.outbox.put(Outgoing.of("late"))
        client.may_read.set()
        await task
        assert client.messages == [*waiting[:1]]


def test_a_window_counts_from_its_first_event() -> None:
    """So many events are allowed in a window; the next one starts with the first event after it."""
    window = FixedWindow(2, seconds=1.0)
    assert [window.allow(now) for now in (5.0, 5.5, 5.9, 6.0, 6.1, 6.2, 7.0)] == [
        True,
        True,
        False,
        True,
        True,
        False,
        True,
    ]
