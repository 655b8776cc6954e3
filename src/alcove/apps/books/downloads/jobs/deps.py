"""The dependencies of the worker's jobs, and how they are built from those of the process."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from alcove.apps.books.delivery import Readiness
from alcove.apps.books.search import LiveSources, Preferences, SourceClients
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.foundation.fetch import Client, Policy, Timeouts
from alcove.foundation.ratelimit import RateLimiter
from alcove.foundation.realtime import Hub
from alcove.foundation.settings import ServerSettings

OpenClient = Callable[[Policy, RateLimiter], Client]
"""Opens a client under the network settings of the process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDeps:
    """The running parts of the books app in a worker process."""

    pool: Pool
    hub: Hub
    clock: Clock
    data_dir: Path
    preferences: Preferences
    sources: LiveSources
    client: OpenClient
    readiness: Readiness
    """Shared with the health check of the process."""
    rng: random.Random
    timeouts: Timeouts = field(default_factory=Timeouts)
    """Timeouts of transfers: to connect, between two chunks, and until the response begins."""
    drain: float = 8.0
    """Seconds that a running download gets to finish when the worker shuts down."""
    hook_environ: Mapping[str, str] = field(default_factory=lambda: {"PATH": "/usr/local/bin:/usr/bin:/bin"})
    """The environment of the hook script, besides the variables about the book."""


def build_job_deps(deps: Deps, *, preferences: Preferences, clients: SourceClients) -> JobDeps:
    """Return the dependencies of a worker's jobs."""
    rng = random.Random()  # noqa: S311 - spreads retries, keeps no secret
    private = frozenset(deps.load(ServerSettings).alcove_allow_private_hosts)

    def client(policy: Policy, limiter: RateLimiter) -> Client:
        allowed = replace(policy, allow_private=policy.allow_private | private)
        return Client(allowed, limiter=limiter, clock=deps.clock, rng=rng, network=deps.network)

    return JobDeps(
        pool=deps.pool,
        hub=deps.hub,
        clock=deps.clock,
        data_dir=deps.data_dir,
        preferences=preferences,
        sources=LiveSources(clients.open, preferences=preferences),
        client=client,
        readiness=Readiness(deps.pool, clock=deps.clock, data_dir=deps.data_dir),
        rng=rng,
    )
