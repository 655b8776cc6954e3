"""Outbound HTTP: all requests to other servers go through this package."""

from typing import TYPE_CHECKING, Any

from alcove.foundation.fetch.addresses import Resolver, SystemResolver
from alcove.foundation.fetch.client import Client
from alcove.foundation.fetch.errors import (
    CircuitOpen,
    FetchError,
    Forbidden,
    InvalidRequest,
    InvalidResponse,
    RateLimited,
    RateLimiterDown,
    TimedOut,
    TooLarge,
    TooManyRedirects,
    Unreachable,
)
from alcove.foundation.fetch.network import Network
from alcove.foundation.fetch.policy import Breaker, Policy, Timeouts
from alcove.foundation.fetch.response import Auth, ClientResponse, Params, StreamedResponse
from alcove.foundation.ratelimit import NoLimit

if TYPE_CHECKING:
    from alcove.foundation.fetch.forward_proxy import ForwardProxy

__all__ = [
    "Auth",
    "Breaker",
    "CircuitOpen",
    "Client",
    "ClientResponse",
    "FetchError",
    "Forbidden",
    "ForwardProxy",
    "InvalidRequest",
    "InvalidResponse",
    "Network",
    "NoLimit",
    "Params",
    "Policy",
    "RateLimited",
    "RateLimiterDown",
    "Resolver",
    "StreamedResponse",
    "SystemResolver",
    "TimedOut",
    "Timeouts",
    "TooLarge",
    "TooManyRedirects",
    "Unreachable",
]


def __getattr__(name: str) -> Any:
    """Import the proxy on first use, because it imports the HTTP library."""
    if name != "ForwardProxy":
        raise AttributeError(name)
    from alcove.foundation.fetch.forward_proxy import ForwardProxy  # noqa: PLC0415 - see above

    return ForwardProxy
