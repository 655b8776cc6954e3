"""Which answers and errors of a call are worth another try, and how long to wait before it."""

import random
from collections.abc import Awaitable, Callable

# Loaded with this module, off the event loop.
import tenacity  # noqa: F401

from alcove.foundation.clock import Clock
from alcove.foundation.fetch.breaking import Failing
from alcove.foundation.fetch.errors import FetchError, RateLimited, TimedOut, Unreachable
from alcove.foundation.fetch.exchange import Exchange
from alcove.foundation.fetch.policy import Policy
from alcove.foundation.ratelimit import LADDER, PATIENCE, ResponseInfo, rung, stretched
from alcove.foundation.retry import retry

REFUSALS = 3
"""Tries that may end in 429 before the call does."""


class Answered(FetchError):
    """An answer that may be worth another try."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(f"status {exchange.status}")
        self.exchange = exchange


class Refused(Answered):
    """The server wants fewer requests (429)."""


class Failed(Answered, Failing):
    """The server could not answer (5xx)."""


class Tries:
    """The tries of one call."""

    def __init__(self, policy: Policy, *, method: str, clock: Clock, rng: random.Random) -> None:
        self._policy = policy
        self._repeatable = method in policy.retry_methods
        self._clock = clock
        self._rng = rng
        self._failures = 0
        self._refusals = 0
        self._pause = 0.0
        self._left_over: Exchange | None = None
        self.count = 0

    async def run(self, work: Callable[[], Awaitable[Exchange]]) -> Exchange:
        """Return the answer of the first try that needs no other, or raise what the last one raised."""

        async def attempt() -> Exchange:
            self.count += 1
            return self._judged(await work())

        return await retry(attempt, on=self._again, wait=lambda _: self._pause, sleep=self._rest)

    def _judged(self, exchange: Exchange) -> Exchange:
        if exchange.status == 429:
            raise Refused(exchange)
        if exchange.status in self._policy.retry_statuses:
            raise Failed(exchange)
        return exchange

    def _again(self, error: BaseException) -> bool:
        if isinstance(error, Refused):
            return self._after_refusal(error.exchange)
        if not self._repeatable or not isinstance(error, Unreachable | TimedOut | Failed):
            return False
        self._failures += 1
        if self._failures > self._policy.retries:
            return False
        self._left_over = error.exchange if isinstance(error, Failed) else None
        self._pause = self._policy.pause(self._failures, self._rng)
        return True

    def _after_refusal(self, exchange: Exchange) -> bool:
        self._refusals += 1
        # A limiter that holds everybody makes the next slot wait; nobody waits twice.
        self._pause = 0.0 if exchange.held_for else self.wanted(exchange)
        if self._refusals >= REFUSALS or self._pause > PATIENCE:
            return False
        self._left_over = exchange
        return True

    def wanted(self, exchange: Exchange) -> float:
        """Return the seconds that a refusal keeps us away."""
        if exchange.held_for:
            return exchange.held_for
        info = ResponseInfo(exchange.status, exchange.headers, self._clock.now())
        asked = info.retry_after()
        return stretched(rung(LADDER, self._refusals) if asked is None else asked, self._rng)

    async def limited(self, refused: Refused, *, host: str) -> RateLimited:
        """Close a refusal and return it as the error the caller sees."""
        await refused.exchange.close()
        return RateLimited(f"{host} asks for fewer requests", after=self.wanted(refused.exchange))

    async def _rest(self, seconds: float) -> None:
        left_over, self._left_over = self._left_over, None
        if left_over is not None:
            await left_over.close()
        if seconds > 0:
            await self._clock.sleep(seconds)
