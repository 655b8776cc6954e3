"""Build the relationships: of foreign keys, through views, through junctions, and computed ones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, permutations, product
from sys import intern
from typing import Final

from alcove.wires.supabase.rest.schema_cache.build.tables import ExposedRelation
from alcove.wires.supabase.rest.schema_cache.catalog import KeyRow
from alcove.wires.supabase.rest.schema_cache.model import (
    Cardinality,
    Junction,
    KeyRelationship,
    QualifiedName,
    Table,
)

MOST_COMBINATIONS: Final = 16
"""A view that has the columns of a key several times has no more relationships than this by that key."""

_End = tuple[ExposedRelation, tuple[str, ...]]
"""A table or view at one end of a foreign key, and its columns of the key."""

_ORDER: Final[Mapping[Cardinality, int]] = {"many-to-one": 0, "one-to-one": 1, "one-to-many": 2, "many-to-many": 3}


def build_key_relationships(
    keys: Sequence[KeyRow], *, exposed: Mapping[int, ExposedRelation], tables: Mapping[QualifiedName, Table]
) -> list[KeyRelationship]:
    """Return the relationships of all foreign keys between exposed tables and views, in both directions."""
    unique = {(key.relation, frozenset(key.columns)) for key in keys if key.kind != "f"}
    ends = _EndFinder(exposed)
    direct: list[KeyRelationship] = []
    for key in keys:
        if key.kind == "f":
            is_unique = (key.relation, frozenset(key.columns)) in unique
            direct.extend(_relate(key, ends=ends, is_unique=is_unique))
    return [*direct, *(_invert(rel) for rel in direct), *_find_junctions(direct, tables)]


def group_relationships(relationships: Iterable[KeyRelationship]) -> dict[QualifiedName, list[KeyRelationship]]:
    """Return the relationships by their table, in the order in which errors list them."""
    grouped: dict[QualifiedName, list[KeyRelationship]] = {}
    for rel in relationships:
        grouped.setdefault(rel.table, []).append(rel)
    for group in grouped.values():
        group.sort(key=lambda rel: (_ORDER[rel.cardinality], rel.constraint, rel.foreign_table, rel.is_parent))
    return grouped


class _EndFinder:
    """Finds the tables and views that have all columns of a key."""

    def __init__(self, exposed: Mapping[int, ExposedRelation]) -> None:
        self._exposed = exposed
        self._views: dict[int, list[ExposedRelation]] = {}
        for relation in exposed.values():
            for table in {table for table, _ in relation.sources}:
                self._views.setdefault(table, []).append(relation)

    def find(self, table: int, numbers: Sequence[int]) -> Iterator[_End]:
        relation = self._exposed.get(table)
        if relation is not None:
            yield relation, tuple(relation.column_names[number] for number in numbers)
        for view in self._views.get(table, ()):
            choices = [view.sources.get((table, number), ()) for number in numbers]
            for columns in islice(product(*choices), MOST_COMBINATIONS):
                yield view, columns


def _relate(key: KeyRow, *, ends: _EndFinder, is_unique: bool) -> Iterator[KeyRelationship]:
    foreign_ends = list(ends.find(key.foreign_relation, key.foreign_columns or ()))
    cardinality: Cardinality = "one-to-one" if is_unique else "many-to-one"
    for (own, columns), (foreign, foreign_columns) in product(ends.find(key.relation, key.columns), foreign_ends):
        yield KeyRelationship(
            table=own.name,
            foreign_table=foreign.name,
            cardinality=cardinality,
            constraint=intern(key.name),
            columns=tuple(zip(columns, foreign_columns, strict=True)),
            is_parent=is_unique,
            table_is_view=own.is_view,
            foreign_table_is_view=foreign.is_view,
        )


def _invert(rel: KeyRelationship) -> KeyRelationship:
    return KeyRelationship(
        table=rel.foreign_table,
        foreign_table=rel.table,
        cardinality="one-to-one" if rel.cardinality == "one-to-one" else "one-to-many",
        constraint=rel.constraint,
        columns=tuple((foreign, own) for own, foreign in rel.columns),
        table_is_view=rel.foreign_table_is_view,
        foreign_table_is_view=rel.table_is_view,
    )


def _find_junctions(
    direct: Iterable[KeyRelationship], tables: Mapping[QualifiedName, Table]
) -> Iterator[KeyRelationship]:
    """Yield a relationship for each two foreign keys that are part of one primary key."""
    by_table: dict[QualifiedName, list[KeyRelationship]] = {}
    for rel in direct:
        key = tables[rel.table].primary_key
        if rel.cardinality == "many-to-one" and all(column in key for column, _ in rel.columns):
            by_table.setdefault(rel.table, []).append(rel)
    for rels in by_table.values():
        for own, other in permutations(rels, 2):
            if own.constraint != other.constraint:
                yield _join(own, other)


def _join(own: KeyRelationship, other: KeyRelationship) -> KeyRelationship:
    return KeyRelationship(
        table=own.foreign_table,
        foreign_table=other.foreign_table,
        cardinality="many-to-many",
        constraint=own.constraint,
        junction=Junction(
            table=own.table,
            constraint=own.constraint,
            foreign_constraint=other.constraint,
            columns=tuple((end, column) for column, end in own.columns),
            foreign_columns=tuple((end, column) for column, end in other.columns),
        ),
        table_is_view=own.foreign_table_is_view,
        foreign_table_is_view=other.foreign_table_is_view,
    )
