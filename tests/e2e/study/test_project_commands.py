"""`alcove study project import|export` and `alcove study export|import`: output, files, exit codes, and a kill."""

import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import psycopg
import pytest

from integration.study.transfer.contents import copy, dump_of, users
from support.processes import environment, run_alcove

ADA = UUID(int=0xADA)
TASK = copy("public.tasks", "id, user_id, title", [UUID(int=1), ADA, "read"])
TABLE = "CREATE TABLE public.notes (id integer PRIMARY KEY, owner uuid, body text);\n"
KEY = "ALTER TABLE ONLY public.notes ADD CONSTRAINT f FOREIGN KEY (owner) REFERENCES auth.users(id);\n"


@pytest.fixture
def program(dsn: str) -> Iterator[str]:
    """Yield the name of the program's database, which is dropped in the end."""
    name = f"{urlsplit(dsn).path.strip('/')}_moved"
    yield name
    with psycopg.connect(dsn, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def test_the_commands(dsn: str, tmp_path: Path) -> None:
    """They report what they did as text and JSON; what is refused has its reason and changes nothing."""
    env = environment(tmp_path, DATABASE_URL=dsn, ALCOVE_DATA_DIR=str(tmp_path / "data"))
    dump = str(dump_of(tmp_path, users((ADA, "ada@example.org")), TASK))
    report = tmp_path / "report.json"
    dry = run_alcove("study", "project", "import", dump, "--dry-run", "--json", env=env)
    assert dry.returncode == 0, dry.stderr
    assert json.loads(dry.stdout)["dry_run"] is True
    done = run_alcove("study", "project", "import", dump, "--report", str(report), env=env)
    assert done.returncode == 0, done.stderr
    assert "public.tasks" in done.stdout
    assert json.loads(report.read_text())["added_accounts"] == [str(ADA)]
    assert report.stat().st_mode & 0o777 == 0o600
    refused = run_alcove("study", "project", "import", str(dump_of(tmp_path, "\\! id\n", name="bad.sql")), env=env)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "bad.sql, line 2: commands of psql" in refused.stderr
    exported = run_alcove("study", "project", "export", str(tmp_path / "out"), "--json", env=env)
    assert json.loads(exported.stdout)["rows"]["auth.users"] >= 1, exported.stderr
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
    assert "is not empty" in run_alcove("study", "project", "export", str(tmp_path / "out"), env=env).stderr
    archive = str(tmp_path / "ada.zip")
    assert run_alcove("study", "export", "ada@example.org", archive, env=env).returncode == 0
    copied = run_alcove("study", "import", archive, "--as", "copy@example.org", "--json", env=env)
    assert copied.returncode == 0, copied.stderr
    added = {table["name"]: table["added"] for table in json.loads(copied.stdout)["tables"]}
    assert added["public.tasks"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("step", ["accounts", "running definitions", "rows of public.notes", "checking"])
def test_killed_at_any_step(dsn: str, program: str, tmp_path: Path, step: str) -> None:
    """After kill -9 nothing of the dump is there, and the next run imports all of it."""
    env = environment(
        tmp_path, DATABASE_URL=dsn, ALCOVE_DATA_DIR=str(tmp_path / "data"), STUDY_PROJECT_DATABASE=program
    )
    rows = copy("public.notes", "id, owner, body", *[[number, ADA, "x" * 200] for number in range(100_000)])
    dump = str(dump_of(tmp_path, TABLE, users((ADA, "ada@example.org")), rows, KEY))
    command = [sys.executable, "-m", "alcove", "study", "project", "import", dump]
    process = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if step in line:
            process.send_signal(signal.SIGKILL)
            break
    process.wait()
    process.stderr.close()
    assert process.returncode == -signal.SIGKILL
    with psycopg.connect(dsn) as server:
        # Otherwise PostgreSQL notices with the next answer that nobody reads it.
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname IN (current_database(), %s) AND application_name IN ('alcove-import', 'alcove-project')",
            (program,),
        )
        assert server.execute("SELECT count(*) FROM auth.users WHERE id = %s", (ADA,)).fetchone() == (0,)
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(dsn, dbname=program) as connection:
        assert connection.execute("SELECT to_regclass('public.notes')").fetchone() == (None,)
    done = run_alcove("study", "project", "import", dump, "--json", env=env)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["complete"] is True
