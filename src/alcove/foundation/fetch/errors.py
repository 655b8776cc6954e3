"""What can go wrong on the way out; messages name method, host and path, never a query or a header."""

from typing import ClassVar


class FetchError(Exception):
    """A call to another server did not end in an answer."""

    kind: ClassVar[str] = "failed"


class Unreachable(FetchError):
    """No connection, or it broke before the answer was complete."""

    kind = "unreachable"


class TimedOut(FetchError):
    """Connecting, reading or the whole try took longer than the policy allows."""

    kind = "timed_out"


class TooLarge(FetchError):
    """The answer, as sent or once decompressed, is larger than the policy allows."""

    kind = "too_large"


class CircuitOpen(FetchError):
    """The server failed too often just now and is left alone for a while."""

    kind = "circuit_open"


class Forbidden(FetchError):
    """The address is one we do not call: a private network, another scheme, a disguised host."""

    kind = "forbidden"


class TooManyRedirects(FetchError):
    """The server kept pointing elsewhere."""

    kind = "too_many_redirects"


class InvalidRequest(FetchError):
    """The request itself cannot be sent: a malformed URL or header."""

    kind = "invalid_request"


class BadAnswer(FetchError):
    """The answer cannot be read: broken compression, or not the JSON it should be."""

    kind = "bad_answer"


class LimiterDown(FetchError):
    """The store behind the rate limit does not answer, so nothing may be sent."""

    kind = "limiter_down"


class RateLimited(FetchError):
    """The other server, or our own limit, asks us to wait for longer than we are ready to."""

    kind = "rate_limited"

    def __init__(self, message: str, *, after: float) -> None:
        super().__init__(message)
        self.after = after
        """Seconds until another try makes sense."""
