"""Concurrency per queue: how many jobs of each queue a worker process may run."""

from collections.abc import Callable, Sequence

from alcove.foundation.jobs.model import Queue


class QueueSlots:
    """Counts the free slots of each queue; `released` counts released slots, `on_release` is called for each."""

    def __init__(self, queues: Sequence[Queue]) -> None:
        self._free = {queue.name: queue.concurrency for queue in queues}
        self.names = list(self._free)
        self.total = sum(self._free.values())
        self.released = 0
        self.on_release: Callable[[], None] = lambda: None

    def available_queues(self) -> list[str]:
        """Return the names of the queues with a free slot."""
        return [name for name, free in self._free.items() if free > 0]

    def acquire(self, queue: str) -> None:
        """Occupy a slot for a fetched job."""
        self._free[queue] -= 1

    def release(self, queue: str) -> None:
        """Release the slot of a job that has ended."""
        self._free[queue] += 1
        self.released += 1
        self.on_release()
