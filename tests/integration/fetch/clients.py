"""Clients for tests: loopback is allowed, and waits take no time."""

import random
from typing import Any

from alcove.foundation.fetch import Client, NoLimit, Policy, Resolver, Timeouts
from alcove.foundation.ratelimit import RateLimiter
from integration.fetch.scripted_server import Server
from support.clock import FakeClock

LOOPBACK = frozenset({"127.0.0.1"})


def policy_for(base: str, **terms: Any) -> Policy:
    """Return a policy that may call loopback."""
    terms = {"name": "test", "user_agent": "test/1", "allow_private": LOOPBACK, **terms}
    return Policy(base_url=base, **terms)


def client_for(
    server: Server | str,
    *,
    clock: FakeClock | None = None,
    limiter: RateLimiter | None = None,
    resolver: Resolver | None = None,
    tls: Any = None,
    **terms: Any,
) -> Client:
    """Return a client of a server; the other keywords are the policy's."""
    base = server if isinstance(server, str) else server.base
    return Client(
        policy_for(base, **terms),
        limiter=limiter or NoLimit(),
        clock=clock or FakeClock(),
        rng=random.Random(1),  # noqa: S311 - seeded
        resolver=resolver,
        tls=tls,
    )


def short_timeouts(**seconds: float) -> Timeouts:
    """Return short timeouts."""
    return Timeouts(**{"connect": 0.3, "read": 0.3, "total": 0.6, **seconds})
