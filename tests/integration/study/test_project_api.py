"""`/rest/v1` over a program's own database, and what bounds its statements."""

import asyncio
import uuid
from pathlib import Path

import pytest

from alcove.apps.study.build import project_sources
from alcove.apps.study.project import ProjectDatabase
from alcove.foundation.database import connect
from integration.study.callers import add_account
from integration.study.served import serve_study
from support.postgres import Databases

PROGRAM = """
create table notes (id bigint generated always as identity primary key, owner uuid default auth.uid(), body text);
alter table notes enable row level security;
create policy "own notes" on notes using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
create function wait(seconds float) returns void language sql as $$ select pg_sleep(seconds) $$;
create table study_analytics (day date);
create function store_api_key(p_key_name text, p_key_value text) returns text language sql as $$ select p_key_value $$;
"""


@pytest.fixture
def project_name(_databases: Databases) -> str:
    """Return the name of a database that is new."""
    return f"project_{uuid.uuid4().hex[:12]}"


async def test_a_program_of_its_own_is_served(dsn: str, tmp_path: Path, project_name: str) -> None:
    """After `alcove study migrate`, requests reach the program's tables with its policies, and no others."""
    files = tmp_path / "migrations"
    files.mkdir()
    (files / "0001_notes.sql").write_text(PROGRAM)
    connection = await connect(dsn)
    account, other = await add_account(connection), await add_account(connection)
    try:
        await ProjectDatabase(dsn, name=project_name, base=project_sources()).run(files)
        environ = {"STUDY_PROJECT_DATABASE": project_name, "STUDY_STATEMENT_TIMEOUT": "0.5"}
        with serve_study(dsn, tmp_path / "data", **environ) as server, server.client() as client:
            mine, theirs = server.headers(account), server.headers(other)
            added = await asyncio.to_thread(client.post, "/notes", json={"body": "x"}, headers=mine)
            assert added.status_code == 201, added.text
            read = await asyncio.to_thread(client.get, "/notes?select=body,owner", headers=mine)
            assert read.json() == [{"body": "x", "owner": str(account)}]
            assert (await asyncio.to_thread(client.get, "/notes", headers=theirs)).json() == []
            missing = await asyncio.to_thread(client.get, "/tasks", headers=mine)
            assert missing.json()["code"] == "PGRST205"
            described = await asyncio.to_thread(client.get, "/", headers=mine)
            assert "/notes" in described.json()["paths"]
            # The names of our tables and functions mean nothing here.
            assert (await asyncio.to_thread(client.get, "/study_analytics", headers=mine)).json() == []
            key = {"p_key_name": "a", "p_key_value": "as it is"}
            stored = await asyncio.to_thread(client.post, "/rpc/store_api_key", json=key, headers=mine)
            assert stored.json() == "as it is"
            waited = await asyncio.to_thread(client.post, "/rpc/wait", json={"seconds": 30}, headers=mine)
            assert waited.json()["code"] == "57014"
    finally:
        await connection.execute(f'DROP DATABASE IF EXISTS "{project_name}" WITH (FORCE)')
        await connection.close()
