"""SQL of the download limit, which all processes share."""

from datetime import datetime, timedelta
from typing import Final

from alcove.foundation.database import Pool, transaction

_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('alcove.books.standardebooks', 0))"
_DELETE_EXPIRED: Final = "DELETE FROM books_standardebooks_fetch WHERE at <= $1"
_COUNT: Final = "SELECT count(*), min(at) FROM books_standardebooks_fetch"
_INSERT: Final = "INSERT INTO books_standardebooks_fetch (at) VALUES ($1)"


async def reserve_download(pool: Pool, now: datetime, *, limit: int, window: timedelta) -> datetime | None:
    """Count a download and return None; if the limit is reached, return when the next download is allowed.

    A transaction lock makes concurrent calls wait for each other, so that the limit holds across processes.
    """
    async with transaction(pool) as connection:
        await connection.execute(_LOCK)
        await connection.execute(_DELETE_EXPIRED, now - window)
        count, oldest = await connection.fetchrow(_COUNT)
        if count >= limit:
            due: datetime = oldest + window
            return due
        await connection.execute(_INSERT, now)
        return None
