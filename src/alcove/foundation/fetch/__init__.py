"""Outbound HTTP: all requests to other servers go through this package."""

from typing import TYPE_CHECKING, Any

from alcove.foundation.fetch.addresses import Resolver, SystemResolver, is_listed, join_host_port, private_server
from alcove.foundation.fetch.client import Client
from alcove.foundation.fetch.errors import (
    CertificateInvalid,
    CircuitOpen,
    ConnectionBroken,
    FetchError,
    Forbidden,
    InvalidRequest,
    InvalidResponse,
    NameUnresolved,
    PrivateAddress,
    RateLimited,
    RateLimiterDown,
    TimedOut,
    TooLarge,
    TooManyRedirects,
    Unreachable,
)
from alcove.foundation.fetch.event_stream import ServerSentEvent, read_events
from alcove.foundation.fetch.network import Network
from alcove.foundation.fetch.policy import Breaker, Policy, Timeouts
from alcove.foundation.fetch.response import Auth, ClientResponse, Params, StreamedResponse
from alcove.foundation.ratelimit import NoLimit

if TYPE_CHECKING:
    from alcove.foundation.fetch.forward_proxy import ForwardProxy

__all__ = [
    "Auth",
    "Breaker",
    "CertificateInvalid",
    "CircuitOpen",
    "Client",
    "ClientResponse",
    "ConnectionBroken",
    "FetchError",
    "Forbidden",
    "ForwardProxy",
    "InvalidRequest",
    "InvalidResponse",
    "NameUnresolved",
    "Network",
    "NoLimit",
    "Params",
    "Policy",
    "PrivateAddress",
    "RateLimited",
    "RateLimiterDown",
    "Resolver",
    "ServerSentEvent",
    "StreamedResponse",
    "SystemResolver",
    "TimedOut",
    "Timeouts",
    "TooLarge",
    "TooManyRedirects",
    "Unreachable",
    "is_listed",
    "join_host_port",
    "private_server",
    "read_events",
]


def __getattr__(name: str) -> Any:
    """Import the proxy on first use, because it imports the HTTP library."""
    if name != "ForwardProxy":
        raise AttributeError(name)
    from alcove.foundation.fetch.forward_proxy import ForwardProxy  # noqa: PLC0415 - see above

    return ForwardProxy
