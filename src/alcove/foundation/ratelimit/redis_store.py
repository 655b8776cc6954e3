"""A store of rate limits in Redis, by its clock, for all processes that share it."""

import secrets
from typing import TYPE_CHECKING, Final

from alcove.foundation.ratelimit.model import Rule, Usage
from alcove.foundation.ratelimit.stores import LimitStore
from alcove.foundation.redis import RedisConnection, RedisUnavailable

if TYPE_CHECKING:
    from redis.asyncio import Redis

_MICROSECONDS: Final = 1_000_000

# Starts are members of a sorted set; the score is the time in microseconds. Returns the number of starts in the window
# and the microseconds to wait.
_START: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local limit, window, member = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - window))
local count = redis.call('ZCARD', KEYS[1])
local pause = math.max(0, redis.call('PTTL', KEYS[2]) * 1000)
if count >= limit then
  local first = redis.call('ZRANGE', KEYS[1], -limit, -limit, 'WITHSCORES')
  pause = math.max(pause, first[2] + window - now)
end
if pause == 0 and member ~= '' then
  redis.call('ZADD', KEYS[1], string.format('%.0f', now), member)
  redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000) + 1)
end
return {count, pause}
"""

_HOLD: Final = """
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
"""


class RedisLimitStore:
    """Stores starts in Redis and in `fallback`, which decides while Redis is unavailable."""

    def __init__(self, redis: RedisConnection, *, fallback: LimitStore) -> None:
        self._redis = redis
        self._fallback = fallback

    async def start(self, key: str, rule: Rule) -> float:
        """Record a start and return 0, or return the seconds until the next start."""
        try:
            _, pause = await self._run_script(key, rule, member=secrets.token_hex(8))
        except RedisUnavailable:
            return await self._fallback.start(key, rule)
        if pause <= 0:
            # So that this process keeps the limit if Redis becomes unavailable next.
            await self._fallback.start(key, rule)
        return pause

    async def hold(self, key: str, seconds: float) -> None:
        """Allow no start for `seconds`, or longer when a longer hold is active."""
        await self._fallback.hold(key, seconds)
        name, milliseconds = f"{self._redis_key(key)}:hold", max(1, round(seconds * 1000))

        async def call(redis: "Redis") -> object:
            return await redis.eval(_HOLD, 1, name, milliseconds)

        await self._redis.attempt(call)

    async def usage(self, key: str, rule: Rule) -> Usage:
        """Return the number of recent starts and the pause before the next one."""
        try:
            return Usage(*await self._run_script(key, rule, member=""))
        except RedisUnavailable:
            return await self._fallback.usage(key, rule)

    async def _run_script(self, key: str, rule: Rule, *, member: str) -> tuple[int, float]:
        async def call(redis: "Redis") -> tuple[int, float]:
            name, window = self._redis_key(key), round(rule.window * _MICROSECONDS)
            count, pause = await redis.eval(_START, 2, name, f"{name}:hold", rule.limit, window, member)
            return int(count), int(pause) / _MICROSECONDS

        return await self._redis.run(call)

    def _redis_key(self, key: str) -> str:
        return f"{self._redis.namespace}:limit:{{{key}}}"
