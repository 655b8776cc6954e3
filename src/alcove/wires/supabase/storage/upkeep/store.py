"""Versions that no object names, and the lock of backups."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from typing import Final

from alcove.foundation.database import Connection, Pool

LOCK_ID: Final = 0x616C636F76650901
"""The advisory lock in the server's own database: shared by backups, exclusive for the removal of files."""

_LIST_REMOVED: Final = """
SELECT version, EXISTS (SELECT FROM storage.objects AS o WHERE o.version = r.version) AS is_named
FROM storage.removed_versions AS r WHERE removed_at < $1 ORDER BY removed_at LIMIT $2
"""
_FORGET: Final = "DELETE FROM storage.removed_versions WHERE version = ANY($1::text[]) AND removed_at < $2"
# Until then nothing is removed that waits for its row; a trigger lets callers name no other versions.
_ANNOUNCE: Final = """
INSERT INTO storage.removed_versions (version, removed_at) VALUES ($1, now() + interval '23 hours')
ON CONFLICT (version) DO UPDATE SET removed_at = excluded.removed_at
"""
_HAS_OBJECTS: Final = "SELECT to_regclass('storage.objects') IS NOT NULL"
# The entity tag is the SHA-256 of contents that were uploaded here; that of an imported object may be anything.
_LIST_CONTENTS: Final = """
SELECT DISTINCT version, substring(metadata ->> 'eTag' FROM '^"([0-9a-f]{64})"$') AS sha256
FROM storage.objects WHERE version IS NOT NULL ORDER BY version
"""


async def list_contents(connection: Connection) -> AsyncIterator[tuple[str, bytes | None]]:
    """Yield the versions that objects name in the caller's transaction, with their SHA-256 where it is known."""
    if not await connection.fetchval(_HAS_OBJECTS):
        return
    async for row in connection.cursor(_LIST_CONTENTS, prefetch=500):
        yield row["version"], bytes.fromhex(row["sha256"]) if row["sha256"] else None


async def list_removed(pool: Pool, *, before: datetime, limit: int) -> tuple[Sequence[str], Sequence[str]]:
    """Return versions that were removed before a time: those that no object names, and those that one names again."""
    rows = await pool.fetch(_LIST_REMOVED, before, limit)
    return [row["version"] for row in rows if not row["is_named"]], [row["version"] for row in rows if row["is_named"]]


async def forget_removed(pool: Pool, versions: Collection[str], *, before: datetime) -> None:
    """Forget versions that were removed before a time."""
    await pool.execute(_FORGET, list(versions), before)


async def announce_version(source: Pool | Connection, version: str) -> None:
    """Record a version before its file is there: unless a row names it, the file is removed a day later."""
    await source.execute(_ANNOUNCE, version)


async def lock_shared(connection: Connection, *, seconds: float) -> None:
    """Wait for the lock of backups; TimeoutError."""
    await connection.execute("SELECT pg_advisory_lock_shared($1)", LOCK_ID, timeout=seconds)


async def unlock_shared(connection: Connection) -> None:
    """Release the lock of backups."""
    await connection.execute("SELECT pg_advisory_unlock_shared($1)", LOCK_ID)


async def try_lock(connection: Connection) -> bool:
    """Take the lock of the removal, and return whether nobody else had one."""
    return bool(await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK_ID))


async def unlock(connection: Connection) -> None:
    """Release the lock of the removal."""
    await connection.execute("SELECT pg_advisory_unlock($1)", LOCK_ID)
