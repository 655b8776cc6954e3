"""HTTP clients for the servers of the sources; all clients of one server share a rate limit."""

import random
from dataclasses import replace
from typing import Final

from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, Network, Policy
from alcove.foundation.ratelimit import LimitStore, PacedLimiter, RefusalPolicy

MAX_WAIT_S: Final = 30.0
"""How long a request waits for the rate limit; a search has timed out by then."""
REFUSALS: Final = RefusalPolicy(backoff_steps=(30.0,), statuses=frozenset({429, 503}))
"""A 429 or 503 without `Retry-After` pauses all requests to the server for 30 seconds."""


class RateLimitedClientFactory:
    """Builds clients with the network settings; clients with the same policy name share a rate limit."""

    def __init__(
        self,
        *,
        network: Network,
        limits: LimitStore,
        clock: Clock,
        rng: random.Random,
        private_hosts: frozenset[str] = frozenset(),
    ) -> None:
        """Take the shared parts; `private_hosts` are private hosts that every source may call."""
        self._network = network
        self._limits = limits
        self._clock = clock
        self._rng = rng
        self._private_hosts = private_hosts
        self._limiters: dict[str, PacedLimiter] = {}

    def __call__(self, policy: Policy, *, gap: float = 0.5) -> Client:
        """Return a client that leaves at least `gap` seconds between two requests to the server."""
        limiter = self._limiters.setdefault(policy.name, self._make_limiter(policy.name, gap))
        limiter.widen(gap)
        allowed = replace(policy, allow_private=policy.allow_private | self._private_hosts)
        return Client(allowed, limiter=limiter, clock=self._clock, rng=self._rng, network=self._network)

    def _make_limiter(self, name: str, gap: float) -> PacedLimiter:
        return PacedLimiter(self._limits, name, gap=gap, clock=self._clock, max_wait=MAX_WAIT_S, refusals=REFUSALS)
