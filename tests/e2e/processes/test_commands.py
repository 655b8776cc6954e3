"""The short commands."""

import json
from collections.abc import Callable

import pytest

from support.processes import AlcoveProcess, run_alcove
from support.until import until

Start = Callable[..., AlcoveProcess]


def test_migrate_says_what_is_pending_and_applies_it(env: dict[str, str]) -> None:
    """--check ends with 1 on a new database, migrate applies everything, and --check ends with 0 then."""
    checked = run_alcove("migrate", "--check", "--json", env=env)
    assert checked.returncode == 1
    pending = json.loads(checked.stdout)["pending"]
    assert "jobs/0001_procrastinate" in pending
    done = run_alcove("migrate", "--json", env=env)
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"applied": pending, "pending": []}
    assert run_alcove("migrate", "--check", env=env).returncode == 0


def test_doctor_finds_nothing_wrong_before_during_and_after(start: Start, env: dict[str, str]) -> None:
    """The doctor is content on an empty machine, beside a running server, and after its end."""
    assert run_alcove("doctor", env=env).returncode == 0
    serve = start("serve").wait_ready()
    until(lambda: run_alcove("doctor", "--json", env=env).returncode == 0)
    found = json.loads(run_alcove("doctor", "--json", env=env).stdout)
    states = {check["name"]: check["state"] for check in found["checks"]}
    assert found["healthy"] is True
    basic = ("python", "clock", "settings", "data directory", "port", "database", "migrations", "jobs")
    assert {states[name] for name in basic} == {"ok"}
    assert "failed" not in states.values()
    serve.stop()
    assert run_alcove("doctor", env=env).returncode == 0


def test_doctor_names_what_is_wrong(env: dict[str, str]) -> None:
    """A wrong setting makes the doctor end with 1 and say which."""
    done = run_alcove("doctor", "--json", env={**env, "LOG_LEVEL": "loud"})
    assert done.returncode == 1
    assert "LOG_LEVEL" in done.stdout


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("serve",),
        ("api",),
        ("worker",),
        ("migrate",),
        ("doctor",),
        ("simulate",),
        ("simulate", "discogs"),
    ],
)
def test_every_command_has_help(env: dict[str, str], command: tuple[str, ...]) -> None:
    """--help of each command ends with 0 and shows its usage."""
    done = run_alcove(*command, "--help", env=env)
    assert done.returncode == 0
    assert "Usage: alcove" in done.stdout


def test_roles_alone_bring_the_database_up_to_date(start: Start) -> None:
    """`alcove api` on an empty data directory starts the database, migrates it, answers, and ends with 0."""
    api = start("api", fresh=True).wait_ready()
    assert api.stop() == 0


def test_worker_alone_runs_beside_an_api(start: Start) -> None:
    """An api and a worker started by hand share one embedded database, and readiness sees the worker."""
    api = start("api").wait_ready()
    worker = start("worker")
    until(lambda: b"1 workers" in api.get("/health/ready")[1], describe=lambda: worker.output)
    assert worker.stop() == 0
    assert api.stop() == 0
