"""Counts the files that were fetched, for all processes together."""

from datetime import datetime, timedelta
from typing import Final

from alcove.foundation.database import Pool, transaction

_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('alcove.books.standardebooks', 0))"
_FORGET: Final = "DELETE FROM books_standardebooks_fetch WHERE at <= $1"
_COUNT: Final = "SELECT count(*), min(at) FROM books_standardebooks_fetch"
_NOTE: Final = "INSERT INTO books_standardebooks_fetch (at) VALUES ($1)"


async def start(pool: Pool, now: datetime, *, limit: int, window: timedelta) -> datetime | None:
    """Count one more file and return None; or return when the next one may be fetched, and count nothing."""
    async with transaction(pool) as connection:
        await connection.execute(_LOCK)
        await connection.execute(_FORGET, now - window)
        count, oldest = await connection.fetchrow(_COUNT)
        if count >= limit:
            due: datetime = oldest + window
            return due
        await connection.execute(_NOTE, now)
        return None
