"""The ways to the sources' servers: one pace for each, whoever in the process asks."""

import random
from dataclasses import replace
from typing import Final

from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, Network, Policy
from alcove.foundation.ratelimit import LimitStore, PacedLimiter, RefusalPolicy

PATIENCE: Final = 30.0
"""Seconds a request waits for its turn at most; whoever searches has given up by then."""
REFUSALS: Final = RefusalPolicy(backoff_steps=(30.0,), statuses=frozenset({429, 503}))
"""A refusal without a time of its own keeps everybody away for half a minute."""


class Clients:
    """Opens clients under the network settings; those of one policy's name share their pace."""

    def __init__(
        self,
        *,
        network: Network,
        limits: LimitStore,
        clock: Clock,
        rng: random.Random,
        private_hosts: frozenset[str] = frozenset(),
    ) -> None:
        """Take the surroundings; `private_hosts` are hosts of the owner's that every source may call."""
        self._network = network
        self._limits = limits
        self._clock = clock
        self._rng = rng
        self._private_hosts = private_hosts
        self._paces: dict[str, PacedLimiter] = {}

    def __call__(self, policy: Policy, *, gap: float = 0.5) -> Client:
        """Return a client."""
        pace = self._paces.setdefault(policy.name, self._pace(policy.name, gap))
        pace.widen(gap)
        allowed = replace(policy, allow_private=policy.allow_private | self._private_hosts)
        return Client(allowed, limiter=pace, clock=self._clock, rng=self._rng, network=self._network)

    def _pace(self, name: str, gap: float) -> PacedLimiter:
        return PacedLimiter(self._limits, name, gap=gap, clock=self._clock, max_wait=PATIENCE, refusals=REFUSALS)
