"""The order of changes that triggers made: a statement is recorded when it ends, after those that it caused."""

from collections.abc import Sequence
from typing import TypeAlias

from alcove.wires.supabase.realtime.changes.model import OutboxRow

State: TypeAlias = tuple[int, int, str | None]
"""A record as a transaction saw it: the transaction, the table and the record."""


def restore_order(rows: Sequence[OutboxRow]) -> Sequence[OutboxRow]:
    """Return rows with each change before the change that a trigger then made of the same row.

    The later change is known by its old row, which is the new row of the earlier one.
    """
    ordered: list[OutboxRow] = []
    history = _History()
    for row in rows:
        later = history.find_later(row)
        place = len(ordered) if later is None else next(i for i, other in enumerate(ordered) if other is later)
        ordered.insert(place, row)
        history.add(row, later=later)
    return ordered


class _History:
    """The chains of changes: each begins with the record that the change before it has left."""

    def __init__(self) -> None:
        self._changed_from: dict[State, OutboxRow] = {}
        self._chains: dict[State, int] = {}
        self._joined: dict[int, int] = {}

    def find_later(self, row: OutboxRow) -> OutboxRow | None:
        """Return the change that began with what a row became, unless that one led to what the row was."""
        before, after = _states(row)
        later = self._changed_from.get(after) if row.record is not None else None
        if later is None or self._chain(before) == self._chain(_states(later)[1]):
            return None
        return later

    def add(self, row: OutboxRow, *, later: OutboxRow | None) -> None:
        """Add a row, which was put before `later`."""
        before, after = _states(row)
        chain = self._chain(before)
        if chain is None:
            chain = row.id
        self._chains[after] = chain
        joined = self._chain(_states(later)[1]) if later is not None else None
        if joined is not None and joined != chain:
            self._joined[joined] = chain
        if row.kind == "UPDATE":
            self._changed_from[before] = row

    def _chain(self, state: State) -> int | None:
        chain = self._chains.get(state)
        while chain is not None and chain in self._joined:
            chain = self._joined[chain]
        return chain


def _states(row: OutboxRow) -> tuple[State, State]:
    place = row.transaction_id, row.table_id
    return (*place, row.old_record), (*place, row.record)
