"""Rate limiters: none, a moving window, and a minimum gap between starts."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final, Protocol

from alcove.foundation.clock import Clock
from alcove.foundation.ratelimit.model import (
    BACKOFF_STEPS,
    ResponseInfo,
    Rule,
    Usage,
    WaitTooLong,
    add_jitter,
    backoff_seconds,
)
from alcove.foundation.ratelimit.stores import LimitStore

MAX_WAIT: Final = 900.0
"""Longest wait for a start, in seconds."""


class RateLimiter(Protocol):
    """Decides when requests may start."""

    def slot(self) -> AbstractAsyncContextManager[None]:
        """Wait for a start; the block is the request with its response. WaitTooLong, LimiterUnavailable."""
        ...

    async def observe(self, response: ResponseInfo) -> float:
        """Record a response within its slot; return the seconds for which a refusal stops all starts."""
        ...

    async def usage(self) -> Usage:
        """Return the number of recent starts and the pause before the next one."""
        ...


class NoLimit:
    """A limiter without a limit."""

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Start at once."""
        yield

    async def observe(self, response: ResponseInfo) -> float:  # noqa: ARG002 - signature of the protocol
        """Record nothing."""
        return 0.0

    async def usage(self) -> Usage:
        """Return zero."""
        return Usage(0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalPolicy:
    """How to react to responses that refuse a request because of a rate limit."""

    backoff_steps: Sequence[float] = BACKOFF_STEPS
    """Seconds to wait after the first, second, ... refusal without `Retry-After`; empty: none."""
    statuses: frozenset[int] = frozenset({429})
    """Statuses other than 429 count only with `Retry-After`."""
    raise_on_refusal: bool = False
    """Whether a refusal raises WaitTooLong instead of being returned."""

    def seconds(self, response: ResponseInfo, *, strikes: int) -> float | None:
        """Return the seconds to wait after a response, or None when it is not a refusal."""
        retry_after = response.retry_after()
        if response.status not in self.statuses or (response.status != 429 and retry_after is None):
            return None
        return (
            retry_after
            if retry_after is not None
            else (backoff_seconds(self.backoff_steps, strikes) if self.backoff_steps else 0.0)
        )


class WindowLimiter:
    """At most `limit` starts in any moving window of `window` seconds, for all users of the store.

    Requests may overlap. In one process they start in the order of arrival; a cancelled one uses no start.
    """

    def __init__(
        self,
        store: LimitStore,
        key: str,
        *,
        limit: int,
        window: float,
        clock: Clock,
        max_wait: float = MAX_WAIT,
        refusals: RefusalPolicy = RefusalPolicy(),
        rng: random.Random | None = None,
    ) -> None:
        """Take the rule; `rng` adds jitter to the wait after a refusal."""
        self._store = store
        self._key = key
        self._rule = Rule(limit, window)
        self._clock = clock
        self._max_wait = max_wait
        self._refusals = refusals
        self._rng = rng
        self._strikes = 0
        self._waiting = 0
        self._queue = asyncio.Lock()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a start; WaitTooLong at once when the wait would be too long."""
        deadline = self._clock.monotonic() + self._max_wait
        if self._waiting:
            self._check((self._waiting + 1) * self._rule.window / self._rule.limit, remaining=self._max_wait)
        self._waiting += 1
        try:
            async with self._queue:
                while (pause := await self._store.start(self._key, self._rule)) > 0:
                    self._check(pause, remaining=deadline - self._clock.monotonic())
                    await self._clock.sleep(pause)
        finally:
            self._waiting -= 1
        yield

    async def observe(self, response: ResponseInfo) -> float:
        """Record a response; return the seconds for which a refusal stops all starts."""
        seconds = self._refusals.seconds(response, strikes=self._strikes + 1)
        if seconds is None:
            self._strikes = 0
            return 0.0
        self._strikes += 1
        if seconds and self._rng is not None:
            seconds = add_jitter(seconds, self._rng)
        if seconds:
            await self._store.hold(self._key, seconds)
        if self._refusals.raise_on_refusal:
            raise WaitTooLong(f"{self._key} refused the request because of its rate limit", after=seconds)
        return seconds

    async def usage(self) -> Usage:
        """Return the number of starts in the window and the pause before the next one."""
        return await self._store.usage(self._key, self._rule)

    def _check(self, pause: float, *, remaining: float) -> None:
        if pause > remaining:
            raise WaitTooLong(f"{self._key}: the next start is {pause:.0f} s away", after=pause)


class PacedLimiter(WindowLimiter):
    """At least `gap` seconds between two starts, for all users of the store; requests may overlap."""

    def __init__(
        self,
        store: LimitStore,
        key: str,
        *,
        gap: float,
        clock: Clock,
        max_wait: float = MAX_WAIT,
        refusals: RefusalPolicy = RefusalPolicy(),
    ) -> None:
        super().__init__(store, key, limit=1, window=gap, clock=clock, max_wait=max_wait, refusals=refusals)

    def widen(self, gap: float) -> None:
        """Raise the gap to `gap` seconds, if that is larger."""
        self._rule = replace(self._rule, window=max(self._rule.window, gap))
