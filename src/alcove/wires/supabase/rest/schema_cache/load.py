"""Load the schema cache from the database."""

import asyncio
from collections.abc import Iterable

from alcove.foundation.database import Connection
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.schema_cache.build.columns import TypeTable
from alcove.wires.supabase.rest.schema_cache.build.functions import FunctionBuilder
from alcove.wires.supabase.rest.schema_cache.build.relationships import build_key_relationships, group_relationships
from alcove.wires.supabase.rest.schema_cache.build.tables import build_tables, group_columns
from alcove.wires.supabase.rest.schema_cache.catalog import CastRow, Catalog
from alcove.wires.supabase.rest.schema_cache.model import QualifiedName, Relationship, SchemaCache
from alcove.wires.supabase.rest.schema_cache.store.snapshot import read_catalog
from alcove.wires.supabase.rest.schema_cache.view_columns import ViewColumns


class SchemaMissing(Exception):
    """A schema of the configuration is not in the database."""


async def load_schema_cache(connection: Connection, config: RestConfig) -> SchemaCache:
    """Return all that is known of the schemas of the configuration; SchemaMissing, errors of the database."""
    catalog, view_columns = await read_catalog(
        connection, schemas=config.db_schemas, extra_schemas=config.db_extra_search_path
    )
    _require_schemas(catalog, (*config.db_schemas, *config.db_extra_search_path))
    # Of a large schema this takes a while, in which requests go on.
    return await asyncio.to_thread(build_schema_cache, catalog, view_columns=view_columns, config=config)


def build_schema_cache(catalog: Catalog, *, view_columns: ViewColumns, config: RestConfig) -> SchemaCache:
    """Return the schema cache of these rows."""
    types = TypeTable(catalog.types)
    columns = group_columns(catalog.columns)
    tables, exposed = build_tables(catalog, types=types, columns=columns, view_columns=view_columns)
    functions = FunctionBuilder(types, columns=columns, hoisted_settings=config.db_hoisted_tx_settings)
    relationships: dict[QualifiedName, tuple[Relationship, ...]] = {
        table: tuple(rels)
        for table, rels in group_relationships(
            build_key_relationships(catalog.keys, exposed=exposed, tables=tables)
        ).items()
    }
    for computed in functions.build_computed_relationships(catalog.functions):
        if computed.table in tables and computed.foreign_table in tables:
            relationships[computed.table] = (*relationships.get(computed.table, ()), computed)
    return SchemaCache(
        tables=tables,
        relationships=relationships,
        functions=functions.build_functions(catalog.functions, schemas=config.db_schemas),
        computed_columns=functions.build_computed_columns(catalog.functions),
        representations=_build_representations(catalog.casts, types),
        media_handlers=tuple(functions.build_media_handlers(catalog.functions, schemas=config.db_schemas)),
        schema_descriptions={row.name: row.description for row in catalog.schemas if row.description is not None},
        types=types.list_castable(),
    )


def _build_representations(casts: Iterable[CastRow], types: TypeTable) -> dict[tuple[str, str], QualifiedName]:
    return {
        (types[cast.source].text, types[cast.target].text): QualifiedName(cast.schema, cast.function) for cast in casts
    }


def _require_schemas(catalog: Catalog, names: Iterable[str]) -> None:
    existing_names = {row.name for row in catalog.schemas}
    for name in names:
        if name not in existing_names:
            raise SchemaMissing(f'schema "{name}" does not exist')
