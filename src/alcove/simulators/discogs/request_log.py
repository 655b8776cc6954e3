"""The log of requests and their responses."""

import itertools
from collections import deque
from typing import Final

import msgspec

from alcove.foundation.clock import Clock

MAX_ENTRIES: Final = 20_000


class LoggedRequest(msgspec.Struct, kw_only=True):
    """One request; `started` and `ended` are seconds of a monotonic clock, `status` is 0 until the response."""

    number: int
    at: str
    started: float
    ended: float = 0.0
    method: str
    path: str
    query: str
    agent: str
    api: bool
    user: str | None = None
    authenticated: bool = False
    status: int = 0


class RequestLog:
    """The last requests, oldest first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: deque[LoggedRequest] = deque(maxlen=MAX_ENTRIES)
        self._numbers = itertools.count(1)

    def start(self, *, method: str, path: str, query: str, agent: str, api: bool) -> LoggedRequest:
        """Log the start of a request and return its entry."""
        entry = LoggedRequest(
            number=next(self._numbers), at=self._clock.now().isoformat(), started=self._clock.monotonic(),
            method=method, path=path, query=query, agent=agent, api=api,
        )  # fmt: skip
        self._entries.append(entry)
        return entry

    def finish(self, entry: LoggedRequest, *, status: int) -> None:
        """Log the end of a request; status 0 means that there was no response."""
        entry.status, entry.ended = status, self._clock.monotonic()

    def entries(self) -> list[LoggedRequest]:
        """Return all logged requests."""
        return list(self._entries)

    def clear(self) -> None:
        """Remove all requests."""
        self._entries.clear()
