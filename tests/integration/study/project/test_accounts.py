"""Accounts of the server reach a program's database when they are made, and follow each change."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from alcove.apps.study.project import ProjectDatabase
from alcove.foundation.database import connect
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
