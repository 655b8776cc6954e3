"""The limits of the calls to one vendor: time, bytes, retries and allowed hosts."""

import random
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Timeouts in seconds: to connect, between two chunks of the response, and for one whole attempt."""

    connect: float = 10.0
    read: float = 30.0
    total: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """After `failures` consecutive failures, the circuit opens for `reset` seconds."""

    failures: int = 5
    reset: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The settings of all calls to one vendor; `name` appears in logs and metrics."""

    name: str
    base_url: str
    user_agent: str
    timeout: Timeouts = field(default_factory=Timeouts)
    retries: int = 3
    retry_statuses: frozenset[int] = frozenset(range(500, 600))
    retry_methods: frozenset[str] = frozenset({"GET", "HEAD"})
    backoff: tuple[float, ...] = (1.0, 2.0, 4.0)
    backoff_jitter: float = 0.25
    max_bytes: int = 16 * 1024 * 1024
    max_connections: int = 10
    redirects: int = 5
    allow_private: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    """The only hosts that may be called, redirects included; `.archive.org` is the domain with its subdomains."""
    breaker: Breaker | None = field(default_factory=Breaker)
    """None for calls that are counted elsewhere: no circuit opens for them."""
    max_refusals: int = 3
    """Number of 429 responses after which a call fails; 0 returns a 429 like any other response."""

    def __post_init__(self) -> None:
        if not self.user_agent.strip():
            raise ValueError(f"policy {self.name} has no User-Agent")

    def allows_host(self, host: str) -> bool:
        """Return whether a host may be called."""
        name = host.strip("[]").rstrip(".").lower()
        return not self.hosts or any(
            name == allowed or (allowed.startswith(".") and f".{name}".endswith(allowed))
            for allowed in map(str.lower, self.hosts)
        )

    def retry_delay(self, retry: int, rng: random.Random) -> float:
        """Return the seconds to wait before retry number `retry`, counted from 1."""
        base = self.backoff[min(retry, len(self.backoff)) - 1] if self.backoff else 0.0
        return base * (1.0 + self.backoff_jitter * rng.random())
