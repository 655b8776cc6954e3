"""Follows books to their end; where no worker is alive this process becomes one for so long."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TYPE_CHECKING

from alcove.foundation.jobs import queue_status, run_worker
from alcove.main import wiring
from alcove.main.commands.books.office import At
from alcove.main.commands.books.showing import Board

if TYPE_CHECKING:
    from alcove.apps.books.schemas import OneBook

QUEUE = "books"
ENDED = frozenset({"complete", "error", "cancelled"})
SILENT = 6.0
"""Seconds without a heartbeat after which a worker counts as gone; they send one every two."""
RECHECK = 1.0
GRACE = 10.0
SLOTS = 4


async def follow(at: At, book_ids: Sequence[str], *, board: Board) -> "list[OneBook] | None":
    """Show books until all have ended and return them; None when a signal told to leave before that."""
    stop = asyncio.Event()
    ended: dict[str, OneBook] = {}
    with _signals(stop):
        async with _told(at) as changed, _Standin(at) as standin:
            while len(ended) < len(book_ids) and not stop.is_set():
                await standin.step_in()
                changed.clear()
                for book_id in book_ids:
                    status = await at.desk.one(book_id)
                    board.show(status)
                    if status.status in ENDED:
                        ended[book_id] = status
                if len(ended) < len(book_ids):
                    await _first_of(changed, stop)
    return None if len(ended) < len(book_ids) else [ended[book_id] for book_id in book_ids]


class _Standin:
    """A worker inside this process that does the work of the books and nothing else."""

    def __init__(self, at: At) -> None:
        self._at = at
        self._stop = asyncio.Event()
        self._work: asyncio.Task[None] | None = None

    async def step_in(self) -> None:
        """Begin to work unless some worker of this database has been heard of just now."""
        if self._work is not None:
            return
        status = await queue_status(self._at.resources.pool)
        if status.workers > 0 and status.heartbeat_age is not None and status.heartbeat_age < SILENT:
            return
        tasks = [task for task in wiring.build_tasks(self._at.resources) if task.queue == QUEUE]
        self._work = asyncio.create_task(
            run_worker(self._at.resources.dsn, tasks, stop=self._stop, concurrency=SLOTS, queues=[QUEUE], grace=GRACE)
        )

    async def __aenter__(self) -> "_Standin":
        return self

    async def __aexit__(self, *error: object) -> None:
        self._stop.set()
        if self._work is not None:
            await self._work


@contextlib.asynccontextmanager
async def _told(at: At) -> AsyncIterator[asyncio.Event]:
    """Give an event that is set whenever the queue has changed."""
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
