"""Values of read plans: what to select, how tables are joined, and which rows are wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from alcove.wires.supabase.rest.schema_cache.model import (
    Column,
    ComputedRelationship,
    Function,
    QualifiedName,
    Relationship,
    SchemaCache,
    Table,
)
from alcove.wires.supabase.rest.syntax.model import Aggregate, JoinKind, JsonStep, Operation, Window

NO_WINDOW = Window()
"""All rows."""
SOURCE_CTE = "pgrst_source"
"""The CTE with the rows of a mutation or call, from which its representation is read."""
SCALAR_COLUMN = "pgrst_scalar"
"""The column of `SOURCE_CTE` that holds the result of a function that returns no row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSource:
    """What a read selects from.

    `name` and `schema` are the table's or function's; errors show the name. `table` is where relationships and computed
    columns are found, None for rows of no table. `cte` names a CTE of the statement that has the rows; None reads the
    table itself.
    """

    name: str
    schema: str
    columns: Mapping[str, Column]
    table: QualifiedName | None = None
    cte: str | None = None


def table_source(table: Table) -> ReadSource:
    """Return the source that reads a table."""
    return ReadSource(name=table.name.name, schema=table.name.schema, columns=table.columns, table=table.name)


def mutation_source(table: Table) -> ReadSource:
    """Return the source that reads what a mutation of a table returned, from `SOURCE_CTE`."""
    return replace(table_source(table), cte=SOURCE_CTE)


def call_source(function: Function, *, cache: SchemaCache) -> ReadSource:
    """Return the source that reads the result of a function, from `SOURCE_CTE`.

    The result of a function that returns no row has one column, `SCALAR_COLUMN`, which the function's name means too.
    """
    returns = function.returns
    table = cache.tables.get(returns.table) if returns.table else None
    columns = returns.columns or (table.columns if table else {})
    if not columns and not returns.is_composite:
        scalar = Column(name=SCALAR_COLUMN, type=returns.type, base_type="", type_name=returns.type_name, category="X")
        columns = {SCALAR_COLUMN: scalar, function.name.name: scalar}
    return ReadSource(
        name=function.name.name, schema=function.name.schema, columns=columns, table=returns.table, cte=SOURCE_CTE
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPlan:
    """A value of a row: a column, or a computed column when `function` is set, and a JSON path into it.

    `value_type` is the type to which the values of filters are converted, None where PostgreSQL must find it.
    `parser` is the function that makes a column's domain from text. `is_compared` is set for filters and orders: json
    has no operators, jsonb has.
    """

    column: Column
    function: QualifiedName | None = None
    path: tuple[JsonStep, ...] = ()
    value_type: str | None = None
    parser: QualifiedName | None = None
    is_compared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectedField:
    """A selected field and its name in the response.

    `field` is None for `count()`, which counts rows; so does `counts_rows`, the `count` without parentheses, which is
    no aggregate of the request and groups nothing. `cast` and `aggregate_cast` are types as SQL text. `formatter` is
    the function that makes json of a column's domain.
    """

    name: str
    field: FieldPlan | None = None
    cast: str | None = None
    aggregate: Aggregate | None = None
    aggregate_cast: str | None = None
    formatter: QualifiedName | None = None
    counts_rows: bool = False


@dataclass(frozen=True, slots=True)
class AllColumns:
    """`*`, where the columns need not be named one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCondition:
    """A filter on a field."""

    field: FieldPlan
    operation: Operation
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedCondition:
    """Whether the embed at `index` has rows."""

    index: int
    exists: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LogicCondition:
    """Conditions joined by `and` or `or`."""

    operator: Literal["and", "or"]
    conditions: tuple["Condition", ...]
    negated: bool = False


Condition: TypeAlias = FieldCondition | EmbedCondition | LogicCondition


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlan:
    """A field to order by, of the to-one embed at `embed` or of the row itself."""

    field: FieldPlan
    descending: bool | None = None
    nulls: Literal["first", "last"] | None = None
    embed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedPlan:
    """Related rows: an object or an array called `name`, or with `spread` columns of the parent."""

    name: str
    relationship: Relationship
    read: "ReadPlan"
    to_one: bool
    join: JoinKind | None = None
    spread: bool = False
    is_empty: bool = False
    """Whether it was written `name()`: it filters, and does not appear in the response."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyName:
    """An aliased embed that the query string named by its relation."""

    name: str
    alias: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPlan:
    """A read whose every name has been found in the schema cache.

    `depth` is 0 at the root. `legacy_names` are filled at the root only; each is a warning of the response.
    """

    source: ReadSource
    fields: tuple[SelectedField | AllColumns, ...] = ()
    embeds: tuple[EmbedPlan, ...] = ()
    conditions: tuple[Condition, ...] = ()
    order: tuple[OrderPlan, ...] = ()
    window: Window = NO_WINDOW
    depth: int = 0
    legacy_names: tuple[LegacyName, ...] = ()

    @property
    def has_aggregate(self) -> bool:
        """Whether an aggregate is computed at this level: of its own fields, or of the columns of to-one spreads."""
        has_own_aggregate = any(isinstance(item, SelectedField) and item.aggregate for item in self.fields)
        return has_own_aggregate or any(item.spread and item.to_one and item.read.has_aggregate for item in self.embeds)


def required_columns(plan: ReadPlan) -> tuple[str, ...] | None:
    """Return the columns of its source that a plan reads, which a mutation's RETURNING has to have; None for all."""
    names: dict[str, None] = {}
    for item in plan.fields:
        if isinstance(item, AllColumns) or (item.field is not None and item.field.function is not None):
            return None
        if item.field is not None:
            names[item.field.column.name] = None
    for embed in plan.embeds:
        relationship = embed.relationship
        if isinstance(relationship, ComputedRelationship):
            return None
        junction = relationship.junction
        pairs = relationship.columns if junction is None else junction.columns
        names.update(dict.fromkeys(column for column, _ in pairs))
    return tuple(names)
