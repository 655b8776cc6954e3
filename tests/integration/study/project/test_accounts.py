"""Accounts of the server reach a program's database when they are made, and follow each change."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest

from alcove.apps.study.account_data import build_deletion, open_export
from alcove.apps.study.project import ProjectDatabase
from alcove.apps.study.project_copies import find_object_address, open_project_accounts
from alcove.foundation.database import connect
from alcove.main.build import open_deps
from alcove.main.configuration import read_configuration
from integration.study.project.conftest import write
from integration.study.served import StudyServer, serve_study
from support.until import until_async

PROGRAM = {
    "1_people.sql": """
        create table public.people (id uuid primary key references auth.users on delete cascade, name text not null);
        alter table public.people enable row level security;
        create policy own on public.people for select using (id = (select auth.uid()));
        create function public.handle_new_user() returns trigger language plpgsql security definer as $$
        begin
            if new.raw_user_meta_data ->> 'name' = 'Nobody' then
                raise exception 'nobody may sign up';
            end if;
            insert into public.people (id, name) values (new.id, coalesce(new.raw_user_meta_data ->> 'name', '?'));
            return new;
        end
        $$;
        create trigger on_auth_user_created after insert on auth.users
            for each row execute function public.handle_new_user();
    """
}
PASSWORD = "correct horse battery"


@pytest.fixture
async def program(project: ProjectDatabase, dsn: str, tmp_path: Path) -> AsyncIterator[StudyServer]:
    """Yield a server with a program's own database and SQL."""
    await project.run(write(tmp_path / "sql", PROGRAM))
    with serve_study(dsn, tmp_path / "data", STUDY_PROJECT_DATABASE=database_name(project)) as server:
        yield server


def database_name(project: ProjectDatabase) -> str:
    """Return the name of a project's database."""
    return urlsplit(project.address).path.strip("/")


def sign_up(server: StudyServer, email: str, **data: Any) -> Any:
    """Sign up and return the response."""
    with server.client() as client:
        body = {"email": email, "password": PASSWORD, "data": data}
        return client.post(f"{server.address}/auth/v1/signup", json=body, headers=server.headers())


async def fetch(project: ProjectDatabase, sql: str, *values: object) -> Any:
    """Return one value of the project database."""
    connection = await connect(project.address)
    try:
        return await connection.fetchval(sql, *values)
    finally:
        await connection.close()


async def test_a_new_account_is_there_at_once_with_what_the_program_makes_of_it(
    program: StudyServer, project: ProjectDatabase
) -> None:
    """The program's trigger has run when the sign-up is answered; later changes and the deletion follow."""
    session = sign_up(program, "ann@example.org", name="Ann").json()
    headers = {**program.headers(), "Authorization": f"Bearer {session['access_token']}"}
    with program.client(headers=headers) as client:
        assert client.get("/people?select=name").json() == [{"name": "Ann"}]
        changed = client.put(f"{program.address}/auth/v1/user", json={"data": {"name": "Anna"}})
        assert changed.status_code == 200
    name = "SELECT raw_user_meta_data ->> 'name' = 'Anna' FROM auth.users WHERE email = 'ann@example.org'"
    await until_async(lambda: fetch(project, name))
    await program.execute("DELETE FROM auth.users WHERE email = 'ann@example.org'")
    await until_async(lambda: fetch(project, "SELECT NOT EXISTS (SELECT FROM public.people)"))


async def copy_account(dsn: str, project: ProjectDatabase) -> UUID:
    """Add an account without the API, copy it as `alcove study migrate` does, give it an object, and return its id."""
    here, there = await connect(dsn), await connect(project.address)
    account: UUID = await here.fetchval(
        "INSERT INTO auth.users (id, email) VALUES (gen_random_uuid(), 'away@example.org') RETURNING id"
    )
    await project.copy_accounts(here, there)
    await there.execute("INSERT INTO storage.buckets (id, name) VALUES ('files', 'files')")
    await there.execute(
        "INSERT INTO storage.objects (bucket_id, name, owner_id, version) VALUES"
        " ('files', 'mine', $1, 'v1'), ('files', 'other', $2, 'v2')",
        str(account), str(uuid4()),
    )  # fmt: skip
    await there.close()
    await here.close()
    return account


OBJECTS = "SELECT array_agg(name) = ARRAY['other'] FROM storage.objects"
GONE = "SELECT NOT EXISTS (SELECT FROM public.people) AND EXISTS (SELECT FROM storage.removed_versions)"


async def test_a_deletion_follows_although_nobody_signs_in(program: StudyServer, project: ProjectDatabase) -> None:
    """An api process that has served no request deletes the account there, its objects, and later their files."""
    account = await copy_account(program.dsn, project)
    await program.execute("DELETE FROM auth.users WHERE id = $1", account)
    await until_async(lambda: fetch(project, GONE))
    assert await fetch(project, OBJECTS)


async def test_the_job_deletes_the_copy(project: ProjectDatabase, dsn: str, tmp_path: Path) -> None:
    """The worker's deletion needs no api process, and goes on when the program keeps an account; so does an export."""
    await project.run(write(tmp_path / "sql", PROGRAM))
    account = await copy_account(dsn, project)
    configuration = read_configuration(
        {"ALCOVE_DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": dsn, "STUDY_PROJECT_DATABASE": project.name}
    )
    there = await connect(project.address)
    async with open_deps(configuration, dsn, name="alcove-test") as deps:
        exported = await open_export(deps.pool, account, clock=deps.clock, object_address=find_object_address(deps))
        assert exported is not None
        async with aclosing(exported):
            files = json.loads(b"".join([chunk async for chunk in exported]))["files"]
        assert [(file["bucket"], file["name"]) for file in files] == [("files", "mine")]
        deletion = build_deletion(deps)
        await there.execute("CREATE TABLE public.bills (person uuid REFERENCES auth.users)")
        await there.execute("INSERT INTO public.bills VALUES ($1)", account)
        assert await deletion.schedule(account, days=0, email=None) is not None
        assert await fetch(project, "SELECT count(*) FROM auth.users WHERE email = 'away@example.org'") == 1
        await there.execute("DROP TABLE public.bills")
        copies = open_project_accounts(deps)
        assert copies is not None
        assert await copies.remove(account)
        assert await deps.pool.fetch("SELECT FROM auth.users WHERE email = 'away@example.org'") == []
    await there.close()
    assert await fetch(project, GONE)
    assert await fetch(project, OBJECTS)


async def test_the_server_starts_while_the_database_is_away(dsn: str, tmp_path: Path, project: ProjectDatabase) -> None:
    """Accounts are copied as soon as it is there."""
    with serve_study(dsn, tmp_path / "data", STUDY_PROJECT_DATABASE=project.name) as server:
        await server.execute("INSERT INTO auth.users (id, email) VALUES (gen_random_uuid(), 'one@example.org')")
        await project.run(write(tmp_path / "sql", PROGRAM))
        await server.execute("INSERT INTO auth.users (id, email) VALUES (gen_random_uuid(), 'two@example.org')")
        await until_async(lambda: fetch(project, "SELECT count(*) = 2 FROM public.people"))


async def test_a_program_can_refuse_an_account(program: StudyServer, project: ProjectDatabase) -> None:
    """An error of its trigger refuses the sign-up, in the words of Supabase, and no account remains anywhere."""
    response = sign_up(program, "nobody@example.org", name="Nobody")
    assert (response.status_code, response.json()["msg"]) == (500, "Database error saving new user")
    assert await program.execute("SELECT FROM auth.users WHERE email = 'nobody@example.org'") == []
    assert await fetch(project, "SELECT count(*) FROM auth.users WHERE email = 'nobody@example.org'") == 0


async def test_sign_up_works_before_the_database_is_made(dsn: str, tmp_path: Path, project: ProjectDatabase) -> None:
    """Accounts that are made before `alcove study migrate` are copied by it."""
    with serve_study(dsn, tmp_path / "data", STUDY_PROJECT_DATABASE=database_name(project)) as server:
        assert sign_up(server, "early@example.org", name="Early").status_code == 200
        await project.run(write(tmp_path / "sql", PROGRAM))
    assert await fetch(project, "SELECT count(*) FROM public.people WHERE name = 'Early'") == 1
