"""Locks between processes and hosts: leases with owner tokens and fencing numbers."""

from pathlib import Path

from alcove.foundation.clock import Clock
from alcove.foundation.database import MigrationSource, Pool
from alcove.foundation.lock.errors import LockHeld, LockLost, LockUnavailable
from alcove.foundation.lock.locks import LEASE_SECONDS, HeldLock, Locks, LockSettings, LockStore
from alcove.foundation.lock.store import PostgresLockStore, guard
from alcove.foundation.redis import RedisConnection

MIGRATIONS = MigrationSource("lock", Path(__file__).parent / "migrations", schema="alcove")

__all__ = [
    "LEASE_SECONDS",
    "MIGRATIONS",
    "HeldLock",
    "LockHeld",
    "LockLost",
    "LockSettings",
    "LockStore",
    "LockUnavailable",
    "Locks",
    "PostgresLockStore",
    "build_locks",
    "guard",
]


def build_locks(settings: LockSettings, *, pool: Pool, redis: RedisConnection, clock: Clock) -> Locks:
    """Return the locks of a process, in the store that the settings choose."""
    if settings.alcove_locks == "redis":
        from alcove.foundation.lock.redis_store import RedisLockStore  # noqa: PLC0415 - only where it is chosen

        return Locks(RedisLockStore(redis), clock=clock)
    return Locks(PostgresLockStore(pool), clock=clock)
