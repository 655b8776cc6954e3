"""`alcove study migrate`: the command, its output and its exit codes."""

import contextlib
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from support.processes import DIRECT, AlcoveProcess, environment, run_alcove
from support.sockets import free_port


@pytest.fixture
def project_name(dsn: str) -> Iterator[str]:
    """Yield the name of the program's database, which is dropped in the end."""
    name = f"{urlsplit(dsn).path.strip('/')}_command"
    yield name
    with psycopg.connect(dsn, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def test_the_command(dsn: str, project_name: str, tmp_path: Path) -> None:
    """It says which files it ran; a file that fails is an error; without a name for the database nothing happens."""
    folder = tmp_path / "program" / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (folder / "1_first.sql").write_text("create table one (id int);")
    arguments = ("study", "migrate", str(tmp_path / "program"), "--data-dir", str(tmp_path / "data"))
    env = environment(tmp_path, DATABASE_URL=dsn)
    unset = run_alcove(*arguments, env=env)
    assert (unset.returncode, unset.stdout) == (4, "")
    assert "STUDY_PROJECT_DATABASE is not set" in unset.stderr
    env["STUDY_PROJECT_DATABASE"] = project_name
    first = run_alcove(*arguments, "--json", env=env)
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout) == {"database": project_name, "applied": ["1_first.sql"], "accounts": 0}
    assert "nothing to do" in run_alcove(*arguments, env=env).stdout
    (folder / "2_second.sql").write_text("create table two (id int);\nselect 1 / 0;")
    failed = run_alcove(*arguments, env=env)
    assert failed.returncode == 1
    assert "2_second.sql, line 2: division by zero" in failed.stderr


@pytest.mark.slow
def test_the_api_serves_the_program(dsn: str, project_name: str, tmp_path: Path) -> None:
    """The server's REST API reads the program's database, and hears of its next migration."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "1.sql").write_text("create table one (name citext); insert into one values ('Ada');")
    port = free_port()
    env = environment(
        tmp_path,
        DATABASE_URL=dsn,
        STUDY_PROJECT_DATABASE=project_name,
        ALCOVE_DATA_DIR=str(tmp_path / "data"),
        PORT=str(port),
    )
    assert run_alcove("study", "migrate", str(folder), env=env).returncode == 0
    key = json.loads(run_alcove("study", "keys", "--json", env=env).stdout)["anon_key"]

    def read(path: str) -> object:
        request = urllib.request.Request(f"http://127.0.0.1:{port}/rest/v1/{path}", headers={"apikey": key})
        with DIRECT.open(request, timeout=30) as response:
            return json.load(response)

    with contextlib.ExitStack() as stack:
        server = AlcoveProcess("api", env=env)
        stack.callback(server.stop)
        server.wait_ready()
        assert read("one?name=eq.ADA") == [{"name": "Ada"}]
        (folder / "2.sql").write_text("create table two as select 1 as id; alter table one add id int references one;")
        assert run_alcove("study", "migrate", str(folder), env=env).returncode == 1
        (folder / "2.sql").write_text("create table two as select 1 as id;")
        assert run_alcove("study", "migrate", str(folder), env=env).returncode == 0
        assert read("two") == [{"id": 1}]
