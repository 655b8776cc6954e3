"""Build the tables and views with their columns and primary keys."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from sys import intern

from alcove.wires.supabase.rest.schema_cache.build.columns import TypeTable
from alcove.wires.supabase.rest.schema_cache.catalog import Catalog, ColumnRow, KeyRow, RelationRow
from alcove.wires.supabase.rest.schema_cache.model import QualifiedName, Table
from alcove.wires.supabase.rest.schema_cache.view_columns import Source, ViewColumns

_UPDATE, _INSERT, _DELETE = 4, 8, 16
"""The bits of pg_relation_is_updatable, which are 1 << CmdType."""


@dataclass(frozen=True, slots=True)
class ExposedRelation:
    """A table or view, and its columns by number; `sources` are the columns of tables that a view's columns are."""

    name: QualifiedName
    is_view: bool
    column_names: Mapping[int, str]
    sources: Mapping[Source, tuple[str, ...]]


def group_columns(rows: Iterable[ColumnRow]) -> dict[int, list[ColumnRow]]:
    """Return the columns of each relation by its oid."""
    grouped: dict[int, list[ColumnRow]] = {}
    for row in rows:
        grouped.setdefault(row.relation, []).append(row)
    return grouped


def build_tables(
    catalog: Catalog, *, types: TypeTable, columns: Mapping[int, list[ColumnRow]], view_columns: ViewColumns
) -> tuple[dict[QualifiedName, Table], dict[int, ExposedRelation]]:
    """Return the tables by name, and what relationships need to know of them by oid."""
    primary_keys = [key for key in catalog.keys if key.kind == "p"]
    keys_by_table = {key.relation: key for key in primary_keys}
    tables, exposed = {}, {}
    for row in catalog.relations:
        relation = _make_relation(row, columns.get(row.oid, []), view_columns=view_columns)
        exposed[row.oid] = relation
        if relation.is_view:
            key_columns = _find_view_key(relation, keys_by_table)
        else:
            key_columns = _find_table_key(relation, keys_by_table.get(row.oid))
        tables[relation.name] = Table(
            name=relation.name,
            columns=types.make_columns(columns.get(row.oid, [])),
            primary_key=key_columns,
            is_view=row.is_view,
            insertable=bool(row.events & _INSERT),
            updatable=bool(row.events & _UPDATE),
            deletable=bool(row.events & _DELETE),
            description=row.description,
        )
    return tables, exposed


def _make_relation(row: RelationRow, columns: Iterable[ColumnRow], *, view_columns: ViewColumns) -> ExposedRelation:
    names = {column.number: intern(column.name) for column in columns}
    sources: dict[Source, tuple[str, ...]] = {}
    for number, source in view_columns.get(row.oid, {}).items():
        sources[source] = (*sources.get(source, ()), names[number])
    return ExposedRelation(QualifiedName(intern(row.schema), intern(row.name)), row.is_view, names, sources)


def _find_table_key(relation: ExposedRelation, key: KeyRow | None) -> tuple[str, ...]:
    return () if key is None else tuple(sorted(relation.column_names[number] for number in key.columns))


def _find_view_key(relation: ExposedRelation, keys: Mapping[int, KeyRow]) -> tuple[str, ...]:
    """Return the keys of the view's tables that it has completely."""
    key_columns: set[str] = set()
    for table in {table for table, _ in relation.sources}:
        key = keys.get(table)
        if key is not None and all((table, number) in relation.sources for number in key.columns):
            key_columns.update(relation.sources[table, number][0] for number in key.columns)
    return tuple(sorted(key_columns))
