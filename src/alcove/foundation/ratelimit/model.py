"""The rules of rate limits: when the next request may start, and how long to wait after a refusal."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

BACKOFF_STEPS = (60.0, 120.0, 240.0)
"""Seconds to wait after the first, second and every later refusal without `Retry-After`."""

MAX_RETRY_AFTER = 3600.0
"""Longest accepted `Retry-After`, in seconds."""

_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")

JITTER = 0.1
"""Largest part of a wait that is added at random."""


class WaitTooLong(Exception):
    """The wait for the next start exceeds the caller's limit."""

    def __init__(self, message: str, *, after: float) -> None:
        super().__init__(message)
        self.after = after
        """Seconds after which to try again."""


class LimiterUnavailable(Exception):
    """The store of the rate limit does not answer, so no request may start."""


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `limit` starts in any moving window of `window` seconds."""

    limit: int
    window: float


@dataclass(frozen=True, slots=True)
class Usage:
    """The use of a limit: starts within the window, and seconds until the next start."""

    recent: int
    pause: float


@dataclass(frozen=True, slots=True)
class ResponseInfo:
    """The part of a response that a limiter reads; header names are case-insensitive."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    received: datetime | None = None

    def header(self, name: str) -> str | None:
        """Return the value of a header, or None."""
        lowered = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == lowered), None)

    def number(self, name: str) -> int | None:
        """Return the value of a header as an integer, or None when it is not one."""
        text = (self.header(name) or "").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None

    def retry_after(self) -> float | None:
        """Return the seconds of `Retry-After`, a number or a date, or None without it."""
        text = (self.header("Retry-After") or "").strip()
        if _SECONDS.fullmatch(text):
            return min(float(text), MAX_RETRY_AFTER)
        return _seconds_until(text, now=self.received or datetime.now(UTC))


def _seconds_until(text: str, *, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), MAX_RETRY_AFTER)


def next_start(
    starts: Sequence[float],
    *,
    now: float,
    limit: int,
    window: float,
    spacing: float = 0.0,
    hold_until: float | None = None,
    previous: float | None = None,
) -> float:
    """Return the earliest time, `now` or later, at which another request may start.

    `starts` are the times that count against the window: the latest at which the server may have counted the request.
    `previous` is the time of the last start, from which `spacing` is measured.
    """
    earliest = now if hold_until is None else max(now, hold_until)
    last = previous if previous is not None else max(starts, default=None)
    if last is not None:
        earliest = max(earliest, last + spacing)
    if len(starts) >= limit:
        earliest = max(earliest, sorted(starts)[-limit] + window)
    return earliest


def backoff_seconds(backoff_steps: Sequence[float], strikes: int) -> float:
    """Return the seconds to wait after `strikes` consecutive refusals, without jitter."""
    return backoff_steps[min(max(strikes, 1), len(backoff_steps)) - 1]


def add_jitter(seconds: float, rng: random.Random) -> float:
    """Return `seconds` plus a random jitter, so that waiting clients do not all retry at once."""
    return seconds * (1.0 + JITTER * rng.random())
