"""One window and one request in flight for all processes: who holds the database's lock may wait for a start."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from asyncpg import InterfaceError

from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, Connection, Pool
from alcove.foundation.ratelimit import store
from alcove.foundation.ratelimit.limiters import PATIENCE
from alcove.foundation.ratelimit.model import (
    JITTER,
    LADDER,
    LimiterUnavailable,
    ResponseInfo,
    Usage,
    WaitTooLong,
    next_start,
)
from alcove.foundation.telemetry import get_logger

MARGIN = 1 / 600
"""Part of the window added to it (0.1 s of a minute), for clocks that do not run at quite one speed."""

SHARE = 0.95
"""Part of an even share that lies between two starts: a late start is made good, the window stays the bound."""

_log = get_logger("ratelimit")

FEW = 2
"""With so few requests remaining by the other side's own count, we wait until one of ours has left its window."""


@dataclass(slots=True)
class _InFlight:
    """The request that is under way in this process."""

    connection: Connection
    start_id: int
    counted: bool = False


class SerialWindowLimiter:
    """At most `limit` starts in any `window` seconds and one request in flight, in all processes together.

    A start counts from the latest moment at which the other side may have counted it (its answer's arrival), so
    the promise holds whatever the network's delays. Make one per process and key.
    """

    def __init__(  # noqa: PLR0913 - each is one property of the limit
        self,
        pool: Pool,
        key: str,
        *,
        limit: int,
        clock: Clock,
        window: float = 60.0,
        remaining_header: str | None = None,
        rng: random.Random | None = None,
        ladder: Sequence[float] = LADDER,
        patience: float = PATIENCE,
        own_time: bool = False,
    ) -> None:
        self._pool = pool
        self._key = key
        self._limit = limit
        self._clock = clock
        self._window = window * (1 + MARGIN)
        self._spacing = SHARE * window / limit
        self._remaining_header = remaining_header
        self._rng = rng or random.SystemRandom()
        self._ladder = tuple(ladder)
        self._patience = patience
        self._own_time = own_time
        # Those who wait here do not each keep a connection of the pool.
        self._queue = asyncio.Lock()
        self._in_flight: _InFlight | None = None

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a start and keep all others waiting until the block ends; WaitTooLong when patience ends first."""
        deadline = self._clock.monotonic() + self._patience
        async with self._until(deadline):
            await self._queue.acquire()
        try:
            async with self._until(deadline):
                with self._database_answers():
                    connection = await self._pool.acquire()
            try:
                async with self._locked(connection, deadline):
                    yield
            finally:
                await self._pool.release(connection)
        finally:
            self._queue.release()

    async def observe(self, response: ResponseInfo) -> float:
        """Take note of an answer within its slot; a refusal holds everybody for the seconds returned."""
        try:
            return await self._observe(response)
        except DATABASE_LOST:
            # The answer is there and must not be lost with the note of it.
            _log.warning("answer not noted", key=self._key)
            return 0.0

    async def usage(self) -> Usage:
        """Return the starts in the window and the pause that the next one must make."""
        known = await self._read(self._pool)
        return Usage(len(known.starts), max(0.0, self._next(known) - known.now))

    async def _observe(self, response: ResponseInfo) -> float:
        request = self._in_flight
        source = request.connection if request else self._pool
        start_id = request.start_id if request else None
        if response.status == 429:
            return await self._refuse(source, response)
        await store.answered(source, self._key, start_id=start_id, at=self._at())
        if request:
            request.counted = True
        remaining = response.number(self._remaining_header) if self._remaining_header else None
        if remaining is not None and remaining <= FEW:
            await self._wait_for_room(source)
        return 0.0

    @asynccontextmanager
    async def _locked(self, connection: Connection, deadline: float) -> AsyncIterator[None]:
        try:
            async with self._until(deadline):
                with self._database_answers():
                    # The pool's own limit for one statement is shorter than the wait may be.
                    await store.lock(connection, self._key, timeout=self._patience + 1.0)
            with self._database_answers():
                await self._wait(connection, deadline)
                start_id = await store.start(connection, self._key, window=self._window, at=self._at())
            self._in_flight = _InFlight(connection, start_id)
            try:
                yield
            finally:
                await self._arrive()
        finally:
            await self._leave(connection)

    async def _wait(self, connection: Connection, deadline: float) -> None:
        while True:
            known = await self._read(connection)
            pause = self._next(known) - known.now
            if pause <= 0:
                return
            if self._clock.monotonic() + pause > deadline:
                raise WaitTooLong(f"{self._key}: the next start is {pause:.0f} s away", after=pause)
            await self._clock.sleep(pause)

    @asynccontextmanager
    async def _until(self, deadline: float) -> AsyncIterator[None]:
        left = max(0.001, deadline - self._clock.monotonic())
        try:
            async with asyncio.timeout(left):
                yield
        except TimeoutError as error:
            raise WaitTooLong(f"{self._key}: others were faster for {left:.0f} s", after=left) from error

    @contextmanager
    def _database_answers(self) -> Iterator[None]:
        try:
            yield
        except DATABASE_LOST as error:
            raise LimiterUnavailable(f"{self._key}: the database that keeps the rate limit does not answer") from error

    async def _arrive(self) -> None:
        """Count a request without an answer from now: the other side may have seen it at any moment before."""
        request, self._in_flight = self._in_flight, None
        if request is None or request.counted:
            return
        try:
            await store.counted(request.connection, request.start_id, at=self._at())
        except DATABASE_LOST:
            _log.warning("outbound start not settled", key=self._key)

    async def _leave(self, connection: Connection) -> None:
        """Give the lock back; a connection that cannot is closed, which gives it back as well."""
        try:
            await store.unlock(connection, self._key)
        except DATABASE_LOST:
            _close(connection)
        except asyncio.CancelledError:
            _close(connection)
            raise

    async def _refuse(self, source: Pool | Connection, response: ResponseInfo) -> float:
        seconds = await store.refused(
            source,
            self._key,
            wanted=response.retry_after(),
            ladder=self._ladder,
            stretch=1.0 + JITTER * self._rng.random(),
            at=self._at(),
        )
        _log.warning("told to slow down", key=self._key, seconds=round(seconds, 1))
        return seconds

    async def _wait_for_room(self, source: Pool | Connection) -> None:
        known = await self._read(source)
        if known.starts:
            seconds = known.starts[0] + self._window - known.now
            await store.hold(source, self._key, seconds=seconds, at=self._at())

    async def _read(self, source: Pool | Connection) -> store.Starts:
        return await store.read(source, self._key, window=self._window, at=self._at())

    def _next(self, known: store.Starts) -> float:
        return next_start(
            known.starts,
            now=known.now,
            limit=self._limit,
            window=self._window,
            spacing=self._spacing,
            hold_until=known.hold_until,
            previous=known.previous,
        )

    def _at(self) -> datetime | None:
        return self._clock.now() if self._own_time else None


def _close(connection: Connection) -> None:
    # A connection that broke has left its pool already and says so.
    with suppress(InterfaceError):
        connection.terminate()
