"""The roles of the REST API: exact privileges, several databases of one server, and owners with few rights."""

import asyncio
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import psycopg
import pytest

from alcove.foundation.database import Connection, EmbeddedPostgres, MigrationError, migrate
from integration.database import privileges
from integration.study.callers import add_account
from integration.study.served import serve_study
from support.folders import short_folder
from support.postgres import WITHOUT_DURABILITY, migration_sources, replace_database

PRIVILEGES = """
SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END AS grantee,
       string_agg(acl.privilege_type, ' ' ORDER BY acl.privilege_type) AS privileges
FROM pg_class AS c, aclexplode(relacl) AS acl
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'S') AND acl.grantee <> relowner
GROUP BY c.oid, acl.grantee ORDER BY 1, 2
"""
COLUMN_PRIVILEGES = """
SELECT acl.grantee::regrole::text, acl.privilege_type, relname || ' ' || string_agg(attname, ' ' ORDER BY attname)
FROM pg_class AS c JOIN pg_attribute ON attrelid = c.oid, aclexplode(attacl) AS acl
WHERE relnamespace = 'public'::regnamespace GROUP BY acl.grantee, acl.privilege_type, relname
"""


async def test_default_privileges_give_nothing_more(empty_dsn: str) -> None:
    """Whatever default privileges gave to everybody, the tables have exactly the privileges of the migrations."""
    privileges.grant_default_privileges(empty_dsn)
    migrate(empty_dsn, migration_sources())
    connection = await asyncpg.connect(empty_dsn)
    assert [tuple(row) for row in await connection.fetch(PRIVILEGES)] == [
        ("anon", "INSERT SELECT"),
        ("authenticated", "DELETE INSERT SELECT UPDATE"),
        ("service_role", "DELETE INSERT SELECT UPDATE"),
        ("service_role", "DELETE SELECT"),
    ]
    assert [tuple(row) for row in await connection.fetch(COLUMN_PRIVILEGES)] == [
        ("service_role", "UPDATE", "api_vault expires_at is_active provider"),
    ]
    schemas = "SELECT has_schema_privilege(r, s, 'CREATE') FROM unnest($1::text[]) AS r, unnest($2::text[]) AS s"
    rows = await connection.fetch(schemas, privileges.ROLES, ["auth", "storage", "realtime", "public", "extensions"])
    assert {row[0] for row in rows} == {False}
    await connection.close()


async def test_functions_of_auth_read_the_claims(connection: Connection) -> None:
    """auth.uid(), jwt(), role() and email() read the claims of a request, and are NULL without one."""
    query = "SELECT auth.uid()::text, auth.role(), auth.email(), auth.jwt() ->> 'aal'"
    await connection.execute("SET ROLE anon")
    for claims in ("", "{}"):
        await connection.execute("SELECT set_config('request.jwt.claims', $1, false)", claims)
        assert tuple(await connection.fetchrow(query)) == (None, None, None, None)
    account = uuid.uuid4()
    claims = f'{{"sub": "{account}", "role": "anon", "email": "a@example.org", "aal": "aal1"}}'
    await connection.execute("SELECT set_config('request.jwt.claims', $1, false)", claims)
    assert tuple(await connection.fetchrow(query)) == (str(account), "anon", "a@example.org", "aal1")


@pytest.fixture(scope="module")
def new_server() -> Iterator[str]:
    """Yield the address of a PostgreSQL server without any role of ours."""
    with short_folder() as folder, EmbeddedPostgres(folder, settings=WITHOUT_DURABILITY).lease() as dsn:
        yield dsn


@pytest.mark.slow
def test_an_owner_without_rights_is_told_what_to_do(new_server: str) -> None:
    """A user who may not create roles gets an error that names the statements for an administrator."""
    dsn = add_database(new_server, "plain", rights="")
    with pytest.raises(MigrationError, match=r"the role anon does not exist.*(?s:.*)CREATE ROLE anon NOLOGIN"):
        migrate(dsn, migration_sources())


@pytest.mark.slow
async def test_several_databases_share_the_roles(new_server: str) -> None:
    """Databases of one server that are migrated at the same time create the roles together, for different owners."""
    addresses = [add_database(new_server, f"shared_{number}", rights="SUPERUSER") for number in range(4)]
    applied = await asyncio.gather(*(asyncio.to_thread(migrate, dsn, migration_sources()) for dsn in addresses))
    assert all("study/0001_api_roles" in ids for ids in applied)


@pytest.mark.slow
async def test_an_owner_who_creates_roles_serves_requests(new_server: str, tmp_path: Path) -> None:
    """The owner of an external database needs CREATEROLE and BYPASSRLS only; requests still reach their rows only."""
    drop_roles(new_server)
    dsn = add_database(new_server, "modest", rights="CREATEROLE BYPASSRLS")
    migrate(dsn, migration_sources())
    connection = await asyncpg.connect(dsn)
    account = await add_account(connection)
    await connection.close()
    with serve_study(dsn, tmp_path) as server, server.client() as client:

        async def read_profiles(headers: dict[str, str]) -> list[Any]:
            response = await asyncio.to_thread(client.get, "/profiles?select=id", headers=headers)
            assert response.status_code == 200, response.text
            rows: list[Any] = response.json()
            return rows

        assert await read_profiles(server.headers(account)) == [{"id": str(account)}]
        assert await read_profiles(server.headers(uuid.uuid4())) == []
        assert {"id": str(account)} in await read_profiles(server.service_headers())
        sessions = "SELECT DISTINCT usename::text FROM pg_stat_activity WHERE application_name LIKE 'alcove-rest%'"
        (role,) = [row[0] for row in await server.execute(sessions)]
    assert role.startswith("alcove_rest_")
    # After a restore on another server the role is missing, and is made again.
    drop_roles(new_server, role)
    with serve_study(dsn, tmp_path) as server, server.client() as client:
        assert await read_profiles(server.headers(account)) == [{"id": str(account)}]


def add_database(server: str, name: str, *, rights: str) -> str:
    """Create a database with an owner who has these rights, and return the owner's address of it."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN {rights}".encode())
        connection.execute(f"CREATE DATABASE {name} OWNER {name}".encode())
    return replace_database(server, name).replace("//alcove@", f"//{name}@")


def drop_roles(server: str, *more: str) -> None:
    """Remove the databases of other tests, and the roles."""
    with psycopg.connect(server, autocommit=True) as connection:
        if not more:
            for (name,) in connection.execute(
                "SELECT datname FROM pg_database WHERE datname ~ 'shared|plain'"
            ).fetchall():
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        for role in more or ("anon", "authenticated", "service_role", "authenticator"):
            connection.execute(f"DROP ROLE IF EXISTS {role}".encode())
