"""The cache: bounded, with time to live, single flight, invalidation by NOTIFY and a Redis tier."""

from alcove.foundation.cache.cache import Cache
from alcove.foundation.cache.invalidation import CacheInvalidation
from alcove.foundation.cache.redis_tier import RedisTier

__all__ = ["Cache", "CacheInvalidation", "RedisTier"]
