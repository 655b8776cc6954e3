"""A moving window with one request in flight in all processes, held by an advisory lock of PostgreSQL."""

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
from alcove.foundation.ratelimit.limiters import MAX_WAIT
from alcove.foundation.ratelimit.model import (
    BACKOFF_STEPS,
    JITTER,
    LimiterUnavailable,
    ResponseInfo,
    Usage,
    WaitTooLong,
    next_start,
)
from alcove.foundation.telemetry import get_logger

WINDOW_MARGIN = 1 / 600
"""Part of the window added to it (0.1 s per minute), because clocks differ slightly in speed."""

SPACING_FACTOR = 0.95
"""Spacing as a part of window / limit: below 1, so that a late start can be made up for within the window."""

log = get_logger("ratelimit")

LOW_REMAINING = 2
"""With so few requests remaining by the server's count, wait until one of ours has left the window."""


@dataclass(slots=True)
class _InFlight:
    """The request in flight in this process."""

    connection: Connection
    start_id: int
    counted: bool = False


class SerialWindowLimiter:
    """At most `limit` starts in any `window` seconds and one request in flight, in all processes together.

    A start counts from the latest time at which the server may have counted it, the arrival of the response, so that
    network delays cannot exceed the limit. Create one per process and key.
    """

    def __init__(  # noqa: PLR0913 - one parameter per property of the limit
        self,
        pool: Pool,
        key: str,
        *,
        limit: int,
        clock: Clock,
        window: float = 60.0,
        remaining_header: str | None = None,
        rng: random.Random | None = None,
        backoff_steps: Sequence[float] = BACKOFF_STEPS,
        max_wait: float = MAX_WAIT,
        use_own_clock: bool = False,
    ) -> None:
        self._pool = pool
        self._key = key
        self._limit = limit
        self._clock = clock
        self._window = window * (1 + WINDOW_MARGIN)
        self._spacing = SPACING_FACTOR * window / limit
        self._remaining_header = remaining_header
        self._rng = rng or random.SystemRandom()
        self._backoff_steps = tuple(backoff_steps)
        self._max_wait = max_wait
        self._use_own_clock = use_own_clock
        # Waiting requests of this process must not each occupy a connection of the pool.
        self._queue = asyncio.Lock()
        self._in_flight: _InFlight | None = None

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a start; no other request starts until the block ends. WaitTooLong after `max_wait` seconds."""
        deadline = self._clock.monotonic() + self._max_wait
        async with self._time_limit(deadline):
            await self._queue.acquire()
        try:
            async with self._time_limit(deadline):
                with self._map_database_errors():
                    connection = await self._pool.acquire()
            try:
                async with self._locked_start(connection, deadline):
                    yield
            finally:
                await self._pool.release(connection)
        finally:
            self._queue.release()

    async def observe(self, response: ResponseInfo) -> float:
        """Record a response within its slot; return the seconds for which a refusal stops all starts."""
        try:
            return await self._observe(response)
        except DATABASE_LOST:
            # The response itself is valid.
            log.warning("rate_limit_response_not_recorded", key=self._key)
            return 0.0

    async def usage(self) -> Usage:
        """Return the number of starts in the window and the pause before the next one."""
        state = await self._read(self._pool)
        return Usage(len(state.starts), max(0.0, self._next_start(state) - state.now))

    async def _observe(self, response: ResponseInfo) -> float:
        request = self._in_flight
        source = request.connection if request else self._pool
        start_id = request.start_id if request else None
        if response.status == 429:
            return await self._record_refusal(source, response)
        await store.record_success(source, self._key, start_id=start_id, at=self._clock_override())
        if request:
            request.counted = True
        remaining = response.number(self._remaining_header) if self._remaining_header else None
        if remaining is not None and remaining <= LOW_REMAINING:
            await self._hold_until_window_moves(source)
        return 0.0

    @asynccontextmanager
    async def _locked_start(self, connection: Connection, deadline: float) -> AsyncIterator[None]:
        try:
            async with self._time_limit(deadline):
                with self._map_database_errors():
                    # The statement timeout of the pool is shorter than the longest wait.
                    await store.lock(connection, self._key, timeout=self._max_wait + 1.0)
            with self._map_database_errors():
                await self._wait(connection, deadline)
                start_id = await store.record_start(
                    connection, self._key, window=self._window, at=self._clock_override()
                )
            self._in_flight = _InFlight(connection, start_id)
            try:
                yield
            finally:
                await self._count_unanswered()
        finally:
            await self._unlock(connection)

    async def _wait(self, connection: Connection, deadline: float) -> None:
        while True:
            state = await self._read(connection)
            pause = self._next_start(state) - state.now
            if pause <= 0:
                return
            if self._clock.monotonic() + pause > deadline:
                raise WaitTooLong(f"{self._key}: the next start is {pause:.0f} s away", after=pause)
            await self._clock.sleep(pause)

    @asynccontextmanager
    async def _time_limit(self, deadline: float) -> AsyncIterator[None]:
        seconds = max(0.001, deadline - self._clock.monotonic())
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError as error:
            raise WaitTooLong(f"{self._key}: other requests were first for {seconds:.0f} s", after=seconds) from error

    @contextmanager
    def _map_database_errors(self) -> Iterator[None]:
        try:
            yield
        except DATABASE_LOST as error:
            raise LimiterUnavailable(f"{self._key}: the database with the rate limit does not answer") from error

    async def _count_unanswered(self) -> None:
        """Count a request without a response from now on: the server may have counted it at any time before."""
        request, self._in_flight = self._in_flight, None
        if request is None or request.counted:
            return
        try:
            await store.record_counted(request.connection, request.start_id, at=self._clock_override())
        except DATABASE_LOST:
            log.warning("rate_limit_start_not_recorded", key=self._key)

    async def _unlock(self, connection: Connection) -> None:
        """Release the lock; if that fails, close the connection, which releases it too."""
        try:
            await store.unlock(connection, self._key)
        except DATABASE_LOST:
            _close(connection)
        except asyncio.CancelledError:
            _close(connection)
            raise

    async def _record_refusal(self, source: Pool | Connection, response: ResponseInfo) -> float:
        seconds = await store.record_refusal(
            source,
            self._key,
            retry_after=response.retry_after(),
            backoff_steps=self._backoff_steps,
            jitter_factor=1.0 + JITTER * self._rng.random(),
            at=self._clock_override(),
        )
        log.warning("rate_limited", key=self._key, seconds=round(seconds, 1))
        return seconds

    async def _hold_until_window_moves(self, source: Pool | Connection) -> None:
        state = await self._read(source)
        if state.starts:
            seconds = state.starts[0] + self._window - state.now
            await store.hold(source, self._key, seconds=seconds, at=self._clock_override())

    async def _read(self, source: Pool | Connection) -> store.Starts:
        return await store.read(source, self._key, window=self._window, at=self._clock_override())

    def _next_start(self, state: store.Starts) -> float:
        return next_start(
            state.starts,
            now=state.now,
            limit=self._limit,
            window=self._window,
            spacing=self._spacing,
            hold_until=state.hold_until,
            previous=state.previous,
        )

    def _clock_override(self) -> datetime | None:
        return self._clock.now() if self._use_own_clock else None


def _close(connection: Connection) -> None:
    # A broken connection has left the pool already, and raises InterfaceError.
    with suppress(InterfaceError):
        connection.terminate()
