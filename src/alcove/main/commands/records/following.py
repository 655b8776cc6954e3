"""Follows scrapes to their end; where no worker is alive this process becomes one for so long."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass

from alcove.foundation.jobs import queue_status, run_worker
from alcove.main import wiring
from alcove.main.commands.records.office import At
from alcove.main.commands.records.showing import Board

SCRAPING = "scraping"
ENDED = frozenset({"done", "failed", "cancelled"})
SILENT = 6.0
"""Seconds without a heartbeat after which a worker counts as gone; they send one every two."""
RECHECK = 1.0
GRACE = 10.0


@dataclass(slots=True)
class Followed:
    """How following ended: `interrupted` before the scrapes did, `here` when this process did the work."""

    interrupted: bool = False
    here: bool = False
    alive: bool = False


async def worker_alive(at: At) -> bool:
    """Tell whether some worker of this database has been heard of just now."""
    status = await queue_status(at.resources.pool)
    return status.workers > 0 and status.heartbeat_age is not None and status.heartbeat_age < SILENT


async def follow(at: At, run_ids: Sequence[int], *, board: Board) -> Followed:
    """Show the scrapes until all have ended or a signal tells to leave."""
    stop, outcome = asyncio.Event(), Followed()
    with _signals(stop):
        async with _told(at) as changed, Standin(at, queue=SCRAPING, slots=len(run_ids)) as standin:
            left = set(run_ids)
            while left and not stop.is_set():
                if not standin.working and not await worker_alive(at):
                    standin.start()
                changed.clear()
                for run_id in sorted(left):
                    status = await at.desk.run(run_id)
                    board.show(status, where="here" if standin.working else "on a running worker")
                    left -= {run_id} if status.state in ENDED else set()
                if left:
                    await _first_of(changed, stop)
            outcome.interrupted, outcome.here = bool(left), standin.working
    outcome.alive = not outcome.here and await worker_alive(at)
    return outcome


class Standin:
    """A worker inside this process that does the work of one queue and nothing else."""

    def __init__(self, at: At, *, queue: str, slots: int) -> None:
        self._at = at
        self._queue = queue
        self._slots = slots
        self._stop = asyncio.Event()
        self._work: asyncio.Task[None] | None = None

    @property
    def working(self) -> bool:
        """Return whether it has been started."""
        return self._work is not None

    def start(self) -> None:
        """Begin to work."""
        tasks = [task for task in wiring.build_tasks(self._at.resources) if task.queue == self._queue]
        self._work = asyncio.create_task(
            run_worker(
                self._at.resources.dsn, tasks, stop=self._stop, concurrency=self._slots,
                queues=[self._queue], grace=GRACE,
            )
        )  # fmt: skip

    async def __aenter__(self) -> "Standin":
        return self

    async def __aexit__(self, *error: object) -> None:
        self._stop.set()
        if self._work is not None:
            await self._work


@contextlib.asynccontextmanager
async def _told(at: At) -> AsyncIterator[asyncio.Event]:
    """Give an event that is set whenever a scrape has changed."""
    changed = asyncio.Event()

    async def listen() -> None:
        async with contextlib.aclosing(at.desk.told()) as told:
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
def _signals(stop: asyncio.Event) -> Iterator[None]:
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


async def _first_of(*events: asyncio.Event) -> None:
    """Wait until one of the events is set, or a moment has passed in case a notice was lost."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waiting, timeout=RECHECK, return_when=asyncio.FIRST_COMPLETED)
    for each in waiting:
        each.cancel()
