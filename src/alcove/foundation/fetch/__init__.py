"""Outbound HTTP: all requests to other servers go through this package."""

from typing import TYPE_CHECKING, Any

from alcove.foundation.fetch.addresses import Resolver, SystemResolver
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
from alcove.foundation.fetch.network import Network
from alcove.foundation.fetch.policy import Breaker, Policy, Timeouts
from alcove.foundation.fetch.response import Answer, Auth, Params, Stream
from alcove.foundation.ratelimit import NoLimit

if TYPE_CHECKING:
    from alcove.foundation.fetch.gateway import Gateway

__all__ = [
    "Answer",
    "Auth",
    "BadAnswer",
    "Breaker",
    "CircuitOpen",
    "Client",
    "FetchError",
    "Forbidden",
    "Gateway",
    "InvalidRequest",
    "LimiterDown",
    "Network",
    "NoLimit",
    "Params",
    "Policy",
    "RateLimited",
    "Resolver",
    "Stream",
    "SystemResolver",
    "TimedOut",
    "Timeouts",
    "TooLarge",
    "TooManyRedirects",
    "Unreachable",
]


def __getattr__(name: str) -> Any:
    """Import the gateway on first use, because it imports the HTTP library."""
    if name != "Gateway":
        raise AttributeError(name)
    from alcove.foundation.fetch.gateway import Gateway  # noqa: PLC0415 - see above

    return Gateway
