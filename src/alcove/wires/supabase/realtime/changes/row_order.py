"""The order of changes that triggers made: a statement is recorded when it ends, after those that it caused."""

from collections.abc import Sequence

from alcove.wires.supabase.realtime.changes.model import OutboxRow


def restore_order(rows: Sequence[OutboxRow]) -> Sequence[OutboxRow]:
    """Return rows with each change before the change that a trigger then made of the same row.

    The later change is known by its old row, which is the new row of the earlier one.
    """
    ordered: list[OutboxRow] = []
    changed_from: dict[tuple[int, int, str], OutboxRow] = {}
    present: set[tuple[int, int, str]] = set()
    for row in rows:
        before = (row.transaction_id, row.table_id, row.old_record or "")
        after = (row.transaction_id, row.table_id, row.record or "")
        later = changed_from.get(after) if row.record is not None and before not in present else None
        place = len(ordered) if later is None else next(i for i, other in enumerate(ordered) if other is later)
        ordered.insert(place, row)
        present.discard(before)
        if row.record is not None and later is None:
            present.add(after)
        if row.kind == "UPDATE":
            changed_from[before] = row
    return ordered
