"""The outbox of changed rows."""

from collections.abc import Sequence
from typing import Any, Final

from alcove.foundation.database import Connection, Pool
from alcove.wires.supabase.realtime.changes.model import OutboxRow, Snapshot

CHANNEL: Final = "realtime_changes"
"""The channel on which PostgreSQL sends the id of a transaction with changes."""
PUBLICATION_CHANNEL: Final = "realtime_publication"
PAGE: Final = 500
"""How many rows are read at once."""
PRUNED: Final = 5000
RETENTION_SECONDS: Final = 600
"""How long rows stay in the outbox, and how long triggers write it after the last process has asked for it."""

_COLUMNS: Final = """
o.id, o.transaction_id::text, o.table_id::bigint, o.kind, o.changed_at, o.record, o.old_record, o.is_reduced
"""
_TRANSACTIONS: Final = f"""
SELECT named.place, {_COLUMNS}
FROM unnest($1::text[]) WITH ORDINALITY AS named (transaction_id, place)
JOIN realtime.change_outbox AS o ON o.transaction_id = named.transaction_id::xid8
WHERE (named.place, o.id) > ($2::bigint, $3::bigint) ORDER BY named.place, o.id LIMIT {PAGE}
"""  # noqa: S608 - composed of the literals here
# A server that crashed may use the numbers of transactions again that had changed nothing; those of rows grow.
_MISSED: Final = f"""
SELECT {_COLUMNS} FROM realtime.change_outbox AS o
WHERE ((o.transaction_id >= pg_snapshot_xmin($1::text::pg_snapshot)
            AND NOT pg_visible_in_snapshot(o.transaction_id, $1::text::pg_snapshot))
        OR o.id > $2)
  AND pg_visible_in_snapshot(o.transaction_id, $3::text::pg_snapshot) AND o.id > $4 ORDER BY o.id LIMIT {PAGE}
"""  # noqa: S608 - composed of the literals here
_POSITION: Final = "SELECT pg_current_snapshot()::text, (SELECT coalesce(max(id), 0) FROM realtime.change_outbox)"
_HAVE_ENDED: Final = "SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8"
_PRUNE: Final = f"""
DELETE FROM realtime.change_outbox WHERE id IN (
    SELECT id FROM realtime.change_outbox WHERE changed_at < clock_timestamp() - make_interval(secs => $1)
    ORDER BY id LIMIT {PRUNED} FOR UPDATE SKIP LOCKED)
"""  # noqa: S608 - composed of the literals here


async def read_position(pool: Pool) -> tuple[Snapshot, int]:
    """Return what is committed now, and the newest row of the outbox."""
    row = await pool.fetchrow(_POSITION)
    return Snapshot.parse(row[0]), row[1]


async def have_ended(pool: Pool, *, before: int) -> bool:
    """Return whether all transactions with smaller numbers that changed something have ended."""
    result: bool = await pool.fetchval(_HAVE_ENDED, str(before))
    return result


async def read_transactions(pool: Pool, ids: Sequence[int], *, after: tuple[int, int]) -> list[tuple[int, OutboxRow]]:
    """Return a page of the rows of transactions, in the order of `ids`, each with its place there."""
    rows = await pool.fetch(_TRANSACTIONS, [str(number) for number in ids], *after)
    return [(row[0], _read_row(row)) for row in rows]


async def read_missed(pool: Pool, *, since: Snapshot, newest_id: int, until: Snapshot, after: int) -> list[OutboxRow]:
    """Return a page of the rows that were committed between two moments, or are newer than a row."""
    rows = await pool.fetch(_MISSED, str(since), newest_id, str(until), after)
    return [_read_row(row) for row in rows]


async def want_changes(pool: Pool, *, seconds: int) -> None:
    """Let the triggers record changes for some seconds from now on."""
    await pool.execute("SELECT realtime.want_changes($1)", seconds)


async def needs_polling(pool: Pool) -> bool:
    """Return whether the triggers send no notifications, because transactions may be prepared."""
    result: bool = await pool.fetchval("SELECT current_setting('max_prepared_transactions') <> '0'")
    return result


async def prune_changes(source: Pool | Connection) -> int:
    """Remove up to `PRUNED` rows that are older than `RETENTION_SECONDS`; return how many."""
    status: str = await source.execute(_PRUNE, float(RETENTION_SECONDS))
    return int(status.rpartition(" ")[2])


def _read_row(row: Any) -> OutboxRow:
    return OutboxRow(
        id=row["id"], transaction_id=int(row["transaction_id"]), table_id=row["table_id"], kind=row["kind"],
        changed_at=row["changed_at"], record=row["record"], old_record=row["old_record"], is_reduced=row["is_reduced"],
    )  # fmt: skip
