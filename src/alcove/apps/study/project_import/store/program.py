"""The program's part of a dump: its statements and rows, with the rights of a role that has no more.

The role owns the schemas and tables of the program, and may refer to the accounts. Statements run inside a function
with the rights of that role, in which PostgreSQL refuses to change the role: nothing that a dump defines (a default, a
check, a generated column) gets the rights of the server while rows are loaded.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from alcove.apps.study.dumps import LOAD_TIMEOUT, StagingTable, quote, quote_text
from alcove.apps.study.project import ObjectName
from alcove.foundation.database import Connection

PROGRAM_ROLE: Final = "alcove_program"

_ROLE: Final = f"""
CALL study.ensure_role('{PROGRAM_ROLE}', 'NOINHERIT');
CALL study.ensure_membership('{PROGRAM_ROLE}', current_user::text);
"""
_RIGHTS: Final = f"""
INSERT INTO alcove.kept_grants (schema, target, privilege, grantee)
SELECT schema, target, privilege, '{PROGRAM_ROLE}' FROM (VALUES
    ('auth', 'SCHEMA auth', 'USAGE'),
    ('auth', 'TABLE auth.users', 'SELECT, REFERENCES'),
    ('auth', 'FUNCTION auth.jwt()', 'EXECUTE'),
    ('auth', 'FUNCTION auth.uid()', 'EXECUTE'),
    ('auth', 'FUNCTION auth.role()', 'EXECUTE'),
    ('auth', 'FUNCTION auth.email()', 'EXECUTE'),
    ('storage', 'SCHEMA storage', 'USAGE'),
    ('storage', 'TABLE storage.objects', 'SELECT, INSERT, UPDATE, DELETE'),
    ('storage', 'TABLE storage.buckets', 'SELECT'),
    ('realtime', 'SCHEMA realtime', 'USAGE')
) AS kept (schema, target, privilege)
WHERE target NOT LIKE 'TABLE %' OR to_regclass(split_part(target, ' ', 2)) IS NOT NULL
ON CONFLICT DO NOTHING;
DO $grants$
DECLARE
    item record;
BEGIN
    FOR item IN SELECT * FROM alcove.kept_grants WHERE grantee = '{PROGRAM_ROLE}' LOOP
        EXECUTE format('GRANT %s ON %s TO %I', item.privilege, item.target, item.grantee);
    END LOOP;
END
$grants$;
GRANT USAGE, CREATE ON SCHEMA public TO {PROGRAM_ROLE};
GRANT USAGE ON SCHEMA extensions TO {PROGRAM_ROLE};
CREATE OR REPLACE FUNCTION pg_temp.run_as_program(statement text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER AS $body$
DECLARE
    number bigint;
BEGIN
    EXECUTE statement;
    GET DIAGNOSTICS number = ROW_COUNT;
    RETURN number;
END
$body$;
ALTER FUNCTION pg_temp.run_as_program(text) OWNER TO {PROGRAM_ROLE};
"""
_COLUMNS: Final = """
SELECT attname AS name, format_type(atttypid, -1) AS type FROM pg_attribute
WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
_ALL_COLUMNS: Final = """
SELECT attname FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
_EXTENSIONS: Final = """
SELECT name, coalesce(bool_or(trusted OR NOT superuser), false) AS is_trusted
FROM pg_available_extension_versions GROUP BY name
"""
_SETTINGS: Final = """
SELECT set_config('search_path', $1, true), set_config('check_function_bodies', 'off', true),
    set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO', true),
    set_config('IntervalStyle', 'postgres', true), set_config('extra_float_digits', '1', true),
    set_config('xmloption', 'content', true), set_config('statement_timeout', '0', true),
    set_config('standard_conforming_strings', 'on', true)
"""
_DEFAULT_GRANTS: Final = """
GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO anon, authenticated, service_role;
GRANT ALL ON ALL SEQUENCES IN SCHEMA {schema} TO anon, authenticated, service_role;
GRANT ALL ON ALL ROUTINES IN SCHEMA {schema} TO anon, authenticated, service_role
"""
_LATER_GRANTS: Final = f"""
ALTER DEFAULT PRIVILEGES FOR ROLE {PROGRAM_ROLE} IN SCHEMA public
    GRANT ALL ON TABLES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE {PROGRAM_ROLE} IN SCHEMA public
    GRANT ALL ON SEQUENCES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE {PROGRAM_ROLE} IN SCHEMA public
    GRANT ALL ON ROUTINES TO anon, authenticated, service_role
"""
_TRIGGERS: Final = "SELECT oid FROM pg_trigger WHERE tgrelid = to_regclass($1)"
# The condition of a trigger runs with the rights of whoever changes a row, and so does what it calls.
_IS_SAFE_TRIGGER: Final = f"""
SELECT p.prosecdef AND p.proowner = '{PROGRAM_ROLE}'::regrole AND NOT EXISTS (
    SELECT FROM pg_depend AS d LEFT JOIN pg_type AS y ON d.refclassid = 'pg_type'::regclass AND y.oid = d.refobjid
    WHERE d.classid = 'pg_trigger'::regclass AND d.objid = t.oid AND d.refobjid <> t.tgfoid
      AND (d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass) OR y.typtype <> 'e'))
FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid
WHERE t.tgrelid = to_regclass($1) AND t.oid <> ALL ($2::oid[])
"""
_FOREIGN_KEYS: Final = """
SELECT n.nspname AS schema, c.relname AS table_name, con.conname AS name, con.convalidated AS is_valid
FROM pg_constraint AS con JOIN pg_class AS c ON c.oid = con.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE con.contype = 'f' AND con.conparentid = 0 AND n.nspname = ANY ($1::text[]) ORDER BY 1, 2, 3
"""

_UNPOPULATED: Final = """
SELECT n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'm' AND NOT c.relispopulated AND n.nspname = ANY ($1::text[]) ORDER BY c.oid
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetColumn:
    """A column that rows are inserted into."""

    name: str
    type: str


async def ensure_role(connection: Connection) -> None:
    """Create the role of programs, which all databases of a PostgreSQL share, unless it is there."""
    await connection.execute(_ROLE)


async def prepare_role(connection: Connection) -> None:
    """Grant the role its rights, and create what runs its statements, in the caller's transaction."""
    await connection.execute(_RIGHTS)


async def prepare_session(connection: Connection, *, search_path: str) -> None:
    """Set what statements of a dump rely on, for the caller's transaction."""
    await connection.fetch(_SETTINGS, search_path)


async def run(connection: Connection, sql: str) -> int:
    """Run one statement with the rights of the program; return how many rows it changed."""
    number: int = await connection.fetchval("SELECT pg_temp.run_as_program($1)", sql, timeout=LOAD_TIMEOUT)
    return number


async def run_as_server(connection: Connection, sql: str) -> None:
    """Run one statement with the rights of the server; text with several is refused."""
    await connection.fetch(sql, timeout=LOAD_TIMEOUT)


async def create_schema(connection: Connection, name: str) -> None:
    """Create a schema of the program."""
    await connection.execute(f"CREATE SCHEMA {quote(name)} AUTHORIZATION {PROGRAM_ROLE}")


async def list_trusted_extensions(connection: Connection) -> dict[str, bool]:
    """Return the extensions that the server has, and whether they are safe to create for a program."""
    return dict(await connection.fetch(_EXTENSIONS))


async def create_extension(connection: Connection, name: str, *, schema: str) -> None:
    """Create an extension in a schema."""
    await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {quote(name)} WITH SCHEMA {quote(schema)}")


async def list_columns(connection: Connection, table: ObjectName) -> Sequence[TargetColumn]:
    """Return the columns of a table that take values; none for a table that does not exist."""
    return [TargetColumn(**row) for row in await connection.fetch(_COLUMNS, address(table))]


async def list_all_columns(connection: Connection, table: ObjectName) -> Sequence[str]:
    """Return the names of all columns of a table, in order."""
    return [row[0] for row in await connection.fetch(_ALL_COLUMNS, address(table))]


async def rows_of(connection: Connection, table: ObjectName) -> str:
    """Return what FROM names for the rows of a table itself, which a partitioned table has in its partitions."""
    kind = await connection.fetchval("SELECT relkind::text FROM pg_class WHERE oid = to_regclass($1)", address(table))
    return address(table) if kind == "p" else f"ONLY {address(table)}"


async def insert_rows(
    connection: Connection,
    staging: StagingTable,
    *,
    table: ObjectName,
    columns: Sequence[TargetColumn],
    mapped: Collection[str],
) -> int:
    """Insert staged rows into a table of the program, with its rights; `mapped` columns have ids of accounts."""
    await connection.execute(f"GRANT SELECT ON {staging.address} TO {PROGRAM_ROLE}")
    names = ", ".join(quote(column.name) for column in columns)
    values = ", ".join(_expressions(columns, mapped=mapped))
    return await run(
        connection,
        f"INSERT INTO {address(table)} ({names}) OVERRIDING SYSTEM VALUE SELECT {values} FROM {staging.address} AS s",
    )


async def compute_checksum(
    connection: Connection, source: str, *, columns: Sequence[TargetColumn], mapped: Collection[str], is_staged: bool
) -> tuple[int, int]:
    """Return the number of rows and the sum of their hashes, of a staged or real table, with the program's rights."""
    values = _expressions(columns, mapped=mapped) if is_staged else [f"s.{quote(column.name)}" for column in columns]
    await connection.execute("CREATE TEMP TABLE IF NOT EXISTS alcove_checksum (rows bigint, hash numeric)")
    await connection.execute(
        f"TRUNCATE pg_temp.alcove_checksum; GRANT INSERT ON pg_temp.alcove_checksum TO {PROGRAM_ROLE}"
    )
    row = f"ROW({', '.join(values)})::text" if values else "''"
    await run(
        connection,
        "INSERT INTO pg_temp.alcove_checksum SELECT pg_catalog.count(*),"
        f" coalesce(pg_catalog.sum(pg_catalog.hashtextextended({row}, 0)::pg_catalog.numeric), 0) FROM {source} AS s",
    )
    rows, total = await connection.fetchrow("SELECT rows, hash FROM pg_temp.alcove_checksum")
    return int(rows), int(total)


async def set_sequence(connection: Connection, sequence: ObjectName, *, value: str, is_called: str) -> None:
    """Set the value of a sequence of the program."""
    await run(connection, f"SELECT pg_catalog.setval({quote_text(address(sequence))}, {int(value)}, {is_called})")


async def publish_table(connection: Connection, table: ObjectName) -> None:
    """Add a table to the publication of realtime."""
    await connection.execute(f"ALTER PUBLICATION supabase_realtime ADD TABLE {address(table)}")


async def refresh_views(connection: Connection, schemas: Collection[str]) -> None:
    """Fill the materialized views of which the dump does not say that they have content."""
    for schema, name in await connection.fetch(_UNPOPULATED, list(schemas)):
        await run(connection, f"REFRESH MATERIALIZED VIEW {address(ObjectName(schema, name))}")


async def add_trigger(connection: Connection, sql: str, *, table: ObjectName) -> bool:
    """Add a trigger to a table of the server unless something of it would run with the server's rights.

    Return whether it was added. The program's role may not add triggers there itself: what it defines could do so, too.
    """
    transaction = connection.transaction()
    await transaction.start()
    try:
        known = [row[0] for row in await connection.fetch(_TRIGGERS, address(table))]
        await run_as_server(connection, sql)
        added = [row[0] for row in await connection.fetch(_IS_SAFE_TRIGGER, address(table), known)]
    except BaseException:
        await transaction.rollback()
        raise
    # None is new where a trigger of the server was replaced.
    is_safe = added == [True]
    await (transaction.commit() if is_safe else transaction.rollback())
    return is_safe


async def grant_as_supabase(connection: Connection, schemas: Collection[str]) -> None:
    """Grant everything in these schemas to the roles of the API, as Supabase does for new objects."""
    for schema in schemas:
        for statement in _DEFAULT_GRANTS.format(schema=quote(schema)).split(";"):
            await run(connection, statement)


async def grant_later_objects(connection: Connection) -> None:
    """Grant what the program's role creates later to the roles of the API."""
    await connection.execute(_LATER_GRANTS)


async def list_foreign_keys(connection: Connection, schemas: Collection[str]) -> Sequence[tuple[str, bool]]:
    """Return the foreign keys of tables in these schemas, and whether PostgreSQL has checked all rows."""
    rows = await connection.fetch(_FOREIGN_KEYS, list(schemas))
    return [(f"{row['schema']}.{row['table_name']}.{row['name']}", row["is_valid"]) for row in rows]


def address(name: ObjectName) -> str:
    """Return a qualified name as SQL writes it."""
    return f"{quote(name.schema)}.{quote(name.name)}"


def _expressions(columns: Sequence[TargetColumn], *, mapped: Collection[str]) -> list[str]:
    """Return the values of staged columns in the types of the table."""
    values = []
    for column in columns:
        text = f"s.{quote(column.name)}"
        if column.name in mapped:
            text = f"coalesce((SELECT m.new::text FROM pg_temp.account_map AS m WHERE m.old::text = {text}), {text})"
        values.append(f"{text}::{column.type}")
    return values
