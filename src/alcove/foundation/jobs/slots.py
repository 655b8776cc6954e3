"""How many jobs of each queue a worker process runs at a time."""

from collections.abc import Callable, Sequence

from alcove.foundation.jobs.model import Queue


class QueueSlots:
    """Counts running jobs per queue; `freed` counts the jobs that have ended, `on_release` hears of each."""

    def __init__(self, queues: Sequence[Queue]) -> None:
        self._free = {queue.name: queue.concurrency for queue in queues}
        self.names = list(self._free)
        self.total = sum(self._free.values())
        self.freed = 0
        self.on_release: Callable[[], None] = lambda: None

    def with_room(self) -> list[str]:
        """Return the names of the queues of which one more job may run."""
        return [name for name, free in self._free.items() if free > 0]

    def take(self, queue: str) -> None:
        """Count a job that was fetched."""
        self._free[queue] -= 1

    def release(self, queue: str) -> None:
        """Count a job that has ended."""
        self._free[queue] += 1
        self.freed += 1
        self.on_release()
