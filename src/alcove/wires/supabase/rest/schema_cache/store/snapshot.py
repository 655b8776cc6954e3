"""Read everything of the catalogs in one snapshot, which does not depend on the search path."""

from collections.abc import Iterable, Sequence
from typing import Final

from alcove.foundation.database import Connection
from alcove.wires.supabase.rest.schema_cache.catalog import Catalog, FunctionRow, KeyRow, RelationRow, TypeRow
from alcove.wires.supabase.rest.schema_cache.store.functions import read_casts, read_functions, read_types
from alcove.wires.supabase.rest.schema_cache.store.relations import (
    read_columns,
    read_keys,
    read_relations,
    read_schemas,
    read_views,
)
from alcove.wires.supabase.rest.schema_cache.view_columns import ViewColumns, trace_view_columns

# Names of objects outside of pg_catalog are then written with their schema.
_NO_SEARCH_PATH: Final = "SELECT set_config('search_path', '', true)"


async def read_catalog(
    connection: Connection, *, schemas: Sequence[str], extra_schemas: Sequence[str]
) -> tuple[Catalog, ViewColumns]:
    """Return the rows of the exposed schemas, and of which columns of tables their views are made.

    Views of `extra_schemas` are followed as well, and functions there may be computed columns.
    """
    all_schemas = list(dict.fromkeys((*schemas, *extra_schemas)))
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute(_NO_SEARCH_PATH)
        schema_rows = await read_schemas(connection, all_schemas)
        relations = await read_relations(connection, schemas)
        views = await read_views(connection, all_schemas)
        view_columns = trace_view_columns(views)
        functions = await read_functions(connection, all_schemas)
        casts = await read_casts(connection)
        type_oids = _list_types(functions) | {oid for cast in casts for oid in (cast.source, cast.target)}
        types = await read_types(connection, sorted(type_oids), schemas=["pg_catalog", *all_schemas])
        columns = await read_columns(connection, _list_relations(relations, functions=functions, types=types))
        missing_types = {column.type for column in columns} - {row.oid for row in types}
        types += await read_types(connection, sorted(missing_types), schemas=[])
        keys = await _read_keys(connection, relations, view_columns=view_columns)
    catalog = Catalog(
        schemas=schema_rows,
        relations=relations,
        columns=columns,
        types=types,
        keys=keys,
        functions=functions,
        casts=casts,
    )
    return catalog, view_columns


def _list_types(functions: Iterable[FunctionRow]) -> set[int]:
    type_oids: set[int] = set()
    for function in functions:
        type_oids.add(function.result)
        type_oids.update(function.types)
        type_oids.update(function.all_types or ())
    return type_oids


def _list_relations(
    relations: Iterable[RelationRow], *, functions: Iterable[FunctionRow], types: Iterable[TypeRow]
) -> list[int]:
    """Return the relations whose columns are needed: the exposed ones, and the row types that functions return."""
    results = {function.result for function in functions}
    rows = {row.relation for row in types if row.oid in results and row.relation}
    return sorted({relation.oid for relation in relations} | rows)


async def _read_keys(
    connection: Connection, relations: Iterable[RelationRow], *, view_columns: ViewColumns
) -> list[KeyRow]:
    tables = {relation.oid for relation in relations}
    tables.update(table for columns in view_columns.values() for table, _ in columns.values())
    return await read_keys(connection, sorted(tables))
