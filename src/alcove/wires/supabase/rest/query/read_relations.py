"""Where the rows of a read come from: a table, a CTE, or the rows that are related to a row of the parent."""

from dataclasses import dataclass

from alcove.wires.supabase.rest.plan.model import ReadSource
from alcove.wires.supabase.rest.query.read_fields import RowReference
from alcove.wires.supabase.rest.query.sql import quote_identifier, quote_qualified
from alcove.wires.supabase.rest.schema_cache.model import (
    ComputedRelationship,
    Junction,
    KeyRelationship,
    QualifiedName,
    Relationship,
)


@dataclass(frozen=True, slots=True)
class Origin:
    """A FROM clause without the word, and the conditions that it needs."""

    table: str
    conditions: tuple[str, ...] = ()


def compile_source(source: ReadSource) -> Origin:
    """Return the origin of the root's rows; they are called as `source.name`."""
    if source.cte is not None:
        return Origin(f"{quote_identifier(source.cte)} AS {quote_identifier(source.name)}")
    return Origin(quote_qualified(QualifiedName(source.schema, source.name)))


def compile_relation(relationship: Relationship, *, alias: str, parent: RowReference, junction_alias: str) -> Origin:
    """Return the origin of the rows related to a row of the parent; the aliases are quoted."""
    if isinstance(relationship, ComputedRelationship):
        return Origin(f"{quote_qualified(relationship.function)}({parent.whole_row}) AS {alias}")
    table = f"{quote_qualified(relationship.foreign_table)} AS {alias}"
    if relationship.junction is not None:
        return _compile_junction(table, relationship.junction, alias=alias, parent=parent, name=junction_alias)
    return Origin(table, _join_columns(relationship, alias=alias, parent=parent))


def _join_columns(relationship: KeyRelationship, *, alias: str, parent: RowReference) -> tuple[str, ...]:
    return tuple(
        f"{alias}.{quote_identifier(foreign)} = {parent.alias}.{quote_identifier(own_column)}"
        for own_column, foreign in relationship.columns
    )


def _compile_junction(table: str, junction: Junction, *, alias: str, parent: RowReference, name: str) -> Origin:
    foreign = " AND ".join(
        f"{name}.{quote_identifier(column)} = {alias}.{quote_identifier(end)}"
        for end, column in junction.foreign_columns
    )
    conditions = tuple(
        f"{name}.{quote_identifier(column)} = {parent.alias}.{quote_identifier(end)}"
        for end, column in junction.columns
    )
    return Origin(f"{table} INNER JOIN {quote_qualified(junction.table)} AS {name} ON {foreign}", conditions)
