"""Circuit breaker: stops calls to a server that fails too often; one circuit per policy and process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from alcove.foundation.fetch.errors import CircuitOpen, FetchError, TimedOut, Unreachable
from alcove.foundation.fetch.policy import Breaker, Policy

if TYPE_CHECKING:
    from purgatory.service._async.circuitbreaker import AsyncCircuitBreaker


class ServerError(FetchError):
    """The server responded with 5xx; internal to this package."""

    kind = "failing"


COUNTED_ERRORS = (Unreachable, TimedOut, ServerError)


class Circuit:
    """Counts consecutive failures of the calls of one policy."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._settings = policy.breaker
        self._breaker: AsyncCircuitBreaker | None = None

    @asynccontextmanager
    async def guard(self) -> AsyncIterator[None]:
        """Run one call; raise CircuitOpen without running it while the circuit is open."""
        if self._breaker is not None:
            async with self._run_guarded(self._breaker):
                yield
            return
        try:
            yield
        except COUNTED_ERRORS as error:
            if self._settings is not None:
                # Load the library (0.35 s) at the first failure: until then the circuit is closed anyway.
                await self._count_first_failure(error, settings=self._settings)
            raise

    @asynccontextmanager
    async def _run_guarded(self, breaker: "AsyncCircuitBreaker") -> AsyncIterator[None]:
        from purgatory.domain.model import OpenedState  # noqa: PLC0415 - already loaded

        try:
            async with breaker:
                yield
        except OpenedState as opened:
            seconds = self._settings.reset if self._settings else 0.0
            raise CircuitOpen(f"{self._policy.name} failed too often; no calls for {seconds:.0f} s") from opened

    async def _count_first_failure(self, error: FetchError, *, settings: Breaker) -> None:
        breaker = await self._load_breaker(settings)
        # Calls that started before the breaker existed can fail after it opened.
        with suppress(type(error), CircuitOpen):
            async with self._run_guarded(breaker):
                raise error

    async def _load_breaker(self, settings: Breaker) -> "AsyncCircuitBreaker":
        if self._breaker is None:
            await asyncio.to_thread(__import__, "purgatory")
            from purgatory import AsyncCircuitBreakerFactory  # noqa: PLC0415 - already loaded

            factory = AsyncCircuitBreakerFactory(exclude=[(BaseException, _is_not_counted)])
            breaker = await factory.get_breaker(self._policy.name, settings.failures, settings.reset)
            # Several first failures can happen at once: all are counted by the first breaker.
            self._breaker = self._breaker or breaker
        return self._breaker


@lru_cache(maxsize=64)
def circuit_for(policy: Policy) -> Circuit:
    """Return the circuit that all clients of a policy share."""
    return Circuit(policy)


def _is_not_counted(error: BaseException) -> bool:
    return not isinstance(error, COUNTED_ERRORS)
