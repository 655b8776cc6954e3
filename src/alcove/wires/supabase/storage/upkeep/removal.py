"""Remove files that no object names.

A replaced or deleted version stays for a while, so that its last downloads end. A version is announced before its file
is complete, so that it is removed as well when its upload ends between the file and its row. Only what this database
has recorded is removed: the files of another database in the same folder stay.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.wires.supabase.storage.files import FileStore
from alcove.wires.supabase.storage.upkeep import store
from alcove.wires.supabase.storage.upkeep.lock import try_lock_removal

BATCH: Final = 500
GRACE: Final = timedelta(hours=1)
"""How long the file of a replaced or deleted version stays."""
STALE_TEMPORARY: Final = timedelta(hours=2)
"""Since when nobody has written a temporary file that is removed."""


class FileRemoval:
    """Removes files in batches; it stops for a backup, and can be killed at any time."""

    def __init__(self, files: FileStore, *, pool: Pool, lock_pool: Pool, clock: Clock) -> None:
        """Take the files, the database whose rows name them, and the one with the lock of backups."""
        self._files = files
        self._pool = pool
        self._lock_pool = lock_pool
        self._clock = clock

    async def run(self, checkpoint: Callable[[], None]) -> Mapping[str, int] | None:
        """Remove what nobody needs and return how many files of each kind, None when a backup keeps them.

        `checkpoint` is called between batches, and ends the run by raising.
        """
        counts = Counter(removed=0, temporary=0)
        removed: int | None = BATCH
        while removed == BATCH:
            checkpoint()
            removed = await self._remove_batch()
            if removed is None:
                return None
            counts["removed"] += removed
        older_than = (self._clock.now() - STALE_TEMPORARY).timestamp()
        counts["temporary"] = await self._files.remove_stale_temporaries(older_than=older_than)
        return counts

    async def _remove_batch(self) -> int | None:
        """Remove the files of some removed versions; return how many versions are done, None during a backup."""
        before = self._clock.now() - GRACE
        async with try_lock_removal(self._lock_pool) as is_locked:
            if not is_locked:
                return None
            removable, named_again = await store.list_removed(self._pool, before=before, limit=BATCH)
            # The files go first: when this process is killed in between, the next run finds the versions again.
            await self._files.remove(removable)
            done = [*removable, *named_again]
            await store.forget_removed(self._pool, done, before=before)
            return len(done)
