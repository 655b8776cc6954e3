"""Values of mutation plans: what to insert, update or delete, and what the response needs of it."""

from dataclasses import dataclass
from typing import Literal

from alcove.wires.supabase.rest.plan.model import Condition, ReadPlan
from alcove.wires.supabase.rest.request.model import Representation, Resolution
from alcove.wires.supabase.rest.schema_cache.model import Column, QualifiedName, Table

MutationKind = Literal["insert", "update", "upsert", "delete"]
"""`upsert` is PUT of a single row."""
AccessMode = Literal["read write", "read only"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenColumn:
    """A column that the body sets.

    `parser` makes the column's domain from json, where the database has such a cast. `default` is the expression for
    objects without the key, None for NULL.
    """

    column: Column
    parser: QualifiedName | None = None
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenBody:
    """The rows of the body: its JSON text, and the columns that are taken from it."""

    text: str
    is_array: bool
    columns: tuple[WrittenColumn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictPlan:
    """What an insert does with a row whose `columns` are already there."""

    resolution: Resolution
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MutationPlan:
    """A mutation whose every name has been found in the schema cache.

    `conditions` choose the rows of an update or delete, and of the body of a PUT. `conflict` is None where a resolution
    was asked for and nothing can conflict, so that the preference is not applied. `returning` are the columns that the
    representation needs, None for all of them. `location_key` are the columns of the Location header. `is_singular`
    says that the response is one object, so that any other number of rows is an error, also when no body is returned.
    `max_affected` is None unless `handling=strict` makes it count.
    """

    kind: MutationKind
    table: Table
    read: ReadPlan
    representation: Representation
    body: WrittenBody | None = None
    conditions: tuple[Condition, ...] = ()
    conflict: ConflictPlan | None = None
    returning: tuple[str, ...] | None = ()
    location_key: tuple[str, ...] = ()
    is_singular: bool = False
    max_affected: int | None = None
    access_mode: AccessMode = "read write"

    @property
    def counts_inserted(self) -> bool:
        """Whether the status depends on how many rows were inserted and not merged."""
        return self.conflict is not None and self.conflict.resolution == "merge-duplicates"
