"""What the catalog says about published tables and the rights of roles."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec

from alcove.foundation.database import Pool
from alcove.wires.supabase.realtime.changes.model import Column, PublishedTable, RoleRights, TableShape

# The type behind a domain decides how values are compared. Only a deterministic collation compares as bytes do.
_DESCRIBE: Final = """
SELECT p.id::bigint, json_build_object(
    'shape', json_build_object(
        'id', c.oid::bigint, 'schema', n.nspname, 'name', c.relname, 'sql', format('%I.%I', n.nspname, c.relname),
        'alias', quote_ident(c.relname), 'row_filter', r.row_filter, 'is_complete', NOT EXISTS (
            SELECT FROM pg_attribute WHERE attrelid = c.oid AND attgenerated = 'v' AND NOT attisdropped),
        'columns', (
            SELECT coalesce(json_agg(json_build_object(
                'name', a.attname, 'sql', quote_ident(a.attname), 'type_name', t.typname,
                'type_sql', format('%I.%I', tn.nspname, t.typname),
                'value_kind', CASE
                    WHEN base.typtype = 'e' THEN 'label'
                    WHEN base.typnamespace <> 'pg_catalog'::regnamespace THEN 'other'
                    WHEN base.typname IN ('int2', 'int4', 'int8', 'oid') THEN 'integer'
                    WHEN base.typname IN ('numeric', 'float4', 'float8') THEN 'decimal'
                    WHEN base.typname IN ('text', 'varchar') AND locale.collisdeterministic THEN 'text'
                    WHEN base.typname = 'uuid' THEN 'uuid'
                    WHEN base.typname = 'bool' THEN 'boolean'
                    WHEN base.typname IN ('timestamp', 'timestamptz') THEN 'timestamp'
                    WHEN base.typname = 'date' THEN 'date'
                    WHEN base.typname = 'time' THEN 'time'
                    ELSE 'other' END,
                'is_ordered', base.typtype <> 'e' AND (base.typname NOT IN ('text', 'varchar')
                    OR locale.collname IN ('C', 'POSIX', 'ucs_basic', 'pg_c_utf8')
                    OR locale.collname = 'default' AND EXISTS (
                        SELECT FROM pg_database
                        WHERE datname = current_database() AND (datlocprovider = 'b' OR datcollate IN ('C', 'POSIX'))))
            ) ORDER BY a.attnum), '[]')
            FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
            JOIN pg_namespace AS tn ON tn.oid = t.typnamespace
            JOIN pg_type AS base ON base.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
            LEFT JOIN pg_collation AS locale ON locale.oid = a.attcollation
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> 'v'
              AND (r.columns IS NULL OR a.attname = ANY (r.columns)))),
    'key', (
        SELECT coalesce(json_agg(a.attname ORDER BY array_position(i.indkey::int2[], a.attnum)), '[]')
        FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary),
    'identity', CASE c.relreplident WHEN 'f' THEN NULL ELSE (
        SELECT coalesce(json_agg(a.attname ORDER BY a.attnum), '[]')
        FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
        WHERE i.indrelid = c.oid
          AND CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident ELSE false END) END,
    'row_security', c.relrowsecurity,
    'problem', r.problem,
    'roles', (
        SELECT coalesce(json_object_agg(role.rolname, json_build_object(
            'bypasses', role.rolsuper OR role.rolbypassrls
                OR pg_has_role(role.oid, c.relowner, 'USAGE') AND NOT c.relforcerowsecurity,
            'policies', CASE WHEN c.relrowsecurity THEN realtime.read_policies(c.oid, role.oid) ELSE 'true' END,
            'columns', CASE WHEN has_schema_privilege(role.oid, n.oid, 'USAGE') THEN (
                SELECT coalesce(json_agg(a.attname), '[]') FROM pg_attribute AS a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                  AND has_column_privilege(role.oid, c.oid, a.attnum, 'SELECT')) ELSE '[]'::json END)), '{}')
        FROM pg_roles AS role
        WHERE role.rolname = ANY ($1::text[]) AND pg_has_role($2::name, role.oid, CASE
            WHEN current_setting('server_version_num')::integer < 160000 THEN 'MEMBER' ELSE 'SET' END)))
FROM realtime.published_tables AS p JOIN realtime.published_tables AS r ON r.id = p.root_id
JOIN pg_class AS c ON c.oid = r.id JOIN pg_namespace AS n ON n.oid = c.relnamespace
"""
_BY_ID: Final = f"{_DESCRIBE} WHERE p.id = ANY ($3::bigint[]::oid[])"
_BY_NAME: Final = f"""{_DESCRIBE}
WHERE p.id = p.root_id AND (n.nspname, c.relname) IN (SELECT * FROM unnest($3::text[], $4::text[]))
"""  # noqa: S608 - composed of the literals here
_PUBLISHED_SCHEMAS: Final = """
SELECT DISTINCT n.nspname FROM realtime.published_tables AS p
JOIN pg_class AS c ON c.oid = p.id JOIN pg_namespace AS n ON n.oid = c.relnamespace
"""
_HAS_EVENT_TRIGGER: Final = """
SELECT EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'alcove_realtime_ddl' AND evtenabled <> 'D')
"""
_ROW_FILTER: Final = """
SELECT coalesce({filter}, false) FROM unnest($1::text[]) WITH ORDINALITY AS given (fields, place)
CROSS JOIN LATERAL json_populate_record(NULL::{table}, given.fields::json) AS {alias} ORDER BY given.place
"""


class _Shape(msgspec.Struct):
    id: int
    schema: str
    name: str
    sql: str
    alias: str
    columns: list[dict[str, Any]]
    row_filter: str | None
    is_complete: bool


class _Rights(msgspec.Struct):
    bypasses: bool
    policies: str
    columns: list[str]


class _Table(msgspec.Struct):
    shape: _Shape
    key: list[str]
    identity: list[str] | None
    row_security: bool
    problem: str | None
    roles: dict[str, _Rights]


_DECODER: Final = msgspec.json.Decoder(_Table)


async def read_login(pool: Pool) -> str:
    """Return the role with which the connections of a pool log in; callers have the roles that it may become."""
    name: str = await pool.fetchval("SELECT session_user::text")
    return name


async def describe_tables(
    pool: Pool, ids: Collection[int], *, roles: Collection[str], login: str
) -> Mapping[int, PublishedTable]:
    """Return the tables that are published of those with triggers, by the ids of these; a partition has its parent."""
    rows = await pool.fetch(_BY_ID, list(roles), login, list(ids))
    return {row[0]: _read_table(row[1]) for row in rows}


async def describe_named(
    pool: Pool, names: Sequence[tuple[str, str]], *, role: str, login: str
) -> Mapping[tuple[str, str], PublishedTable]:
    """Return those of the tables that are published, by schema and name."""
    schemas, tables = [schema for schema, _ in names], [table for _, table in names]
    described = [_read_table(row[1]) for row in await pool.fetch(_BY_NAME, [role], login, schemas, tables)]
    return {(table.shape.schema, table.shape.name): table for table in described}


async def read_published_schemas(pool: Pool) -> frozenset[str]:
    """Return the schemas that have a published table."""
    return frozenset(row[0] for row in await pool.fetch(_PUBLISHED_SCHEMAS))


async def sync_published_tables(pool: Pool) -> None:
    """Ensure that the tables of the publication have their triggers, and no others."""
    await pool.execute("SELECT realtime.sync_published_tables()")


async def has_event_trigger(pool: Pool) -> bool:
    """Return whether the database itself does that after each change of the publication."""
    result: bool = await pool.fetchval(_HAS_EVENT_TRIGGER)
    return result


async def apply_row_filter(pool: Pool, table: TableShape, *, rows: Sequence[str]) -> Sequence[bool]:
    """Return for each row, as JSON, whether the row filter of the publication lets it through."""
    statement = _ROW_FILTER.format(filter=table.row_filter, table=table.sql, alias=table.alias)
    return [row[0] for row in await pool.fetch(statement, list(rows))]


def _read_table(text: bytes | str) -> PublishedTable:
    table = _DECODER.decode(text)
    shape = table.shape
    return PublishedTable(
        shape=TableShape(
            id=shape.id, schema=shape.schema, name=shape.name, sql=shape.sql, alias=shape.alias,
            row_filter=shape.row_filter, is_complete=shape.is_complete,
            columns=tuple(Column(**column) for column in shape.columns),
        ),
        key=tuple(table.key),
        identity=None if table.identity is None else tuple(table.identity),
        row_security=table.row_security,
        roles={
            name: RoleRights(
                columns=frozenset(rights.columns), bypasses=rights.bypasses, policies=rights.policies
            )
            for name, rights in table.roles.items()
        },
        problem=table.problem,
    )  # fmt: skip
