"""Leases in Redis, by its clock."""

from typing import TYPE_CHECKING, Any, Final

from alcove.foundation.lock.errors import LockUnavailable
from alcove.foundation.redis import RedisConnection, RedisUnavailable

if TYPE_CHECKING:
    from redis.asyncio import Redis

# The number is at least the time in microseconds, so that it goes up also after Redis has lost its data.
_ACQUIRE: Final = """
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return false end
local time = redis.call('TIME')
local fence = math.max(tonumber(redis.call('GET', KEYS[2]) or '0') + 1, time[1] * 1000000 + time[2])
redis.call('SET', KEYS[2], string.format('%.0f', fence))
return string.format('%.0f', fence)
"""
_EXTEND: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""
_RELEASE: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
"""


class RedisLockStore:
    """Leases in Redis; LockUnavailable while it does not answer."""

    def __init__(self, redis: RedisConnection) -> None:
        self._redis = redis

    async def acquire(self, name: str, *, owner: str, seconds: float) -> int | None:
        """Take a lock that nobody holds, and return its fencing number; None when somebody does."""
        fence = await self._run(_ACQUIRE, name, owner, _milliseconds(seconds))
        return None if fence is None else int(fence)

    async def extend(self, name: str, *, owner: str, seconds: float) -> bool:
        """Let the lease of this owner end in `seconds` from now; False when it is not the owner any more."""
        return bool(await self._run(_EXTEND, name, owner, _milliseconds(seconds)))

    async def release(self, name: str, *, owner: str) -> bool:
        """End the lease of this owner; False when it is not the owner any more."""
        return bool(await self._run(_RELEASE, name, owner))

    async def _run(self, script: str, name: str, *arguments: str | int) -> Any:
        key = f"{self._redis.namespace}:lock:{{{name}}}"

        async def call(redis: "Redis") -> Any:
            return await redis.eval(script, 2, key, f"{key}:fence", *arguments)

        try:
            return await self._redis.run(call)
        except RedisUnavailable as error:
            raise LockUnavailable("Redis, which has the locks, does not answer. Try again later.") from error


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))
