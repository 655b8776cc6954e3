"""What failed calls mean: statuses, Retry-After and errors of connections as outcomes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from alcove.foundation.fetch import (
    FetchError,
    Forbidden,
    InvalidRequest,
    RateLimited,
    RateLimiterDown,
    TimedOut,
    Unreachable,
)
from alcove.foundation.ratelimit import ResponseInfo
from alcove.wires.ai_providers.model import Outcome

_STATUSES: Final[Mapping[int, Outcome]] = {
    401: Outcome.AUTH_FAILED,
    # The account of the key has no credit: another key may have.
    402: Outcome.AUTH_FAILED,
    403: Outcome.AUTH_FAILED,
    408: Outcome.TIMEOUT,
    429: Outcome.RATE_LIMITED,
}
_OF_REQUEST: Final = frozenset({400, 413, 414, 422})
"""Statuses of requests that are too long or invalid."""
_REASONS: Final[Mapping[Outcome, str]] = {
    Outcome.AUTH_FAILED: "does not accept the key",
    Outcome.RATE_LIMITED: "asks for fewer requests",
    Outcome.SERVER_ERROR: "failed",
    Outcome.TIMEOUT: "did not answer in time",
    Outcome.BAD_ANSWER: "does not accept the request",
}


def outcome_of_status(status: int) -> Outcome:
    """Return the outcome of an error status."""
    if 500 <= status <= 599:
        return Outcome.SERVER_ERROR
    return _STATUSES.get(status, Outcome.BAD_ANSWER)


def is_of_request(status: int) -> bool:
    """Return whether an error status says that the request itself cannot be answered."""
    return status in _OF_REQUEST


def describe_status(status: int) -> str:
    """Return what a provider did that sent an error status."""
    if status < 400:
        return f"sent an unexpected response (status {status})"
    return f"{_REASONS[outcome_of_status(status)]} (status {status})"


def read_retry_after(status: int, headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Return the seconds that an error response asks to wait, at most an hour, None without a usable value."""
    return ResponseInfo(status, headers, now).retry_after()


def classify_fetch_error(error: FetchError, *, has_started: bool) -> tuple[Outcome, str]:
    """Return outcome and description of a call without a usable response; `has_started` is the response."""
    if isinstance(error, TimedOut):
        what = "stopped sending in the middle of its answer" if has_started else "did not answer in time"
        return Outcome.TIMEOUT, what
    if isinstance(error, Unreachable):
        what = "closed the connection in the middle of its answer" if has_started else "cannot be reached"
        return Outcome.CONNECTION_LOST, what
    if isinstance(error, Forbidden):
        return Outcome.CONNECTION_LOST, "has an address that may not be called"
    if isinstance(error, RateLimited | RateLimiterDown):
        return Outcome.RATE_LIMITED, "may not be called now"
    if isinstance(error, InvalidRequest):
        return Outcome.BAD_ANSWER, "cannot be sent this request"
    return Outcome.BAD_ANSWER, "sent a response that cannot be read"
