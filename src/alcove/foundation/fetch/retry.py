"""Retries of a call: which responses and errors are retried, and after which delay."""

import random
from collections.abc import Awaitable, Callable

# Imported with this module, outside the event loop.
import tenacity  # noqa: F401

from alcove.foundation.clock import Clock
from alcove.foundation.fetch.circuit_breaker import ServerError
from alcove.foundation.fetch.errors import FetchError, RateLimited, TimedOut, Unreachable
from alcove.foundation.fetch.exchange import Exchange
from alcove.foundation.fetch.policy import Policy
from alcove.foundation.ratelimit import BACKOFF_STEPS, MAX_WAIT, ResponseInfo, add_jitter, backoff_seconds
from alcove.foundation.retry import retry


class RetryableResponse(FetchError):
    """A response that may be retried."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(f"status {exchange.status}")
        self.exchange = exchange


class TooManyRequests(RetryableResponse):
    """The server responded with 429."""


class ServerErrorResponse(RetryableResponse, ServerError):
    """The server responded with 5xx."""


class Attempts:
    """The attempts of one call."""

    def __init__(self, policy: Policy, *, method: str, clock: Clock, rng: random.Random) -> None:
        self._policy = policy
        self._repeatable = method in policy.retry_methods
        self._clock = clock
        self._rng = rng
        self._failures = 0
        self._refusals = 0
        self._delay = 0.0
        self._unread: Exchange | None = None
        self.count = 0

    async def run(self, send_once: Callable[[], Awaitable[Exchange]]) -> Exchange:
        """Return the first response that needs no retry, or raise the error of the last attempt."""

        async def attempt() -> Exchange:
            self.count += 1
            return self._check_status(await send_once())

        return await retry(attempt, on=self._should_retry, wait=lambda _: self._delay, sleep=self._sleep)

    def _check_status(self, exchange: Exchange) -> Exchange:
        if exchange.status == 429 and self._policy.max_refusals:
            raise TooManyRequests(exchange)
        if exchange.status in self._policy.retry_statuses:
            raise ServerErrorResponse(exchange)
        return exchange

    def _should_retry(self, error: BaseException) -> bool:
        if isinstance(error, TooManyRequests):
            return self._should_retry_refusal(error.exchange)
        if not self._repeatable or not isinstance(error, Unreachable | TimedOut | ServerErrorResponse):
            return False
        self._failures += 1
        if self._failures > self._policy.retries:
            return False
        self._unread = error.exchange if isinstance(error, ServerErrorResponse) else None
        self._delay = self._policy.retry_delay(self._failures, self._rng)
        return True

    def _should_retry_refusal(self, exchange: Exchange) -> bool:
        self._refusals += 1
        # If the limiter pauses all calls, the next slot waits already.
        self._delay = 0.0 if exchange.limiter_pause else self.refusal_delay(exchange)
        if self._refusals >= self._policy.max_refusals or self._delay > MAX_WAIT:
            return False
        self._unread = exchange
        return True

    def refusal_delay(self, exchange: Exchange) -> float:
        """Return the seconds to wait after a 429."""
        if exchange.limiter_pause:
            return exchange.limiter_pause
        info = ResponseInfo(exchange.status, exchange.headers, self._clock.now())
        retry_after = info.retry_after()
        return add_jitter(
            backoff_seconds(BACKOFF_STEPS, self._refusals) if retry_after is None else retry_after, self._rng
        )

    async def rate_limited_error(self, refusal: TooManyRequests, *, host: str) -> RateLimited:
        """Close a 429 response and return the error to raise for it."""
        await refusal.exchange.close()
        return RateLimited(f"{host} asks for fewer requests", after=self.refusal_delay(refusal.exchange))

    async def _sleep(self, seconds: float) -> None:
        unread, self._unread = self._unread, None
        if unread is not None:
            await unread.close()
        if seconds > 0:
            await self._clock.sleep(seconds)
