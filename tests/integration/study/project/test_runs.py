"""A program's SQL files run once each, in order, in a database of their own; a refused run changes nothing."""

import json
import re
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from alcove.apps.study.project import ProjectDatabase, ProjectMigrationError
from alcove.foundation.database import connect

from .conftest import FIRST, write

PROGRAM = {
    "20240101000000_init.sql": """
        create extension if not exists "uuid-ossp" with schema extensions;
        create extension pgcrypto;
        create extension if not exists citext;
        create type public.mood as enum ('good', 'bad');
        create table profiles (
            id uuid primary key references auth.users on delete cascade, name citext unique, mood mood,
            made uuid default uuid_generate_v4()
        );
        alter table profiles enable row level security;
        create policy own on profiles for all to authenticated using (auth.uid() = id);
        create function public.handle_new_user() returns trigger language plpgsql security definer set search_path = ''
        as $$
        begin
            insert into public.profiles (id, name) values (new.id, new.email);
            return new;
        end;
        $$;
        create trigger on_auth_user_created after insert on auth.users
            for each row execute function public.handle_new_user();
    """,
    "20240102000000_more.sql": """
        begin;
        create table notes (id int generated always as identity primary key, owner uuid references profiles, body text);
        create index concurrently notes_owner on notes (owner);
        alter publication supabase_realtime add table notes;
        grant select on notes to anon;
        commit;
    """,
}
OWNER = UUID("00000000-0000-4000-8000-00000000000a")


def query(dsn: str, statement: str) -> list[tuple[object, ...]]:
    """Return the rows of a statement."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        return connection.execute(statement.encode()).fetchall()


async def add_account(dsn: str) -> None:
    """Add an account to the server."""
    connection = await connect(dsn)
    await connection.execute("INSERT INTO auth.users (id, email) VALUES ($1, 'Ada@example.org')", OWNER)
    await connection.close()


async def test_a_program_runs_once(dsn: str, project: ProjectDatabase, tmp_path: Path) -> None:
    """The files run in order with the accounts of the server; a second run finds nothing to do."""
    await add_account(dsn)
    write(tmp_path / "supabase" / "migrations", PROGRAM)
    result = await project.run(tmp_path)
    assert (result.applied, result.accounts) == (tuple(PROGRAM), 1)
    assert (await project.run(tmp_path)).applied == ()
    assert query(
        project.address, "SELECT id, name::text FROM profiles WHERE name = 'ADA@EXAMPLE.ORG'::extensions.citext"
    ) == [(OWNER, "Ada@example.org")]
    assert query(project.address, "SELECT has_table_privilege('authenticated', 'notes', 'INSERT')") == [(True,)]
    assert query(
        project.address, "SELECT to_regclass('public.study_sessions'), to_regclass('study.rest_login') IS NULL"
    ) == [(None, False)]


async def test_policies_decide(dsn: str, project: ProjectDatabase, tmp_path: Path) -> None:
    """The API's roles may use the program's tables, and its policies see the caller's claims."""
    await add_account(dsn)
    await project.run(write(tmp_path, PROGRAM))
    connection = await connect(project.address)
    rows = "SELECT array_agg(name::text) FROM public.profiles"
    for role, subject, expected in (
        ("authenticated", OWNER, ["Ada@example.org"]),
        ("authenticated", UUID(int=1), None),
        ("anon", OWNER, None),
        ("service_role", UUID(int=1), ["Ada@example.org"]),
    ):
        async with connection.transaction():
            claims = json.dumps({"sub": str(subject), "role": role})
            await connection.execute("SELECT set_config('request.jwt.claims', $1, true)", claims)
            await connection.execute(f"SET LOCAL ROLE {role}")
            assert await connection.fetchval(rows) == expected, role
    await connection.close()


async def test_accounts_follow_the_server(dsn: str, project: ProjectDatabase, tmp_path: Path) -> None:
    """Changed and deleted accounts change in the project, whose own accounts stay."""
    await add_account(dsn)
    write(tmp_path, {"1.sql": "insert into auth.users (id, email) values (gen_random_uuid(), 'seed@example.org')"})
    await project.run(tmp_path)
    query(dsn, "UPDATE auth.users SET email = 'new@example.org' RETURNING 1")
    assert (await project.run(tmp_path)).accounts == 1
    emails = "SELECT email FROM auth.users ORDER BY email"
    assert query(project.address, emails) == [("new@example.org",), ("seed@example.org",)]
    query(dsn, "DELETE FROM auth.users RETURNING 1")
    await project.run(tmp_path)
    assert query(project.address, emails) == [("seed@example.org",)]


async def test_a_failed_file_leaves_those_before_it(project: ProjectDatabase, tmp_path: Path) -> None:
    """The error names file and line; the file is undone and runs when it is corrected."""
    write(tmp_path, {"1.sql": "create table one (id int);", "2.sql": "create table two (id int);\n\nselect nothing();"})
    with pytest.raises(ProjectMigrationError, match=re.escape("2.sql, line 3: function nothing() does not exist")):
        await project.run(tmp_path)
    assert query(project.address, "SELECT to_regclass('public.one') IS NOT NULL, to_regclass('public.two')") == [
        (True, None)
    ]
    write(tmp_path, {"2.sql": "create table two (id int);"})
    assert (await project.run(tmp_path)).applied == ("2.sql",)


async def test_settings_of_a_file_end_with_it(project: ProjectDatabase, tmp_path: Path) -> None:
    """As a dump does, a file may empty the search path or change the role."""
    dump = "select pg_catalog.set_config('search_path', '', false); create table public.one (id int); set role anon;"
    write(tmp_path, {"1.sql": dump, "2.sql": "create table two (id int);"})
    assert (await project.run(tmp_path)).applied == ("1.sql", "2.sql")


# The files of a second run, and what is said about them.
REFUSED = {
    "a changed file": ({"1.sql": "create table one (id bigint);"}, "1.sql has changed since it was run"),
    "a table": ({"2.sql": "create table two (id int);\ncreate table One (id int);"}, "public.one (2.sql, line 2)"),
    "a table of the server": ({"2.sql": "create table auth.users (id int);"}, "auth.users (2.sql, line 1)"),
    "a schema": ({"2.sql": "create schema storage;"}, "schema storage (2.sql, line 1)"),
    "a type": ({"2.sql": 'create type "one" as enum ();'}, "public.one (2.sql, line 1)"),
    "an extension": ({"2.sql": "create table two ();\ncreate extension postgis;"}, "postgis (2.sql, line 2)"),
    "a command of psql": ({"2.sql": "\\connect other"}, "2.sql, line 1: \\connect is a command of psql"),
    "data for psql": ({"2.sql": "copy one from stdin;\n1\n\\.\n"}, "2.sql, line 1: COPY ... FROM STDIN needs psql"),
    "a rollback": ({"2.sql": "create table two ();\nrollback;"}, "2.sql, line 2: ROLLBACK would undo the file"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_refused_runs_change_nothing(shared_project: ProjectDatabase, tmp_path: Path, case: str) -> None:
    """Whatever is wrong with a file is found before the first statement of any file."""
    files, message = REFUSED[case]
    write(tmp_path, {**FIRST, "1b.sql": "create table before (id int);", **files})
    with pytest.raises(ProjectMigrationError, match=re.escape(message)):
        await shared_project.run(tmp_path)
    assert query(shared_project.address, "SELECT to_regclass('public.before')") == [(None,)]


async def test_names_that_files_replace_are_no_obstacle(project: ProjectDatabase, tmp_path: Path) -> None:
    """A file may drop what it creates again, and say IF NOT EXISTS."""
    write(tmp_path, {"1.sql": "create table one (id int); create view seen as select 1 as one;"})
    await project.run(tmp_path)
    again = (
        "drop view if exists seen; create view seen as select 2 as two; create table if not exists one (id int);"
        "create or replace view seen as select 3 as two; create temporary table one (id int); create schema if not"
        " exists extensions;"
    )
    write(tmp_path, {"2.sql": again})
    assert (await project.run(tmp_path)).applied == ("2.sql",)


async def test_a_database_of_another_program(dsn: str, project: ProjectDatabase, tmp_path: Path) -> None:
    """A database that has tables already is left alone."""
    with psycopg.connect(dsn, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{project.address.partition("?")[0].rpartition("/")[2]}"'.encode())
    with psycopg.connect(project.address, autocommit=True) as other:
        other.execute("CREATE TABLE theirs (id int)")
    write(tmp_path, {"1.sql": "create table one (id int);"})
    with pytest.raises(ProjectMigrationError, match="has tables of another program"):
        await project.run(tmp_path)
    assert query(project.address, "SELECT to_regnamespace('auth')") == [(None,)]


async def test_a_folder_without_files(project: ProjectDatabase, tmp_path: Path) -> None:
    """A wrong folder is an error, not an empty program."""
    with pytest.raises(ProjectMigrationError, match="has no SQL files"):
        await project.run(tmp_path)
