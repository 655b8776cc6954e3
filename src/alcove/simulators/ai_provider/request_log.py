"""The log of requests: what was sent, and how each of them ended."""

import itertools
from collections import deque
from typing import Any, Final, Literal

import msgspec

from alcove.foundation.clock import Clock

MAX_ENTRIES: Final = 2_000


class LoggedRequest(msgspec.Struct, kw_only=True):
    """One request; times are seconds of the machine's monotonic clock, 0 for what has not happened.

    `end` is `answered` after a complete response, `broken` where a behaviour stopped it, `disconnected` where the
    client left first, and empty while the request runs.
    """

    number: int
    dialect: str
    base: str
    path: str
    query: str
    client: str
    """Address and port of the connection."""
    headers: dict[str, str]
    body: Any
    key: str
    started: float
    status: int = 0
    tokens: int = 0
    first_token: float = 0.0
    end: Literal["", "answered", "broken", "disconnected"] = ""
    ended: float = 0.0


class RequestLog:
    """The last requests, oldest first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: deque[LoggedRequest] = deque(maxlen=MAX_ENTRIES)
        self._numbers = itertools.count(1)

    def start(self, **values: Any) -> LoggedRequest:
        """Log the start of a request and return its entry."""
        entry = LoggedRequest(number=next(self._numbers), started=self._clock.monotonic(), **values)
        self._entries.append(entry)
        return entry

    def record_token(self, entry: LoggedRequest) -> None:
        """Log one token that was sent."""
        entry.tokens += 1
        entry.first_token = entry.first_token or self._clock.monotonic()

    def finish(self, entry: LoggedRequest, end: Literal["answered", "broken", "disconnected"]) -> None:
        """Log the end of a request, once."""
        if not entry.end:
            entry.end, entry.ended = end, self._clock.monotonic()

    def entries(self, *, after: int = 0) -> list[LoggedRequest]:
        """Return the logged requests with a higher number than `after`."""
        return [entry for entry in list(self._entries) if entry.number > after]

    def clear(self) -> None:
        """Remove all requests."""
        self._entries.clear()
