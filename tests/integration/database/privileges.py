"""Roles and default privileges as on Supabase, and a check that these roles have no privileges on our tables."""

import contextlib

import asyncpg
import psycopg
import pytest

from support.postgres import migration_sources

ROLES = ("anon", "authenticated", "service_role")
SCHEMAS = sorted({source.schema for source in migration_sources()})

DEFAULT_PRIVILEGES = """
ALTER DEFAULT PRIVILEGES GRANT ALL ON {kind} TO PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT ALL ON {kind} TO anon, authenticated, service_role WITH GRANT OPTION;
"""

# A view in `public` that has the rights of its caller shows nothing that the caller cannot read anyway.
RELATIONS = """
SELECT nspname AS schema, relname::text AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
WHERE relkind IN ('r', 'v', 'S') AND (nspname = ANY($1) OR nspname = 'public' AND relkind = 'v'
  AND reloptions @> ARRAY['security_invoker=true'] IS NOT TRUE)
"""

GRANTED = """
SELECT c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
WHERE nspname = ANY($2) AND relkind IN ('r', 'v')
  AND has_table_privilege($1, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
UNION ALL SELECT oid::regprocedure::text FROM pg_proc
WHERE pronamespace::regnamespace::text = ANY($2) AND has_function_privilege($1, oid, 'EXECUTE')
UNION ALL SELECT nspname || ' ' || privilege FROM pg_namespace, unnest(ARRAY['USAGE', 'CREATE']) AS privilege
WHERE nspname = ANY($2) AND has_schema_privilege($1, oid, privilege)
"""

# What migrations grant to these roles: the use of a schema, and of single functions in it.
KEPT = """
SELECT CASE WHEN starts_with(target, 'SCHEMA ') THEN schema || ' USAGE' ELSE replace(target, 'FUNCTION ', '') END
FROM alcove.kept_grants WHERE grantee = $1 AND schema = ANY($2)
"""


def grant_default_privileges(dsn: str) -> None:
    """Create the roles, with default privileges on all future objects."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for role in ROLES:
            # Roles are per server, and another test process may create them at the same time.
            with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                connection.execute(f"CREATE ROLE {role} NOLOGIN".encode())
        for kind in ("TABLES", "SEQUENCES", "FUNCTIONS", "TYPES"):
            connection.execute(DEFAULT_PRIVILEGES.format(kind=kind).encode())
        connection.execute("ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO anon, authenticated, service_role")


async def check_no_privileges(dsn: str) -> set[str]:
    """Fail when a role has privileges on one of our objects; return the checked schemas."""
    connection = await asyncpg.connect(dsn)
    relations = await connection.fetch(RELATIONS, SCHEMAS)
    for role in ROLES:
        granted = await connection.fetch(GRANTED, role, SCHEMAS)
        kept = await connection.fetch(KEPT, role, SCHEMAS)
        assert {row[0] for row in granted} == {row[0] for row in kept}
        await connection.execute(f"SET ROLE {role}")
        for row in relations:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f'SELECT * FROM {row["schema"]}."{row["name"]}"')  # noqa: S608 - names from the catalogue
        await connection.execute("RESET ROLE")
    await connection.close()
    return {row["schema"] for row in relations}
