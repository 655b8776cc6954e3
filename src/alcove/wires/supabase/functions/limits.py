"""Limits of calls, and the answer to one too many."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from alcove.foundation.clock import Clock
from alcove.foundation.ratelimit import LimiterUnavailable, LimitStore, Rule
from alcove.wires.supabase.functions.errors import Refusal, RefusalKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitUse:
    """The use of a limit after a call was counted; `reset_at` is in seconds since 1970."""

    limit: int
    remaining: int
    reset_at: int

    def headers(self) -> Mapping[str, str]:
        """Return the headers that tell it."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset_at),
        }


class CallLimiter:
    """Counts calls by keys, in a store that the processes of a server may share."""

    def __init__(self, store: LimitStore, *, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def count(self, key: str, rule: Rule) -> LimitUse:
        """Count a call; Refusal when there were too many, or when nobody can say."""
        try:
            seconds = await self._store.start(key, rule)
            usage = await self._store.usage(key, rule)
        except LimiterUnavailable as error:
            message = "The limit of calls cannot be checked now. Try again in a moment."
            raise Refusal(RefusalKind.UNAVAILABLE, message, status=503, headers={"Retry-After": "5"}) from error
        if seconds > 0:
            raise self._refuse(rule, wait=max(1, math.ceil(seconds)))
        wait = max(1, math.ceil(usage.pause)) if usage.pause > 0 else math.ceil(rule.window)
        return self._use(rule, remaining=max(0, rule.limit - usage.recent), wait=wait)

    def _use(self, rule: Rule, *, remaining: int, wait: int) -> LimitUse:
        reset_at = math.ceil(self._clock.now().timestamp() + wait)
        return LimitUse(limit=rule.limit, remaining=remaining, reset_at=reset_at)

    def _refuse(self, rule: Rule, *, wait: int) -> Refusal:
        reset_at = (self._clock.now() + timedelta(seconds=wait)).isoformat(timespec="milliseconds")
        return Refusal(
            RefusalKind.LIMIT,
            f"Rate limit exceeded. Try again in {wait} seconds.",
            status=429,
            headers={"Retry-After": str(wait), **self._use(rule, remaining=0, wait=wait).headers()},
            details={"retryAfter": wait, "resetAt": reset_at.replace("+00:00", "Z")},
        )
