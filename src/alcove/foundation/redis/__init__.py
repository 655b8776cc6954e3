"""Redis: one connection per process that may be away at any time, and messages between processes."""

from alcove.foundation.redis.connection import RedisConnection, RedisUnavailable
from alcove.foundation.redis.pubsub import MISSED, Message, RedisPubSub

__all__ = ["MISSED", "Message", "RedisConnection", "RedisPubSub", "RedisUnavailable"]
