"""The sliding window of the rate limit, per IP address."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass

from alcove.foundation.clock import Clock


@dataclass(frozen=True, slots=True)
class RateDecision:
    """Whether a request is allowed, and the values of the rate limit headers."""

    allowed: bool
    limit: int
    used: int
    retry_after: int

    @property
    def headers(self) -> dict[str, str]:
        """Return the three rate limit headers."""
        return {
            "X-Discogs-Ratelimit": str(self.limit),
            "X-Discogs-Ratelimit-Used": str(self.used),
            "X-Discogs-Ratelimit-Remaining": str(max(0, self.limit - self.used)),
        }


class RateWindow:
    """Counts the requests of the last `length_s` seconds; rejected ones do not count."""

    def __init__(self, clock: Clock, *, length_s: float) -> None:
        self._clock = clock
        self.length_s = length_s
        self._starts: defaultdict[str, deque[float]] = defaultdict(deque)

    def admit(self, address: str, *, limit: int) -> RateDecision:
        """Count a request of an IP address unless its window is full; return whether it is allowed."""
        now = self._clock.monotonic()
        starts = self._starts[address]
        while starts and now - starts[0] >= self.length_s:
            starts.popleft()
        if len(starts) >= limit:
            free_at = starts[len(starts) - limit] + self.length_s if limit else now + self.length_s
            return RateDecision(
                allowed=False, limit=limit, used=len(starts), retry_after=max(1, math.ceil(free_at - now))
            )
        starts.append(now)
        return RateDecision(allowed=True, limit=limit, used=len(starts), retry_after=0)

    def clear(self) -> None:
        """Remove all requests."""
        self._starts.clear()
