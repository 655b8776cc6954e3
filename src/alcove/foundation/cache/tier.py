"""Kept values in Redis, for all processes and hosts; without Redis there are none, and nothing else changes."""

from hashlib import sha256
from typing import Any, Final, Generic, TypeVar

import msgspec

from alcove import __version__
from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.redis import RedisConnection

V = TypeVar("V")

LARGEST: Final = 1024 * 1024
"""Bytes from which a value is not worth the way."""
_STAMP: Final = 8


class RedisTier(Generic[V]):
    """Keeps values of one kind as bytes, each with the moment at which it is no longer good."""

    def __init__(self, redis: RedisConnection, name: str, *, kind: Any, clock: Clock | None = None) -> None:
        """Take the values' name and their type, which msgspec encodes and decodes."""
        self._redis = redis
        # Another version may have another idea of the same type.
        self._prefix = f"{redis.namespace}:cache:{name}:{__version__}:"
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._clock = clock or SystemClock()

    async def get(self, key: object) -> tuple[V, float] | None:
        """Return a value and the seconds for which it is still good; None where there is none."""
        if self._redis.is_away:
            return None
        stored = await self._redis.attempt(lambda client: client.get(self._name(key)))
        if not isinstance(stored, bytes):
            return None
        left = int.from_bytes(stored[:_STAMP]) / 1000 - self._clock.now().timestamp()
        try:
            value: V = self._decode(stored[_STAMP:])
        except msgspec.DecodeError:
            return None
        return (value, left) if left > 0 else None

    async def put(self, key: object, value: V, *, seconds: float) -> None:
        """Keep a value for so long."""
        if self._redis.is_away:
            return
        until = round((self._clock.now().timestamp() + seconds) * 1000)
        stored = until.to_bytes(_STAMP) + msgspec.msgpack.encode(value)
        if len(stored) <= LARGEST:
            most = max(1, round(seconds * 1000))
            await self._redis.attempt(lambda client: client.set(self._name(key), stored, px=most))

    def _name(self, key: object) -> str:
        return self._prefix + sha256(msgspec.msgpack.encode(key)).hexdigest()
