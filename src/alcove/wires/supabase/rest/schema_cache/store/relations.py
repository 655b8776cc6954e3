"""Read tables, views, their columns and their keys from the catalogs."""

from collections.abc import Sequence
from typing import Final

from alcove.foundation.database import Connection
from alcove.wires.supabase.rest.schema_cache.catalog import ColumnRow, KeyRow, RelationRow, SchemaRow, ViewRow

_SCHEMAS: Final = """
SELECT n.nspname, d.description
FROM pg_namespace AS n
LEFT JOIN pg_description AS d ON d.objoid = n.oid AND d.classoid = 'pg_namespace'::regclass
WHERE n.nspname = ANY ($1::text[])
"""

# Tables take every event; pg_relation_is_updatable knows views, their triggers and rules, and foreign tables.
# It fails for a foreign table whose wrapper has no handler, and for the views on it: nobody can read them either.
_RELATIONS: Final = """
WITH RECURSIVE without_handler (oid) AS (
    SELECT t.ftrelid
    FROM pg_foreign_table AS t
    JOIN pg_foreign_server AS s ON s.oid = t.ftserver
    JOIN pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
    WHERE w.fdwhandler = 0
    UNION
    SELECT r.ev_class
    FROM without_handler AS h
    JOIN pg_depend AS d ON d.refobjid = h.oid AND d.refclassid = 'pg_class'::regclass
        AND d.classid = 'pg_rewrite'::regclass
    JOIN pg_rewrite AS r ON r.oid = d.objid
)
SELECT c.oid::int8, n.nspname, c.relname, c.relkind IN ('v', 'm'),
    CASE WHEN c.relkind IN ('r', 'p') THEN 28
        WHEN c.relkind = 'm' OR c.oid IN (SELECT oid FROM without_handler) THEN 0
        ELSE pg_relation_is_updatable(c.oid, true) END,
    d.description
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_description AS d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE n.nspname = ANY ($1::text[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
ORDER BY n.nspname, c.relname
"""

_COLUMNS: Final = """
SELECT a.attrelid::int8, a.attnum, a.attname, a.atttypid::int8, a.atttypmod, format_type(a.atttypid, a.atttypmod),
    a.attnotnull,
    CASE WHEN a.attidentity = 'd' THEN format('nextval(%L::regclass)', s.sequence)
        WHEN a.attgenerated = '' THEN pg_get_expr(e.adbin, e.adrelid) END,
    a.attidentity::text, a.attgenerated::text, d.description
FROM pg_attribute AS a
LEFT JOIN pg_attrdef AS e ON e.adrelid = a.attrelid AND e.adnum = a.attnum
LEFT JOIN pg_description AS d
    ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
LEFT JOIN (
    SELECT refobjid, refobjsubid, objid::regclass::text AS sequence FROM pg_depend
    WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass AND deptype = 'i' AND refobjsubid > 0
) AS s ON a.attidentity = 'd' AND s.refobjid = a.attrelid AND s.refobjsubid = a.attnum
WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
"""

# A key of a partition that comes from the partitioned table has a parent.
_KEYS: Final = """
SELECT conname, contype::text, conrelid::int8, conkey, confrelid::int8, confkey
FROM pg_constraint
WHERE contype IN ('p', 'u', 'f') AND conparentid = 0
    AND conrelid = ANY ($1::oid[]) AND (contype <> 'f' OR confrelid = ANY ($1::oid[]))
ORDER BY conname, conrelid
"""

_VIEWS: Final = """
SELECT c.oid::int8, r.ev_action::text
FROM pg_rewrite AS r
JOIN pg_class AS c ON c.oid = r.ev_class
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = ANY ($1::text[]) AND c.relkind IN ('v', 'm') AND r.ev_type = '1'
"""


async def read_schemas(connection: Connection, names: Sequence[str]) -> list[SchemaRow]:
    """Return the schemas of these names that exist."""
    return [SchemaRow(*row) for row in await connection.fetch(_SCHEMAS, names)]


async def read_relations(connection: Connection, schemas: Sequence[str]) -> list[RelationRow]:
    """Return the tables and views of these schemas, without partitions."""
    return [RelationRow(*row) for row in await connection.fetch(_RELATIONS, schemas)]


async def read_columns(connection: Connection, relations: Sequence[int]) -> list[ColumnRow]:
    """Return the columns of these tables, views and composite types, in order."""
    return [ColumnRow(*row) for row in await connection.fetch(_COLUMNS, relations)]


async def read_keys(connection: Connection, relations: Sequence[int]) -> list[KeyRow]:
    """Return the keys of these tables; a foreign key only where both tables are among them."""
    return [KeyRow(*row) for row in await connection.fetch(_KEYS, relations)]


async def read_views(connection: Connection, schemas: Sequence[str]) -> list[ViewRow]:
    """Return the views of these schemas."""
    return [ViewRow(*row) for row in await connection.fetch(_VIEWS, schemas)]
