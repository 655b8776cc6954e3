"""The moving window in which requests are counted, per address."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass

from alcove.foundation.clock import Clock


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may pass, and what the rate headers say."""

    allowed: bool
    limit: int
    used: int
    retry_after: int

    @property
    def headers(self) -> dict[str, str]:
        """Return the three rate headers."""
        return {
            "X-Discogs-Ratelimit": str(self.limit),
            "X-Discogs-Ratelimit-Used": str(self.used),
            "X-Discogs-Ratelimit-Remaining": str(max(0, self.limit - self.used)),
        }


class Window:
    """Counts the requests of the last `length_s` seconds; refused ones do not count."""

    def __init__(self, clock: Clock, *, length_s: float) -> None:
        self._clock = clock
        self.length_s = length_s
        self._starts: defaultdict[str, deque[float]] = defaultdict(deque)

    def admit(self, address: str, *, limit: int) -> Verdict:
        """Count a request of an address, unless its window is full."""
        now = self._clock.monotonic()
        starts = self._starts[address]
        while starts and now - starts[0] >= self.length_s:
            starts.popleft()
        if len(starts) >= limit:
            free_at = starts[len(starts) - limit] + self.length_s if limit else now + self.length_s
            return Verdict(allowed=False, limit=limit, used=len(starts), retry_after=max(1, math.ceil(free_at - now)))
        starts.append(now)
        return Verdict(allowed=True, limit=limit, used=len(starts), retry_after=0)

    def clear(self) -> None:
        """Forget every request."""
        self._starts.clear()
