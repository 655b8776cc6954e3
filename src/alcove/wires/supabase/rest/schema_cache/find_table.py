"""Find tables, columns and types in the schema cache."""

from collections.abc import Sequence
from typing import Final

from alcove.wires.supabase.rest.schema_cache.errors import ColumnNotFound, TableNotFound
from alcove.wires.supabase.rest.schema_cache.model import Column, QualifiedName, SchemaCache, Table
from alcove.wires.supabase.rest.schema_cache.similar_names import find_similar_name

MOST_TABLES_FOR_HINT: Final = 500
"""In a larger schema the search for a similar name costs more than the hint is worth."""

# The words of SQL that are no names in pg_type.
_SQL_TYPES: Final = {
    "bigint": "int8",
    "bit varying": "varbit",
    "boolean": "bool",
    "character": "bpchar",
    "char": "bpchar",
    "character varying": "varchar",
    "dec": "numeric",
    "decimal": "numeric",
    "double precision": "float8",
    "float": "float8",
    "int": "int4",
    "integer": "int4",
    "real": "float4",
    "smallint": "int2",
    "time with time zone": "timetz",
    "time without time zone": "time",
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
}


def find_table(cache: SchemaCache, name: QualifiedName) -> Table:
    """Return the table or view of this name; TableNotFound."""
    table = cache.tables.get(name)
    if table is None:
        raise TableNotFound(
            f"Could not find the table '{name.schema}.{name.name}' in the schema cache",
            hint=_describe_similar_table(cache, name),
        )
    return table


def find_column(table: Table, name: str) -> Column:
    """Return the column that a body or `columns` names; ColumnNotFound."""
    column = table.columns.get(name)
    if column is None:
        raise ColumnNotFound(f"Could not find the '{name}' column of '{table.name.name}' in the schema cache")
    return column


def find_type(cache: SchemaCache, name: str, *, schemas: Sequence[str]) -> str | None:
    """Return the SQL text of the type that a cast names, None if there is none.

    `schemas` is the search path of the request, which PostgreSQL searches after its own types.
    """
    words = " ".join(name.lower().split())
    base = words.removesuffix("[]")
    spelling = _SQL_TYPES.get(base, base)
    catalog_name = spelling if base == words else f"_{spelling}"
    for schema in ("pg_catalog", *schemas):
        type_name = cache.types.get(QualifiedName(schema, catalog_name))
        if type_name is not None:
            return type_name
    return None


def _describe_similar_table(cache: SchemaCache, name: QualifiedName) -> str | None:
    names = [table.name for table in cache.tables if table.schema == name.schema]
    if len(names) > MOST_TABLES_FOR_HINT:
        return None
    similar = find_similar_name(name.name, names)
    return None if similar is None else f"Perhaps you meant the table '{name.schema}.{similar}'"
