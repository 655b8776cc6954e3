"""SQL of the files that wait in the folder of materials."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from typing import Final

from alcove.foundation.database import Connection, Pool

_ANNOUNCE: Final = "INSERT INTO study.material_files (version) VALUES ($1)"
_LIST_UNNEEDED: Final = """
SELECT f.version FROM study.material_files AS f
WHERE f.added_at < $1 AND NOT EXISTS (SELECT FROM study.material_imports AS i WHERE i.file_version = f.version)
ORDER BY f.added_at LIMIT $2
"""
_FORGET: Final = "DELETE FROM study.material_files WHERE version = ANY($1::text[])"
_HAS_FILES: Final = "SELECT to_regclass('study.material_files') IS NOT NULL"
_LIST_NAMED: Final = """
SELECT f.version, f.sha256 FROM study.material_files AS f
JOIN study.material_imports AS i ON i.file_version = f.version ORDER BY f.version
"""


async def announce_file(pool: Pool, version: str) -> None:
    """Record a file before its content is there, so that it is removed unless an import names it."""
    await pool.execute(_ANNOUNCE, version)


async def list_unneeded(pool: Pool, *, before: datetime, limit: int) -> Sequence[str]:
    """Return versions from before a time that no import names."""
    return [row["version"] for row in await pool.fetch(_LIST_UNNEEDED, before, limit)]


async def forget_files(pool: Pool, versions: Collection[str]) -> None:
    """Forget files that are removed."""
    await pool.execute(_FORGET, list(versions))


async def list_named(connection: Connection) -> AsyncIterator[tuple[str, bytes | None]]:
    """Yield the versions that imports name in the caller's transaction, with their SHA-256."""
    if not await connection.fetchval(_HAS_FILES):
        return
    async for row in connection.cursor(_LIST_NAMED, prefetch=500):
        yield row["version"], bytes.fromhex(row["sha256"]) if row["sha256"] else None
