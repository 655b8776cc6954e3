"""Remove the uploads that nobody can continue any more, and their files."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.wires.supabase.storage.files import UnfinishedFiles
from alcove.wires.supabase.storage.resumable import store

BATCH: Final = 500
GRACE: Final = timedelta(hours=1)
"""For a part that began to arrive before its upload expired."""


class UploadRemoval:
    """Removes expired uploads in batches; it can be killed at any time."""

    def __init__(self, files: UnfinishedFiles, *, pool: Pool, clock: Clock) -> None:
        """Take the files and the database with the uploads."""
        self._files = files
        self._pool = pool
        self._clock = clock

    async def run(self, checkpoint: Callable[[], None]) -> int:
        """Remove what is left of expired uploads and return how many uploads.

        `checkpoint` is called between batches, and ends the run by raising.
        """
        removed = 0
        while True:
            checkpoint()
            before = self._clock.now() - GRACE
            expired = await store.list_expired(self._pool, before=before, limit=BATCH)
            # The files go first: when this process is killed in between, the next run finds the rows again.
            await self._files.remove(expired)
            await store.delete_uploads(self._pool, expired)
            removed += len(expired)
            if len(expired) < BATCH:
                break
        return removed
