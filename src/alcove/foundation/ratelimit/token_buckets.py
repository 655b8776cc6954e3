"""Token buckets: a bucket starts full, each request takes one token, and tokens come back at a constant rate."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from alcove.foundation.clock import Clock

MAX_BUCKETS: Final = 100_000
"""Buckets that a process keeps; the least recently used ones are forgotten, as if they were full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketRule:
    """A bucket of `size` tokens, of which `rate` come back each second."""

    size: int
    rate: float


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float


class TokenBuckets:
    """The token buckets of this process, by key."""

    def __init__(self, *, clock: Clock, max_buckets: int = MAX_BUCKETS) -> None:
        self._clock = clock
        self._max_buckets = max_buckets
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, key: str, rule: BucketRule) -> float:
        """Take a token and return 0, or return the seconds until the next one; infinity when none comes."""
        now = self._clock.monotonic()
        bucket = self._buckets.setdefault(key, _Bucket(float(rule.size), now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._max_buckets:
            self._buckets.popitem(last=False)
        bucket.tokens = min(float(rule.size), bucket.tokens + (now - bucket.filled_at) * rule.rate)
        bucket.filled_at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0.0
        return (1 - bucket.tokens) / rule.rate if rule.rate else float("inf")
