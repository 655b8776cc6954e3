"""The ways to the sources' servers: one pace for each, whoever in the process asks."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, Network, Policy, RateLimited, ResponseInfo, Usage

PATIENCE: Final = 30.0
"""Seconds a request waits for its turn at most; whoever searches has given up by then."""
REFUSED: Final = 30.0
"""Seconds that a refusal without a time of its own keeps everybody away."""


class Pace:
    """Starts have a gap between them; a refusal, or a server that names a time, keeps all away until then."""

    def __init__(self, name: str, *, gap: float, clock: Clock) -> None:
        self._name = name
        self._gap = gap
        self._clock = clock
        self._next = clock.monotonic()
        self._held_until = clock.monotonic()
        self._turn = asyncio.Lock()
        self._waiting = 0

    def widen(self, gap: float) -> None:
        """Keep the larger one of two gaps."""
        self._gap = max(self._gap, gap)

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a start; RateLimited at once when it is too far away."""
        self._refuse_if_late(waiting=self._waiting)
        self._waiting += 1
        try:
            # Who gives up in the row leaves no gap behind: a start is taken only by the first one.
            async with self._turn:
                while (pause := self._pause()) > 0:
                    self._refuse_if_late()
                    await self._clock.sleep(pause)
                self._next = self._clock.monotonic() + self._gap
        finally:
            self._waiting -= 1
        yield

    async def observe(self, response: ResponseInfo) -> float:
        """Take note of a refusal; return the seconds that it keeps everybody away."""
        wanted = response.retry_after()
        if response.status not in (429, 503) or (response.status == 503 and wanted is None):
            return 0.0
        seconds = REFUSED if wanted is None else wanted
        self._held_until = max(self._held_until, self._clock.monotonic() + seconds)
        return seconds

    async def usage(self) -> Usage:
        """Return the pause that the next one must make."""
        return Usage(0, max(0.0, self._pause()))

    def _pause(self) -> float:
        return max(self._next, self._held_until) - self._clock.monotonic()

    def _refuse_if_late(self, *, waiting: int = 0) -> None:
        pause = max(0.0, self._pause()) + waiting * self._gap
        if pause > PATIENCE:
            raise RateLimited(f"{self._name}: the next start is {pause:.0f} s away", after=pause)


class Clients:
    """Opens clients under the network settings; those of one policy's name share their pace."""

    def __init__(
        self,
        *,
        network: Network,
        clock: Clock,
        rng: random.Random,
        private_hosts: frozenset[str] = frozenset(),
    ) -> None:
        """Take the surroundings; `private_hosts` are hosts of the owner's that every source may call."""
        self._network = network
        self._clock = clock
        self._rng = rng
        self._private_hosts = private_hosts
        self._paces: dict[str, Pace] = {}

    def __call__(self, policy: Policy, *, gap: float = 0.5) -> Client:
        """Return a client."""
        pace = self._paces.setdefault(policy.name, Pace(policy.name, gap=gap, clock=self._clock))
        pace.widen(gap)
        allowed = replace(policy, allow_private=policy.allow_private | self._private_hosts)
        return Client(allowed, limiter=pace, clock=self._clock, rng=self._rng, network=self._network)
