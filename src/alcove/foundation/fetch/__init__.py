"""The one door to outbound HTTP."""

from pathlib import Path

from alcove.foundation.database import MigrationSource
from alcove.foundation.fetch.addresses import Resolver, SystemResolver
from alcove.foundation.fetch.answer import Answer, Auth, Stream
from alcove.foundation.fetch.client import Client
from alcove.foundation.fetch.errors import (
    BadAnswer,
    CircuitOpen,
    FetchError,
    Forbidden,
    InvalidRequest,
    LimiterDown,
    RateLimited,
    TimedOut,
    TooLarge,
    TooManyRedirects,
    Unreachable,
)
from alcove.foundation.fetch.limiters import Limiter, NoLimit, WindowLimiter
from alcove.foundation.fetch.model import ResponseInfo, Usage
from alcove.foundation.fetch.network import Network
from alcove.foundation.fetch.policy import Breaker, Policy, Timeouts
from alcove.foundation.fetch.shared import SharedWindow

MIGRATIONS = MigrationSource("fetch", Path(__file__).parent / "migrations", schema="alcove")

__all__ = [
    "MIGRATIONS",
    "Answer",
    "Auth",
    "BadAnswer",
    "Breaker",
    "CircuitOpen",
    "Client",
    "FetchError",
    "Forbidden",
    "InvalidRequest",
    "Limiter",
    "LimiterDown",
    "Network",
    "NoLimit",
    "Policy",
    "RateLimited",
    "Resolver",
    "ResponseInfo",
    "SharedWindow",
    "Stream",
    "SystemResolver",
    "TimedOut",
    "Timeouts",
    "TooLarge",
    "TooManyRedirects",
    "Unreachable",
    "Usage",
    "WindowLimiter",
]
