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
    searched = list(dict.fromkeys((*schemas, *extra_schemas)))
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute(_NO_SEARCH_PATH)
        schema_rows = await read_schemas(connection, searched)
        relations = await read_relations(connection, schemas)
        views = await read_views(connection, searched)
        view_columns = trace_view_columns(views)
        functions = await read_functions(connection, searched)
        casts = await read_casts(connection)
        wanted = _list_types(functions) | {oid for cast in casts for oid in (cast.source, cast.target)}
        types = await read_types(connection, sorted(wanted), schemas=["pg_catalog", *searched])
        columns = await read_columns(connection, _list_relations(relations, functions=functions, types=types))
        missing = {column.type for column in columns} - {row.oid for row in types}
        types += await read_types(connection, sorted(missing), schemas=[])
        keys = await _read_keys(connection, relations, view_columns=view_columns)
    catalog = Catalog(
        schemas=schema_rows,
        relations=relations,
        columns=columns,
        types=types,
        keys=keys,
        views=views,
        functions=functions,
        casts=casts,
    )
    return catalog, view_columns


def _list_types(functions: Iterable[FunctionRow]) -> set[int]:
    wanted: set[int] = set()
    for function in functions:
        wanted.add(function.result)
        wanted.update(function.types)
        wanted.update(function.all_types or ())
    return wanted


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
