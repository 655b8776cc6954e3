"""Errors of outbound calls; a message says what happened and names the host, never a path, a query or a header."""

from typing import ClassVar


class FetchError(Exception):
    """A call to another server got no usable response."""

    kind: ClassVar[str] = "failed"


class Unreachable(FetchError):
    """No connection, or it broke before the response was complete."""

    kind = "unreachable"


class NameUnresolved(Unreachable):
    """The name of the host has no address, or the name server does not answer."""

    kind = "unresolved"


class CertificateInvalid(Unreachable):
    """The host's TLS certificate is not valid, or not for this host."""

    kind = "bad_certificate"


class ConnectionBroken(Unreachable):
    """The connection was made and then broke before the response was complete."""

    kind = "broken"


class TimedOut(FetchError):
    """Connecting, reading or the whole attempt took longer than the policy allows."""

    kind = "timed_out"


class TooLarge(FetchError):
    """The response, as sent or decompressed, is larger than the policy allows."""

    kind = "too_large"


class CircuitOpen(FetchError):
    """The server failed too often; the circuit breaker is open."""

    kind = "circuit_open"


class Forbidden(FetchError):
    """The address may not be called: a private network, another scheme, a disguised host."""

    kind = "forbidden"


class PrivateAddress(Forbidden):
    """The host has a private address, and no setting allows requests to it."""


class TooManyRedirects(FetchError):
    """The server redirected too often."""

    kind = "too_many_redirects"


class InvalidRequest(FetchError):
    """The request itself cannot be sent: a malformed URL or header."""

    kind = "invalid_request"


class InvalidResponse(FetchError):
    """The response cannot be decoded: broken compression, or unexpected JSON."""

    kind = "bad_answer"


class RateLimiterDown(FetchError):
    """The store of the rate limiter does not respond, so nothing may be sent."""

    kind = "limiter_down"


class RateLimited(FetchError):
    """The server or our own rate limit requires a longer wait than allowed."""

    kind = "rate_limited"

    def __init__(self, message: str, *, after: float) -> None:
        super().__init__(message)
        self.after = after
        """Seconds until the next attempt."""
