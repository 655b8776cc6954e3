"""What a vendor's calls may cost: time, bytes, tries, and which hosts they may reach."""

import random
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds: to connect, between two pieces of the answer, and for one whole try."""

    connect: float = 10.0
    read: float = 30.0
    total: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """After `failures` failed calls in a row, a server is left alone for `reset` seconds."""

    failures: int = 5
    reset: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The terms of all calls to one vendor; it also names them in logs and metrics."""

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
    """The only hosts that may be called, redirects included; `.archive.org` is that domain and all below it."""
    breaker: Breaker = field(default_factory=Breaker)

    def __post_init__(self) -> None:
        if not self.user_agent.strip():
            raise ValueError(f"policy {self.name} has no User-Agent: tell servers who is calling")

    def reaches(self, host: str) -> bool:
        """Tell whether a host is one of those that may be called."""
        plain = host.strip("[]").rstrip(".").lower()
        return not self.hosts or any(
            plain == each or (each.startswith(".") and f".{plain}".endswith(each))
            for each in map(str.lower, self.hosts)
        )

    def pause(self, retry: int, rng: random.Random) -> float:
        """Return the seconds to wait before the given retry, counted from 1."""
        base = self.backoff[min(retry, len(self.backoff)) - 1] if self.backoff else 0.0
        return base * (1.0 + self.backoff_jitter * rng.random())
