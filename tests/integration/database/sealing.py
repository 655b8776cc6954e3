"""What a database for REST may have been given before Alcove came, and a look whether it reaches our tables."""

import contextlib

import asyncpg
import psycopg
import pytest

from support.postgres import migration_sources

ROLES = ("anon", "authenticated", "service_role")
SCHEMAS = sorted({source.schema for source in migration_sources()})

HOSTILE = """
ALTER DEFAULT PRIVILEGES GRANT ALL ON {kind} TO PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT ALL ON {kind} TO anon, authenticated, service_role WITH GRANT OPTION;
"""

RELATIONS = """
SELECT nspname AS schema, relname::text AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
WHERE relkind IN ('r', 'v', 'S') AND (nspname = ANY($1) OR nspname = 'public' AND relkind = 'v')
"""

RIGHTS = """
SELECT c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
WHERE nspname = ANY($2) AND relkind IN ('r', 'v')
  AND has_table_privilege($1, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
UNION ALL SELECT oid::regprocedure::text FROM pg_proc
WHERE pronamespace::regnamespace::text = ANY($2) AND has_function_privilege($1, oid, 'EXECUTE')
UNION ALL SELECT nspname FROM pg_namespace
WHERE nspname = ANY($2) AND has_schema_privilege($1, oid, 'USAGE, CREATE')
"""


def plant_privileges(dsn: str) -> None:
    """Make the roles, and default privileges that give them everything that is ever created."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for role in ROLES:
            # Roles belong to the server, and another worker may be making them just now.
            with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                connection.execute(f"CREATE ROLE {role} NOLOGIN".encode())
        for kind in ("TABLES", "SEQUENCES", "FUNCTIONS", "TYPES"):
            connection.execute(HOSTILE.format(kind=kind).encode())
        connection.execute("ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO anon, authenticated, service_role")


async def expect_sealed(dsn: str) -> set[str]:
    """Fail where one of the roles reaches a table, view, sequence or function; return the schemas looked into."""
    connection = await asyncpg.connect(dsn)
    found = await connection.fetch(RELATIONS, SCHEMAS)
    for role in ROLES:
        assert await connection.fetch(RIGHTS, role, SCHEMAS) == []
        await connection.execute(f"SET ROLE {role}")
        for row in found:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f'SELECT * FROM {row["schema"]}."{row["name"]}"')  # noqa: S608 - the catalogue's
        await connection.execute("RESET ROLE")
    await connection.close()
    return {row["schema"] for row in found}
