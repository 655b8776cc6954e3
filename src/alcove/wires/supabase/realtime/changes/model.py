"""Tables that are published, what a role may read of them, and rows that changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final, Literal

import msgspec

ValueKind = Literal["integer", "decimal", "text", "uuid", "boolean", "timestamp", "date", "time", "label", "other"]

LOST: Final = "LOST"
"""The kind of a row of the outbox that says that a statement was not recorded."""
FIELD_LIMIT: Final = 64
"""The longest field that is sent of a row that is too large, in bytes of JSON."""

_NO_FIELDS: Final[Mapping[str, msgspec.Raw]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table; `sql` and `type_sql` are quoted names from the catalog.

    `value_kind` says how its values are compared here; `is_ordered` whether their order here is the database's.
    """

    name: str
    sql: str
    type_name: str
    type_sql: str
    value_kind: ValueKind
    is_ordered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRights:
    """What a role may do with a table: the columns that it may select, and the rows, by a condition in SQL."""

    columns: frozenset[str]
    bypasses: bool
    """Whether row security does not apply to it."""
    policies: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShape:
    """What filters of a table depend on; `sql` and `alias` are its quoted name, with and without the schema.

    The records of a table that is not complete lack columns.
    """

    id: int
    schema: str
    name: str
    sql: str
    alias: str
    columns: tuple[Column, ...]
    row_filter: str | None
    is_complete: bool

    def find_column(self, name: str) -> Column | None:
        """Return a column by its name."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedTable:
    """A table of the publication as it is now.

    `identity` are the columns of old rows that are sent, None for all (REPLICA IDENTITY FULL).
    """

    shape: TableShape
    key: tuple[str, ...]
    identity: tuple[str, ...] | None
    row_security: bool
    roles: Mapping[str, RoleRights]
    problem: str | None

    @property
    def key_columns(self) -> Sequence[Column]:
        """The columns of the primary key, in its order."""
        return [column for name in self.key if (column := self.shape.find_column(name)) is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """A row of the outbox; the records are JSON."""

    id: int
    transaction_id: int
    table_id: int
    kind: str
    changed_at: datetime
    record: str | None
    old_record: str | None
    is_reduced: bool


@dataclass(frozen=True, kw_only=True)
class Change:
    """A changed row of a table."""

    row: OutboxRow
    table: PublishedTable
    kind: str

    @cached_property
    def record(self) -> Mapping[str, msgspec.Raw]:
        """The new row; of a deleted row there is none."""
        return _read_fields(self.row.record) if self.kind != "DELETE" else _NO_FIELDS

    @cached_property
    def old_record(self) -> Mapping[str, msgspec.Raw]:
        """The row as it was; of an inserted row there is none."""
        return _read_fields(self.row.old_record) if self.kind != "INSERT" else _NO_FIELDS

    @property
    def subject(self) -> Mapping[str, msgspec.Raw]:
        """The row that filters are about: the new one, of a deleted row the old one."""
        return self.old_record if self.kind == "DELETE" else self.record

    @property
    def subject_json(self) -> str:
        """The same row as JSON."""
        return (self.row.old_record if self.kind == "DELETE" else self.row.record) or "{}"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Which transactions had ended at a moment, as PostgreSQL's `pg_snapshot`."""

    first_running: int
    next_transaction: int
    running: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def parse(cls, text: str) -> "Snapshot":
        """Read `xmin:xmax:xip_list`."""
        first, following, running = text.split(":")
        return cls(int(first), int(following), frozenset(map(int, filter(None, running.split(",")))))

    def includes(self, transaction_id: int) -> bool:
        """Return whether a transaction had ended."""
        if transaction_id < self.first_running:
            return True
        return transaction_id < self.next_transaction and transaction_id not in self.running

    def __str__(self) -> str:
        running = ",".join(map(str, sorted(self.running)))
        return f"{self.first_running}:{self.next_transaction}:{running}"


def _read_fields(record: str | None) -> Mapping[str, msgspec.Raw]:
    fields: dict[str, Any] = msgspec.json.decode(record or "{}", type=dict[str, msgspec.Raw])
    return fields
