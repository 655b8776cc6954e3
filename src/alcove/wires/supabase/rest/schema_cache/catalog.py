"""Rows of PostgreSQL's catalogs, of which the schema cache is built. Objects are known by their oid."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class SchemaRow(NamedTuple):
    """A schema of the configuration."""

    name: str
    description: str | None


class RelationRow(NamedTuple):
    """A table or view of an exposed schema; `events` are the bits of pg_relation_is_updatable."""

    oid: int
    schema: str
    name: str
    is_view: bool
    events: int
    description: str | None


class ColumnRow(NamedTuple):
    """A column of a table, view or composite type; `identity` and `generated` are those of pg_attribute."""

    relation: int
    number: int
    name: str
    type: int
    modifier: int
    full_type: str
    not_null: bool
    default: str | None
    identity: str
    generated: str
    description: str | None


class TypeRow(NamedTuple):
    """A type; `base...` are those of the type under a domain, and of the type itself if it is none.

    `relation` is the table or composite type of a row type. `text` and `base_text` are SQL text without a modifier,
    `document_text` is the text for documents.
    """

    oid: int
    schema: str
    name: str
    kind: str
    text: str
    document_text: str
    base_text: str
    base_modifier: int
    category: str
    relation: int
    relation_schema: str | None
    relation_name: str | None
    not_null: bool
    default: str | None
    enum: Sequence[str]


class KeyRow(NamedTuple):
    """A primary (`p`), unique (`u`) or foreign key (`f`), with the numbers of its columns."""

    name: str
    kind: str
    relation: int
    columns: Sequence[int]
    foreign_relation: int
    foreign_columns: Sequence[int] | None


class ViewRow(NamedTuple):
    """A view with the tree of its query."""

    oid: int
    tree: str


class FunctionRow(NamedTuple):
    """A function (`kind` f) or aggregate (a).

    `types` are those of the input parameters; `all_types`, `modes` and `names` are those of all parameters, None as in
    pg_proc.
    """

    schema: str
    name: str
    kind: str
    types: Sequence[int]
    all_types: Sequence[int] | None
    modes: Sequence[str] | None
    names: Sequence[str] | None
    defaults: int
    result: int
    is_set: bool
    rows: float
    volatility: str
    settings: Sequence[str] | None
    description: str | None


class CastRow(NamedTuple):
    """A cast by a function, with the oids of its types."""

    source: int
    target: int
    schema: str
    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything that was read, in one snapshot."""

    schemas: Sequence[SchemaRow]
    relations: Sequence[RelationRow]
    columns: Sequence[ColumnRow]
    types: Sequence[TypeRow]
    keys: Sequence[KeyRow]
    functions: Sequence[FunctionRow]
    casts: Sequence[CastRow]
