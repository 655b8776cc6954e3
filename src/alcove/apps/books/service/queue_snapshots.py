"""The queue as everybody sees it: readers that come at the same time share one reading."""

import asyncio

from alcove.apps.books.service import queueing
from alcove.apps.books.service.queueing import PREFIX, Prefix
from alcove.foundation.database import Pool

_Key = tuple[Prefix, bool]


class QueueSnapshotCache:
    """Answers status reads from readings that began after they were asked for.

    So nobody is shown what was there before their own change, whichever process they made it through, and however
    many readers there are, one statement of a kind runs at a time.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._running: dict[_Key, asyncio.Task[bytes]] = {}
        self._next: dict[_Key, asyncio.Task[bytes]] = {}

    async def snapshot(self, *, prefix: Prefix = PREFIX, legacy_names: bool = False) -> bytes:
        """Return the whole queue by status name as JSON."""
        key = (prefix, legacy_names)
        reading = self._next.get(key)
        if reading is None:
            reading = self._next[key] = asyncio.create_task(self._read(key), name="books-queue-snapshot")
        # One reader who hangs up takes nothing from the others.
        return await asyncio.shield(reading)

    async def _read(self, key: _Key) -> bytes:
        """Read when the reading before has ended; who asks from then on waits for the one after."""
        if key in self._running:
            await asyncio.wait({self._running[key]})
        mine = self._running[key] = self._next.pop(key)
        prefix, legacy_names = key
        try:
            return await queueing.snapshot(self._pool, prefix=prefix, legacy_names=legacy_names)
        finally:
            if self._running.get(key) is mine:
                del self._running[key]
