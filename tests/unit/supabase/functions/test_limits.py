"""The use of a limit as callers are told it."""

import math

import pytest

from alcove.foundation.ratelimit import LimiterUnavailable, MemoryLimitStore, Rule, Usage
from alcove.wires.supabase.functions import CallLimiter, Refusal, RefusalKind
from support.clock import FakeClock

RULE = Rule(2, 60.0)


class AbsentStore:
    """A store that does not answer."""

    async def start(self, key: str, rule: Rule) -> float:
        """Raise LimiterUnavailable."""
        raise LimiterUnavailable(key, rule)

    async def hold(self, key: str, seconds: float) -> None:
        """Raise LimiterUnavailable."""
        raise LimiterUnavailable(key, seconds)

    async def usage(self, key: str, rule: Rule) -> Usage:
        """Raise LimiterUnavailable."""
        raise LimiterUnavailable(key, rule)


async def test_the_use_and_the_wait_are_told() -> None:
    """What remains, when all of it is back, and how long the call too many has to wait; keys do not share a limit."""
    clock = FakeClock()
    limiter, start = CallLimiter(MemoryLimitStore(clock), clock=clock), clock.now().timestamp()
    first = await limiter.count("a", RULE)
    assert (first.limit, first.remaining, first.reset_at) == (2, 1, math.ceil(start + 60))
    clock.advance(10.5)
    assert (await limiter.count("a", RULE)).remaining == 0
    with pytest.raises(Refusal) as caught:
        await limiter.count("a", RULE)
    refusal = caught.value
    assert (refusal.kind, refusal.status) == (RefusalKind.LIMIT, 429)
    assert refusal.details == {"retryAfter": 50, "resetAt": "2026-01-01T00:01:00.500Z"}
    assert refusal.headers["Retry-After"] == "50"
    assert refusal.headers["X-RateLimit-Remaining"] == "0"
    assert int(refusal.headers["X-RateLimit-Reset"]) == math.ceil(start + 60.5)
    assert (await limiter.count("b", RULE)).remaining == 1
    clock.advance(50)
    assert (await limiter.count("a", RULE)).remaining == 0


async def test_nothing_is_allowed_while_nobody_counts() -> None:
    """Without its store a limit refuses, and the client may try again."""
    with pytest.raises(Refusal) as caught:
        await CallLimiter(AbsentStore(), clock=FakeClock()).count("a", RULE)
    assert (caught.value.status, dict(caught.value.headers)) == (503, {"Retry-After": "5"})
