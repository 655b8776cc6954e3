"""What arrived, when, and how it was answered."""

import itertools
from collections import deque
from typing import Final

import msgspec

from alcove.foundation.clock import Clock

KEPT: Final = 20_000


class Seen(msgspec.Struct, kw_only=True):
    """One request; `started` and `ended` are seconds of one monotonic clock, `status` is 0 until answered."""

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


class AccessLog:
    """The last requests, oldest first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: deque[Seen] = deque(maxlen=KEPT)
        self._numbers = itertools.count(1)

    def open(self, *, method: str, path: str, query: str, agent: str, api: bool) -> Seen:
        """Note an arrival."""
        entry = Seen(
            number=next(self._numbers), at=self._clock.now().isoformat(), started=self._clock.monotonic(),
            method=method, path=path, query=query, agent=agent, api=api,
        )  # fmt: skip
        self._entries.append(entry)
        return entry

    def close(self, entry: Seen, *, status: int) -> None:
        """Note how an arrival was answered; status 0 means not at all."""
        entry.status, entry.ended = status, self._clock.monotonic()

    def entries(self) -> list[Seen]:
        """Return all requests that are still remembered."""
        return list(self._entries)

    def clear(self) -> None:
        """Forget all requests."""
        self._entries.clear()
