"""Rate limits: minimum gaps and moving windows, stored in memory, Redis or PostgreSQL."""

from pathlib import Path

from alcove.foundation.database import MigrationSource
from alcove.foundation.ratelimit.limiters import (
    MAX_WAIT,
    NoLimit,
    PacedLimiter,
    RateLimiter,
    RefusalPolicy,
    WindowLimiter,
)
from alcove.foundation.ratelimit.model import (
    BACKOFF_STEPS,
    LimiterUnavailable,
    ResponseInfo,
    Rule,
    Usage,
    WaitTooLong,
    add_jitter,
    backoff_seconds,
    next_start,
)
from alcove.foundation.ratelimit.redis_store import RedisLimitStore
from alcove.foundation.ratelimit.serial_window import SerialWindowLimiter
from alcove.foundation.ratelimit.stores import LimitStore, MemoryLimitStore, PostgresLimitStore
from alcove.foundation.ratelimit.token_buckets import BucketRule, TokenBuckets

# Named `fetch` because the tables were once part of it, and the name is in the migration history of every database.
MIGRATIONS = MigrationSource("fetch", Path(__file__).parent / "migrations", schema="alcove")

__all__ = [
    "BACKOFF_STEPS",
    "MAX_WAIT",
    "MIGRATIONS",
    "BucketRule",
    "LimitStore",
    "LimiterUnavailable",
    "MemoryLimitStore",
    "NoLimit",
    "PacedLimiter",
    "PostgresLimitStore",
    "RateLimiter",
    "RedisLimitStore",
    "RefusalPolicy",
    "ResponseInfo",
    "Rule",
    "SerialWindowLimiter",
    "TokenBuckets",
    "Usage",
    "WaitTooLong",
    "WindowLimiter",
    "add_jitter",
    "backoff_seconds",
    "next_start",
]
