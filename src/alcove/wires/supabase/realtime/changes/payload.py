"""The payload of a change as clients get it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec

from alcove.wires.supabase.realtime.changes.errors import TOO_LARGE
from alcove.wires.supabase.realtime.changes.model import FIELD_LIMIT, Change, RoleRights

_ENCODER: Final = msgspec.json.Encoder()


class PayloadEncoder:
    """Encodes the data of one change, once for all clients that see the same of it."""

    def __init__(self, change: Change) -> None:
        self._change = change
        self._encoded: dict[tuple[frozenset[str], tuple[str, ...] | None], bytes] = {}

    def encode(self, ids: Sequence[int], *, rights: RoleRights, select: tuple[str, ...] | None) -> bytes:
        """Return the payload for the requests `ids`, with the columns that they select and may read."""
        key = (rights.columns, select)
        if key not in self._encoded:
            self._encoded[key] = _ENCODER.encode(self._build_data(rights.columns, select=select))
        return b'{"ids":' + _ENCODER.encode(ids) + b',"data":' + self._encoded[key] + b"}"

    def _build_data(self, readable: Collection[str], *, select: tuple[str, ...] | None) -> Mapping[str, Any]:
        change, table = self._change, self._change.table
        names = [column.name for column in table.shape.columns if column.name in readable]
        selected = [name for name in names if select is None or name in select]
        # With row security nobody can tell whether the old row was visible.
        identity = table.key if table.identity is None and table.row_security else table.identity
        sent_of_old = [
            name
            for name in names
            if (identity is None or name in identity) and (select is None or name in select or name in table.key)
        ]
        return {
            "schema": table.shape.schema,
            "table": table.shape.name,
            "commit_timestamp": change.row.changed_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "type": change.kind,
            "columns": [
                {"name": column.name, "type": column.type_name}
                for column in table.shape.columns
                if column.name in selected
            ],
            "record": self._pick(change.record, selected),
            "old_record": self._pick(change.old_record, sent_of_old),
            "errors": [TOO_LARGE] if change.row.is_reduced else None,
        }

    def _pick(self, record: Mapping[str, msgspec.Raw], names: Sequence[str]) -> Mapping[str, msgspec.Raw]:
        limit = FIELD_LIMIT if self._change.row.is_reduced else None
        return {
            name: record[name]
            for name in names
            if name in record and (limit is None or len(bytes(record[name])) <= limit)
        }
