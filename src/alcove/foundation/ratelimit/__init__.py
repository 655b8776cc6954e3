"""How often something may start: paces and moving windows in memory, Redis or PostgreSQL."""

from pathlib import Path

from alcove.foundation.database import MigrationSource
from alcove.foundation.ratelimit.limiters import (
    PATIENCE,
    NoLimit,
    PacedLimiter,
    RateLimiter,
    Refusals,
    WindowLimiter,
)
from alcove.foundation.ratelimit.model import (
    LADDER,
    LimiterUnavailable,
    ResponseInfo,
    Rule,
    Usage,
    WaitTooLong,
    next_start,
    rung,
    stretched,
)
from alcove.foundation.ratelimit.redis_store import RedisLimits
from alcove.foundation.ratelimit.serial import SerialWindowLimiter
from alcove.foundation.ratelimit.stores import LimitStore, MemoryLimits, PostgresLimits

# The tables were made when this room was a part of `fetch`, and the name is in the ledger of every database.
MIGRATIONS = MigrationSource("fetch", Path(__file__).parent / "migrations", schema="alcove")

__all__ = [
    "LADDER",
    "MIGRATIONS",
    "PATIENCE",
    "LimitStore",
    "LimiterUnavailable",
    "MemoryLimits",
    "NoLimit",
    "PacedLimiter",
    "PostgresLimits",
    "RateLimiter",
    "RedisLimits",
    "Refusals",
    "ResponseInfo",
    "Rule",
    "SerialWindowLimiter",
    "Usage",
    "WaitTooLong",
    "WindowLimiter",
    "next_start",
    "rung",
    "stretched",
]
