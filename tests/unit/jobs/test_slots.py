"""Counting the places of queues."""

from alcove.foundation.jobs import Queue
from alcove.foundation.jobs.slots import QueueSlots


def test_places_are_taken_and_given_back_per_queue() -> None:
    """A queue without a place left is not among those with room until one of its jobs ends."""
    slots = QueueSlots([Queue("a", concurrency=1), Queue("b", concurrency=2)])
    assert slots.total == 3
    assert slots.with_room() == ["a", "b"]
    slots.take("b")
    slots.take("a")
    assert slots.with_room() == ["b"]
    slots.take("b")
    assert slots.with_room() == []
    slots.release("a")
    assert slots.with_room() == ["a"]


def test_every_end_is_counted_and_heard() -> None:
    """`freed` grows with each job that ends, and whoever waits for a place is told after it is free."""
    slots = QueueSlots([Queue("a", concurrency=1)])
    heard: list[list[str]] = []
    slots.on_release = lambda: heard.append(slots.with_room())
    slots.take("a")
    slots.release("a")
    slots.take("a")
    slots.release("a")
    assert slots.freed == 2
    assert heard == [["a"], ["a"]]
