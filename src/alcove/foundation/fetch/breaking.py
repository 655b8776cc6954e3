"""Leaves a server alone that failed too often; one circuit per policy and process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from alcove.foundation.fetch.errors import CircuitOpen, FetchError, TimedOut, Unreachable
from alcove.foundation.fetch.policy import Policy

if TYPE_CHECKING:
    from purgatory.service._async.circuitbreaker import AsyncCircuitBreaker


class Failing(FetchError):
    """The server answered that it cannot answer (5xx); never leaves this room."""

    kind = "failing"


COUNTED = (Unreachable, TimedOut, Failing)


class Circuit:
    """Counts the calls of one policy that failed in a row."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._breaker: AsyncCircuitBreaker | None = None

    @asynccontextmanager
    async def guard(self) -> AsyncIterator[None]:
        """Run one call; CircuitOpen, without running it, while the server is left alone."""
        if self._breaker is not None:
            async with self._watched(self._breaker):
                yield
            return
        try:
            yield
        except COUNTED as failure:
            # A circuit without failures is closed, so the first failure is early enough to load the library (0.35 s).
            await self._count(failure)
            raise

    @asynccontextmanager
    async def _watched(self, breaker: "AsyncCircuitBreaker") -> AsyncIterator[None]:
        from purgatory.domain.model import OpenedState  # noqa: PLC0415 - loaded by now

        try:
            async with breaker:
                yield
        except OpenedState as error:
            seconds = self._policy.breaker.reset
            raise CircuitOpen(f"{self._policy.name} failed too often; left alone for {seconds:.0f} s") from error

    async def _count(self, failure: FetchError) -> None:
        breaker = await self._load()
        # Calls that began before the circuit existed may fail after it opened.
        with suppress(type(failure), CircuitOpen):
            async with self._watched(breaker):
                raise failure

    async def _load(self) -> "AsyncCircuitBreaker":
        if self._breaker is None:
            await asyncio.to_thread(__import__, "purgatory")
            from purgatory import AsyncCircuitBreakerFactory  # noqa: PLC0415 - loaded by now

            terms = self._policy.breaker
            factory = AsyncCircuitBreakerFactory(exclude=[(BaseException, _is_no_failure)])
            made = await factory.get_breaker(self._policy.name, terms.failures, terms.reset)
            # Several first failures may come at once: all are counted by the breaker that was made first.
            self._breaker = self._breaker or made
        return self._breaker


@lru_cache(maxsize=64)
def circuit_of(policy: Policy) -> Circuit:
    """Return the circuit that all clients of a policy share."""
    return Circuit(policy)


def _is_no_failure(error: BaseException) -> bool:
    return not isinstance(error, COUNTED)
