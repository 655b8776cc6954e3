"""Reads the outbox: every transaction once, also when notifications were lost or the database was away."""

from collections.abc import AsyncIterator, Sequence

from alcove.foundation.database import Pool
from alcove.wires.supabase.realtime.changes.model import OutboxRow, Snapshot
from alcove.wires.supabase.realtime.changes.row_order import restore_order
from alcove.wires.supabase.realtime.changes.store import outbox as store


class OutboxReader:
    """Knows what has been read: all that a snapshot includes, and the transactions that were read since.

    A page of rows counts as read when the caller asks for the next one.
    """

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._newest_id = 0
        self._read: dict[int, int] = {}

    async def start(self, pool: Pool) -> None:
        """Leave out everything that is committed now."""
        self._snapshot, self._newest_id = await store.read_position(pool)
        self._read.clear()

    async def read_transactions(self, pool: Pool, ids: Sequence[int]) -> AsyncIterator[Sequence[OutboxRow]]:
        """Yield the rows of transactions in the order of `ids`, page by page."""
        after = (0, 0)
        while page := await store.read_transactions(pool, ids, after=after):
            rows = [row for _, row in page if not self._is_read(row)]
            if rows:
                yield restore_order(rows)
            self._note(rows)
            if len(page) < store.PAGE:
                return
            after = page[-1][0], page[-1][1].id

    async def read_missed(self, pool: Pool) -> AsyncIterator[Sequence[OutboxRow]]:
        """Yield all rows that are committed and were not read, page by page."""
        since, newest_id = self._snapshot, self._newest_id
        until, _ = await store.read_position(pool)
        if since is None:
            return
        after = 0
        while page := await store.read_missed(pool, since=since, newest_id=newest_id, until=until, after=after):
            rows = [row for row in page if not self._is_read(row)]
            if rows:
                yield restore_order(rows)
            self._note(rows)
            after = page[-1].id
            if len(page) < store.PAGE:
                break
        self._snapshot = until
        self._read = {number: row for number, row in self._read.items() if not until.includes(number)}

    def _is_read(self, row: OutboxRow) -> bool:
        if row.id <= self._read.get(row.transaction_id, 0):
            return True
        # The number of a transaction may be used again after a crash, that of a row is not.
        snapshot = self._snapshot
        return snapshot is not None and snapshot.includes(row.transaction_id) and row.id <= self._newest_id

    def _note(self, rows: Sequence[OutboxRow]) -> None:
        for row in rows:
            self._read[row.transaction_id] = max(row.id, self._read.get(row.transaction_id, 0))
            self._newest_id = max(self._newest_id, row.id)
