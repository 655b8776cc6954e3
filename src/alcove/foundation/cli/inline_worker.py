"""Follow jobs until they end, and run them in this process while no worker is alive."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Final, TypeVar

from alcove.foundation.deps import Deps
from alcove.foundation.jobs import Queue, Task, run_worker, worker_alive
from alcove.foundation.realtime import Subscription

K = TypeVar("K")

RECHECK_INTERVAL: Final = 1.0
"""Seconds after which followed jobs are read again when no notification arrives."""
SHUTDOWN_TIMEOUT: Final = 10.0
"""Seconds that running jobs have to finish when the inline worker stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowResult:
    """How following ended.

    `interrupted`: a signal arrived, and some jobs had not ended when the inline worker had stopped. `inline`: this
    process ran the jobs itself.
    """

    interrupted: bool
    inline: bool


class InlineWorker:
    """A worker in this process that runs the jobs of one queue."""

    def __init__(self, deps: Deps, *, build_tasks: Callable[[Deps], Sequence[Task]], queue: str, slots: int) -> None:
        self._deps = deps
        self._build_tasks = build_tasks
        self._queue = queue
        self._slots = slots
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def is_working(self) -> bool:
        """Whether it has been started."""
        return self._task is not None

    async def start_if_needed(self) -> None:
        """Start it, unless it runs already or another worker of the queue is alive."""
        if self.is_working or await worker_alive(self._deps.pool, queue=self._queue):
            return
        tasks = [task for task in self._build_tasks(self._deps) if task.queue == self._queue]
        queues = [Queue(self._queue, concurrency=self._slots)]
        self._task = asyncio.create_task(
            run_worker(self._deps.dsn, tasks, queues=queues, stop=self._stop, grace=SHUTDOWN_TIMEOUT)
        )

    async def __aenter__(self) -> "InlineWorker":
        return self

    async def __aexit__(self, *error: object) -> None:
        self._stop.set()
        if self._task is not None:
            await self._task


async def follow_jobs(
    ids: Iterable[K],
    *,
    show: Callable[[K], Awaitable[bool]],
    changes: AbstractAsyncContextManager[Subscription],
    worker: InlineWorker,
) -> FollowResult:
    """Call `show` for each job, at first and after each change, until it returns True: the job has ended.

    SIGINT and SIGTERM end the loop early. `worker` runs the jobs while no other worker is alive.
    """
    stop, running = asyncio.Event(), list(ids)
    with _stop_on_signals(stop):
        async with changes as queue, worker:
            while running and not stop.is_set():
                await worker.start_if_needed()
                queue.take_all()
                running = [job_id for job_id in running if not await show(job_id)]
                if running:
                    await queue.wait(within=RECHECK_INTERVAL, unless=stop)
        # The inline worker may have finished some of them while it stopped.
        running = [job_id for job_id in running if not await show(job_id)]
        return FollowResult(interrupted=bool(running), inline=worker.is_working)


@contextlib.contextmanager
def _stop_on_signals(stop: asyncio.Event) -> Iterator[None]:
    """Set `stop` on SIGINT and SIGTERM during the block, instead of ending the process."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
