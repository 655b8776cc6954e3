"""Limits of what a process reads for long, so that quick reads never wait for a connection because of it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, Final, Protocol

from alcove.foundation.errors import QueryTooSlow

LONG_AFTER: Final = 0.25
"""Seconds after which a read counts as long."""
CHECK_INTERVAL: Final = 0.1
SLOT_TIMEOUT: Final = 10.0
"""Seconds to wait for a slot."""


class ReadSlots:
    """A number of reads that may run at the same time; further ones wait for `timeout` seconds."""

    def __init__(self, number: int, *, timeout: float = SLOT_TIMEOUT) -> None:
        self._free = asyncio.Semaphore(number)
        self._timeout = timeout

    @property
    def is_taken(self) -> bool:
        """Whether somebody who takes a slot has to wait."""
        return self._free.locked()

    async def take(self) -> None:
        """Wait for a slot and take it; QueryTooSlow."""
        try:
            async with asyncio.timeout(self._timeout):
                await self._free.acquire()
        except TimeoutError:
            text = "The server is busy with other long requests. Try again in a moment, or ask for less at once."
            raise QueryTooSlow(text) from None

    def release(self) -> None:
        """Release a slot."""
        self._free.release()

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[None]:
        """Hold a slot during the block; QueryTooSlow."""
        await self.take()
        try:
            yield
        finally:
            self.release()


class WatchedConnection(Protocol):
    """A connection that may be reading: for which task, and since when."""

    reader: asyncio.Task[Any] | None
    reading_since: float


class LongReads:
    """Lets every read of a pool start, but only some run for long.

    Nobody knows before how long a read takes. One that turns out to be long takes a slot; without a free one it is
    stopped, which frees its connection. It may then wait for a slot and start again.
    """

    def __init__(self, slots: ReadSlots, *, connections: Callable[[], Iterable[WatchedConnection]]) -> None:
        self.slots = slots
        self._connections = connections
        self._long: set[tuple[asyncio.Task[Any], float]] = set()
        self._stopped: set[asyncio.Task[Any]] = set()
        self._watcher: asyncio.Task[None] | None = None

    def begin(self, connection: WatchedConnection) -> None:
        """Watch the statement that the current task is about to run; the end of the read clears `reader`."""
        connection.reading_since = monotonic()
        connection.reader = asyncio.current_task()
        if self._watcher is None:
            self._watcher = asyncio.create_task(self._watch())

    def was_stopped(self) -> bool:
        """Return whether the watcher, and nobody else, has cancelled the current task; then it no longer is."""
        task = asyncio.current_task()
        if task is None or task not in self._stopped:
            return False
        self._stopped.discard(task)
        return task.uncancel() == 0

    async def _watch(self) -> None:
        """Let reads that have become long take a slot, or stop them, until no read is left."""
        while True:
            await asyncio.sleep(CHECK_INTERVAL)
            running = {
                (connection.reader, connection.reading_since): connection
                for connection in self._connections()
                if connection.reader
            }
            for read in self._long - running.keys():
                self._long.discard(read)
                self.slots.release()
            latest = monotonic() - LONG_AFTER
            for read, connection in running.items():
                if connection.reading_since < latest and read not in self._long:
                    await self._limit(connection, task=read[0])
            if not running:
                self._watcher = None
                return

    async def _limit(self, connection: WatchedConnection, *, task: asyncio.Task[Any]) -> None:
        if self.slots.is_taken:
            connection.reader = None
            self._stopped.add(task)
            task.cancel()
        else:
            # One is free, so nothing is waited for.
            await self.slots.take()
            self._long.add((task, connection.reading_since))
