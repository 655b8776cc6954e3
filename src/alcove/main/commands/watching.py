"""Watches work to its end; where no worker is alive this process becomes one for so long."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncGenerator, AsyncIterator, Iterator

from alcove.foundation.jobs import run_worker, worker_alive
from alcove.main import wiring
from alcove.main.resources import Resources

RECHECK = 1.0
GRACE = 10.0


class Standin:
    """A worker inside this process that does the work of one queue and nothing else."""

    def __init__(self, resources: Resources, *, queue: str, slots: int) -> None:
        self._resources = resources
        self._queue = queue
        self._slots = slots
        self._stop = asyncio.Event()
        self._work: asyncio.Task[None] | None = None

    @property
    def working(self) -> bool:
        """Return whether it has been started."""
        return self._work is not None

    async def step_in(self) -> None:
        """Begin to work unless it does already or a worker of the queue is alive."""
        if self.working or await worker_alive(self._resources.pool, queue=self._queue):
            return
        tasks = [task for task in wiring.build_tasks(self._resources) if task.queue == self._queue]
        self._work = asyncio.create_task(
            run_worker(
                self._resources.dsn, tasks, stop=self._stop, concurrency=self._slots, queues=[self._queue], grace=GRACE
            )
        )

    async def __aenter__(self) -> "Standin":
        return self

    async def __aexit__(self, *error: object) -> None:
        self._stop.set()
        if self._work is not None:
            await self._work


@contextlib.asynccontextmanager
async def told_of(news: AsyncGenerator[object, None]) -> AsyncIterator[asyncio.Event]:
    """Give an event that is set whenever there is news."""
    changed = asyncio.Event()

    async def listen() -> None:
        async with contextlib.aclosing(news) as told:
            async for _ in told:
                changed.set()

    listening = asyncio.create_task(listen())
    try:
        yield changed
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening


@contextlib.contextmanager
def signals(stop: asyncio.Event) -> Iterator[None]:
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


async def first_of(*events: asyncio.Event) -> None:
    """Wait until one of the events is set, or a moment has passed in case a notice was lost."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waiting, timeout=RECHECK, return_when=asyncio.FIRST_COMPLETED)
    for each in waiting:
        each.cancel()
