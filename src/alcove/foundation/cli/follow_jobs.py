"""Follows jobs to their end; where no worker is alive this process becomes one meanwhile."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator, Sequence

from alcove.foundation.deps import Deps
from alcove.foundation.jobs import Queue, Task, run_worker, worker_alive

RECHECK = 1.0
"""Seconds after which followed jobs are looked at, should no notification come."""
GRACE = 10.0


class InlineWorker:
    """A worker inside this process that does the work of one queue and nothing else."""

    def __init__(self, deps: Deps, *, build_tasks: Callable[[Deps], Sequence[Task]], queue: str, slots: int) -> None:
        self._deps = deps
        self._build_tasks = build_tasks
        self._queue = queue
        self._slots = slots
        self._stop = asyncio.Event()
        self._work: asyncio.Task[None] | None = None

    @property
    def working(self) -> bool:
        """Return whether it has been started."""
        return self._work is not None

    async def start_if_needed(self) -> None:
        """Begin to work unless it does already or a worker of the queue is alive."""
        if self.working or await worker_alive(self._deps.pool, queue=self._queue):
            return
        tasks = [task for task in self._build_tasks(self._deps) if task.queue == self._queue]
        queues = [Queue(self._queue, concurrency=self._slots)]
        self._work = asyncio.create_task(run_worker(self._deps.dsn, tasks, queues=queues, stop=self._stop, grace=GRACE))

    async def __aenter__(self) -> "InlineWorker":
        return self

    async def __aexit__(self, *error: object) -> None:
        self._stop.set()
        if self._work is not None:
            await self._work


@contextlib.contextmanager
def stop_on_signals(stop: asyncio.Event) -> Iterator[None]:
    """Have SIGINT and SIGTERM set an event instead of ending the process."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
