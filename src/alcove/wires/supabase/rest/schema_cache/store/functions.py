"""Read functions, types and casts from the catalogs."""

from collections.abc import Sequence
from typing import Final

from alcove.foundation.database import Connection
from alcove.wires.supabase.rest.schema_cache.catalog import CastRow, FunctionRow, TypeRow

_FUNCTIONS: Final = """
SELECT n.nspname, p.proname, p.prokind::text, p.proargtypes::oid[]::int8[], p.proallargtypes::int8[],
    p.proargmodes::text[], p.proargnames, p.pronargdefaults, p.prorettype::int8, p.proretset, p.prorows,
    p.provolatile::text, p.proconfig, d.description
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
LEFT JOIN pg_description AS d ON d.objoid = p.oid AND d.classoid = 'pg_proc'::regclass
WHERE n.nspname = ANY ($1::text[]) AND p.prokind IN ('f', 'a')
    AND p.prorettype <> ALL ('{trigger, event_trigger}'::regtype[])
ORDER BY n.nspname, p.proname, p.oid
"""

# The types that are asked for, and those that a cast may name. A domain is followed to the type below it.
_TYPES: Final = """
WITH RECURSIVE wanted AS (
    SELECT t.*, n.nspname FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
    WHERE t.oid = ANY ($1::oid[])
        OR n.nspname = ANY ($2::text[]) AND t.typisdefined AND t.typtype IN ('b', 'd', 'e', 'r', 'm', 'c')
            AND NOT (n.nspname = 'pg_catalog' AND (t.typtype = 'c'
                OR EXISTS (SELECT FROM pg_type AS i WHERE i.oid = t.typelem AND i.typtype IN ('c', 'p'))))
), domains AS (
    SELECT oid AS domain, typbasetype AS base, typtypmod AS modifier FROM wanted WHERE typtype = 'd'
    UNION ALL
    SELECT d.domain, t.typbasetype, t.typtypmod FROM domains AS d JOIN pg_type AS t ON t.oid = d.base
    WHERE t.typtype = 'd'
), bases AS (
    SELECT d.domain, d.base, d.modifier FROM domains AS d JOIN pg_type AS t ON t.oid = d.base WHERE t.typtype <> 'd'
)
SELECT t.oid::int8, t.nspname, t.typname, t.typtype::text, format_type(t.oid, -1),
    format_type(CASE WHEN b.typnamespace = 'pg_catalog'::regnamespace THEN b.oid ELSE t.oid END, NULL),
    format_type(b.oid, -1), coalesce(bases.modifier, -1), b.typcategory::text,
    b.typrelid::int8, relation_schema.nspname, relation.relname, t.typnotnull, t.typdefault,
    coalesce(labels.enum, '{}')
FROM wanted AS t
LEFT JOIN bases ON bases.domain = t.oid
JOIN pg_type AS b ON b.oid = coalesce(bases.base, t.oid)
LEFT JOIN pg_class AS relation ON relation.oid = b.typrelid AND b.typrelid <> 0
LEFT JOIN pg_namespace AS relation_schema ON relation_schema.oid = relation.relnamespace
LEFT JOIN (
    SELECT enumtypid, array_agg(enumlabel::text ORDER BY enumsortorder) AS enum FROM pg_enum GROUP BY enumtypid
) AS labels ON labels.enumtypid = b.oid
"""

_CASTS: Final = """
SELECT c.castsource::int8, c.casttarget::int8, n.nspname, p.proname
FROM pg_cast AS c
JOIN pg_type AS source ON source.oid = c.castsource
JOIN pg_type AS target ON target.oid = c.casttarget
JOIN pg_proc AS p ON p.oid = c.castfunc
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE c.castcontext = 'i' AND (
    source.typtype = 'd' AND target.oid IN ('json'::regtype, 'text'::regtype)
    OR target.typtype = 'd' AND source.oid IN ('json'::regtype, 'text'::regtype))
"""


async def read_functions(connection: Connection, schemas: Sequence[str]) -> list[FunctionRow]:
    """Return the functions and aggregates of these schemas, without those that only PostgreSQL can call."""
    return [FunctionRow(*row) for row in await connection.fetch(_FUNCTIONS, schemas)]


async def read_types(connection: Connection, oids: Sequence[int], *, schemas: Sequence[str]) -> list[TypeRow]:
    """Return these types, and those of the schemas; of pg_catalog without the row types of the catalogs."""
    return [TypeRow(*row) for row in await connection.fetch(_TYPES, oids, schemas)]


async def read_casts(connection: Connection) -> list[CastRow]:
    """Return the implicit casts between a domain and json or text."""
    return [CastRow(*row) for row in await connection.fetch(_CASTS)]
