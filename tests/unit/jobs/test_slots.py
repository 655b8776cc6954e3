"""The slots of queues."""

from alcove.foundation.jobs import Queue
from alcove.foundation.jobs.slots import QueueSlots


def test_slots_are_acquired_and_released_per_queue() -> None:
    """A queue without a free slot is not available until one of its jobs ends."""
    slots = QueueSlots([Queue("a", concurrency=1), Queue("b", concurrency=2)])
    assert slots.total == 3
    assert slots.available_queues() == ["a", "b"]
    slots.acquire("b")
    slots.acquire("a")
    assert slots.available_queues() == ["b"]
    slots.acquire("b")
    assert slots.available_queues() == []
    slots.release("a")
    assert slots.available_queues() == ["a"]


def test_releases_are_counted_and_reported() -> None:
    """`released` counts released slots, and `on_release` is called after each."""
    slots = QueueSlots([Queue("a", concurrency=1)])
    received: list[list[str]] = []
    slots.on_release = lambda: received.append(slots.available_queues())
    slots.acquire("a")
    slots.release("a")
    slots.acquire("a")
    slots.release("a")
    assert slots.released == 2
    assert received == [["a"], ["a"]]
