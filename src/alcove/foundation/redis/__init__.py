"""Redis, which may be unavailable at any time: one connection per process, and pub/sub between processes."""

from alcove.foundation.redis.connection import RedisConnection, RedisUnavailable
from alcove.foundation.redis.pubsub import MISSED, Message, RedisPubSub

__all__ = ["MISSED", "Message", "RedisConnection", "RedisPubSub", "RedisUnavailable"]
