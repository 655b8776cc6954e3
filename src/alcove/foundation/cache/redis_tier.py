"""A second cache tier in Redis, shared by all processes and hosts; empty while Redis is unavailable."""

from hashlib import sha256
from typing import Any, Final, Generic, TypeVar

import msgspec

from alcove import __version__
from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.redis import RedisConnection

V = TypeVar("V")

MAX_VALUE_SIZE: Final = 1024 * 1024
"""Bytes; larger values are not stored."""
_EXPIRY_SIZE: Final = 8


class RedisTier(Generic[V]):
    """Stores values of one type as MessagePack, each with its time of expiry."""

    def __init__(self, redis: RedisConnection, name: str, *, kind: Any, clock: Clock | None = None) -> None:
        """Take the name of the values, and their type for msgspec."""
        self._redis = redis
        # With the version, because another one may define the type differently.
        self._prefix = f"{redis.namespace}:cache:{name}:{__version__}:"
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._clock = clock or SystemClock()

    async def get(self, key: object) -> tuple[V, float] | None:
        """Return a value and the seconds until it expires, or None."""
        if self._redis.is_unavailable:
            return None
        stored = await self._redis.attempt(lambda client: client.get(self._redis_key(key)))
        if not isinstance(stored, bytes):
            return None
        seconds = int.from_bytes(stored[:_EXPIRY_SIZE]) / 1000 - self._clock.now().timestamp()
        try:
            value: V = self._decode(stored[_EXPIRY_SIZE:])
        except msgspec.DecodeError:
            return None
        return (value, seconds) if seconds > 0 else None

    async def put(self, key: object, value: V, *, seconds: float) -> None:
        """Store a value for `seconds`."""
        if self._redis.is_unavailable:
            return
        expires_at = round((self._clock.now().timestamp() + seconds) * 1000)
        stored = expires_at.to_bytes(_EXPIRY_SIZE) + msgspec.msgpack.encode(value)
        if len(stored) <= MAX_VALUE_SIZE:
            milliseconds = max(1, round(seconds * 1000))
            await self._redis.attempt(lambda client: client.set(self._redis_key(key), stored, px=milliseconds))

    def _redis_key(self, key: object) -> str:
        return self._prefix + sha256(msgspec.msgpack.encode(key)).hexdigest()
