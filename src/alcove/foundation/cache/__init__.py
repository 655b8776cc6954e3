"""Values that are kept for a while: bounded, with a time to live, loaded once for all who want them."""

from alcove.foundation.cache.cache import Cache
from alcove.foundation.cache.changes import Changes
from alcove.foundation.cache.tier import RedisTier

__all__ = ["Cache", "Changes", "RedisTier"]
