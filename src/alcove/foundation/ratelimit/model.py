"""The rules of waiting: when the next request may start, and how long a refusal keeps us away."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LADDER = (60.0, 120.0, 240.0)
"""Seconds to stay away after the first, second and every later refusal that names no time itself."""

LONGEST_HOLD = 3600.0
"""No server makes us stay away for longer, whatever it asks for."""

JITTER = 0.1


class WaitTooLong(Exception):
    """The next start is further away than the caller is ready to wait."""

    def __init__(self, message: str, *, after: float) -> None:
        super().__init__(message)
        self.after = after
        """Seconds until another attempt makes sense."""


class LimiterUnavailable(Exception):
    """The store that keeps the limit does not answer, so nothing may start."""


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `limit` starts in any moving window of `window` seconds."""

    limit: int
    window: float


@dataclass(frozen=True, slots=True)
class Usage:
    """How busy a limit is: starts within the window, and seconds that the next one must wait."""

    recent: int
    pause: float


@dataclass(frozen=True, slots=True)
class ResponseInfo:
    """What a limiter may see of an answer; header names are matched in any case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    received: datetime | None = None

    def header(self, name: str) -> str | None:
        """Return a header's value."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), None)

    def number(self, name: str) -> int | None:
        """Return a header's value when it is a whole number."""
        text = (self.header(name) or "").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None

    def retry_after(self) -> float | None:
        """Return the seconds that `Retry-After` asks for, given as a number or as a date."""
        seconds = self.number("Retry-After")
        if seconds is not None:
            return min(float(seconds), LONGEST_HOLD)
        return _until(self.header("Retry-After"), now=self.received or datetime.now(UTC))


def _until(text: str | None, *, now: datetime) -> float | None:
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), LONGEST_HOLD)


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
    """Return the earliest moment, `now` or later, at which another request may start.

    `starts` are the moments that count against the window (when the other side may have counted them at the
    latest); `previous` is when the last request was handed out, which the spacing is measured from.
    """
    earliest = now if hold_until is None else max(now, hold_until)
    last = previous if previous is not None else max(starts, default=None)
    if last is not None:
        earliest = max(earliest, last + spacing)
    if len(starts) >= limit:
        earliest = max(earliest, sorted(starts)[-limit] + window)
    return earliest


def rung(ladder: Sequence[float], strikes: int) -> float:
    """Return the seconds to stay away after `strikes` refusals in a row, before jitter."""
    return ladder[min(max(strikes, 1), len(ladder)) - 1]


def stretched(seconds: float, rng: random.Random) -> float:
    """Return a little more than `seconds`, so that those who wait do not all come back at once."""
    return seconds * (1.0 + JITTER * rng.random())
