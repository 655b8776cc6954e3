"""Who may start a request now: nobody has to wait, or starts follow a rule kept in a store."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final, Protocol

from alcove.foundation.clock import Clock
from alcove.foundation.ratelimit.model import LADDER, ResponseInfo, Rule, Usage, WaitTooLong, rung, stretched
from alcove.foundation.ratelimit.stores import LimitStore

PATIENCE: Final = 900.0
"""Seconds that a request waits for its start at most."""


class RateLimiter(Protocol):
    """Decides when requests may start."""

    def slot(self) -> AbstractAsyncContextManager[None]:
        """Wait for a start; the block is the request until its answer is complete. WaitTooLong, LimiterUnavailable."""
        ...

    async def observe(self, response: ResponseInfo) -> float:
        """Take note of an answer, within its slot; return the seconds that a refusal now keeps all away."""
        ...

    async def usage(self) -> Usage:
        """Return the starts that count now and the pause that the next one must make."""
        ...


class NoLimit:
    """Everything may start at once."""

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Start at once."""
        yield

    async def observe(self, response: ResponseInfo) -> float:  # noqa: ARG002 - the protocol's
        """Take no note."""
        return 0.0

    async def usage(self) -> Usage:
        """Return that nothing is counted."""
        return Usage(0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """How answers are obeyed that ask for fewer requests."""

    ladder: Sequence[float] = LADDER
    """Seconds to stay away after the first, second, ... refusal that names no time; empty: none."""
    statuses: frozenset[int] = frozenset({429})
    """Other statuses than 429 count only when they name a time."""
    raised: bool = False
    """Whether a refusal ends the request with WaitTooLong, instead of being returned as its answer."""

    def seconds(self, response: ResponseInfo, *, strikes: int) -> float | None:
        """Return the seconds to stay away after an answer, None when it is no refusal."""
        wanted = response.retry_after()
        if response.status not in self.statuses or (response.status != 429 and wanted is None):
            return None
        return wanted if wanted is not None else (rung(self.ladder, strikes) if self.ladder else 0.0)


class WindowLimiter:
    """At most `limit` starts in any moving window of `window` seconds, for all who share the store; they may overlap.

    Those who wait in one process start in their order; one who gives up leaves no gap behind.
    """

    def __init__(
        self,
        store: LimitStore,
        key: str,
        *,
        limit: int,
        window: float,
        clock: Clock,
        patience: float = PATIENCE,
        refusals: Refusals = Refusals(),
        rng: random.Random | None = None,
    ) -> None:
        """Take the rule; `rng` stretches the time that a refusal keeps all away."""
        self._store = store
        self._key = key
        self._rule = Rule(limit, window)
        self._clock = clock
        self._patience = patience
        self._refusals = refusals
        self._rng = rng
        self._strikes = 0
        self._waiting = 0
        self._queue = asyncio.Lock()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a start; WaitTooLong at once when it is too far away."""
        deadline = self._clock.monotonic() + self._patience
        if self._waiting:
            self._check((self._waiting + 1) * self._rule.window / self._rule.limit, left=self._patience)
        self._waiting += 1
        try:
            async with self._queue:
                while (pause := await self._store.start(self._key, self._rule)) > 0:
                    self._check(pause, left=deadline - self._clock.monotonic())
                    await self._clock.sleep(pause)
        finally:
            self._waiting -= 1
        yield

    async def observe(self, response: ResponseInfo) -> float:
        """Take note of a refusal, and of its end; return the seconds that it keeps everybody away."""
        seconds = self._refusals.seconds(response, strikes=self._strikes + 1)
        if seconds is None:
            self._strikes = 0
            return 0.0
        self._strikes += 1
        if seconds and self._rng is not None:
            seconds = stretched(seconds, self._rng)
        if seconds:
            await self._store.hold(self._key, seconds)
        if self._refusals.raised:
            raise WaitTooLong(f"{self._key} asks for fewer requests", after=seconds)
        return seconds

    async def usage(self) -> Usage:
        """Return the starts in the window and the pause that the next one must make."""
        return await self._store.usage(self._key, self._rule)

    def _check(self, pause: float, *, left: float) -> None:
        if pause > left:
            raise WaitTooLong(f"{self._key}: the next start is {pause:.0f} s away", after=pause)


class PacedLimiter(WindowLimiter):
    """Starts have `gap` seconds between them, for all who share the store; requests may overlap."""

    def __init__(
        self,
        store: LimitStore,
        key: str,
        *,
        gap: float,
        clock: Clock,
        patience: float = PATIENCE,
        refusals: Refusals = Refusals(),
    ) -> None:
        super().__init__(store, key, limit=1, window=gap, clock=clock, patience=patience, refusals=refusals)

    def widen(self, gap: float) -> None:
        """Keep the larger one of two gaps."""
        self._rule = replace(self._rule, window=max(self._rule.window, gap))
