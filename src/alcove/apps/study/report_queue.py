"""Reports of a process that wait to be stored: merged, bounded, and written later, also after a lost database."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from threading import Lock
from typing import Final, Generic, TypeVar

import asyncpg

from alcove.foundation.database import DATABASE_LOST
from alcove.foundation.deps import Deps
from alcove.foundation.retry import backoff
from alcove.foundation.telemetry import get_logger

R = TypeVar("R")
MAX_WAITING: Final = 500
"""Different reports that wait at most; further ones are counted and dropped."""
PAUSE: Final = 0.3
"""Seconds in which reports are collected before they are written."""
CLOSE_SECONDS: Final = 1.0
_REFUSED: Final = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, asyncpg.SyntaxOrAccessError)

log = get_logger("alcove.study")


class ReportQueue(Generic[R]):
    """Merges reports with the same key, and writes them in the background; adding one never waits."""

    def __init__(
        self, write: Callable[[Sequence[R]], Awaitable[None]], *, merge: Callable[[R, R], R], name: str,
        limit: int = MAX_WAITING,
    ) -> None:  # fmt: skip
        """Take what stores reports, and what makes one of an earlier and a later one with the same key."""
        self._write = write
        self._merge = merge
        self._name = name
        self._limit = limit
        self._lock = Lock()
        self._waiting: dict[object, R] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._added = asyncio.Event()
        self.dropped = 0
        """How many reports found no place."""

    def add(self, key: object, report: R) -> None:
        """Add a report from any thread; with too many different ones waiting, it is dropped."""
        with self._lock:
            self._put(key, report)
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._added.set)

    def start(self, deps: Deps) -> bool:
        """Write reports until the process has stopped; False without a running loop, in which nothing is served."""
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            return False
        self._task = self._loop.create_task(self._run(deps), name=self._name)
        deps.exit_stack.push_async_callback(self.close)
        return True

    async def close(self) -> None:
        """Write what waits, if that is possible at once."""
        self._loop = None
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.flush()

    async def flush(self) -> bool:
        """Write what waits; False when the database is lost, and then it goes on waiting."""
        with self._lock:
            taken, self._waiting = self._waiting, {}
        if not taken:
            return True
        try:
            await self._write(list(taken.values()))
        except _REFUSED as error:
            # What the database refuses once, it refuses again.
            log.warning("reports_refused", queue=self._name, count=len(taken), reason=type(error).__name__)
        except DATABASE_LOST:
            self._put_back(taken)
            return False
        except asyncio.CancelledError:
            self._put_back(taken)
            raise
        return True

    def _put(self, key: object, report: R) -> None:
        earlier = self._waiting.get(key)
        if earlier is not None:
            self._waiting[key] = self._merge(earlier, report)
        elif len(self._waiting) < self._limit:
            self._waiting[key] = report
        else:
            self.dropped += 1

    def _put_back(self, taken: dict[object, R]) -> None:
        with self._lock:
            later, self._waiting = self._waiting, taken
            for key, report in later.items():
                self._put(key, report)

    async def _run(self, deps: Deps) -> None:
        wait, failures = backoff(0.5, 30.0), 0
        while True:
            await self._added.wait()
            self._added.clear()
            await asyncio.sleep(PAUSE)
            if await self.flush():
                failures = 0
                continue
            failures += 1
            self._added.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(deps.stopping.wait(), wait(failures))
