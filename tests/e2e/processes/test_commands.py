"""`alcove migrate`, `alcove doctor`, and single roles."""

import json
from collections.abc import Callable

import pytest

from support.processes import AlcoveProcess, run_alcove
from support.until import until

Start = Callable[..., AlcoveProcess]


def test_migrate_lists_and_applies_pending_migrations(env: dict[str, str]) -> None:
    """--check exits with 1 on a new database, migrate applies everything, and then --check exits with 0."""
    checked = run_alcove("migrate", "--check", "--json", env=env)
    assert checked.returncode == 1
    pending = json.loads(checked.stdout)["pending"]
    assert "jobs/0001_procrastinate" in pending
    completed = run_alcove("migrate", "--json", env=env)
    assert completed.returncode == 0
    assert json.loads(completed.stdout) == {"applied": pending, "pending": []}
    assert run_alcove("migrate", "--check", env=env).returncode == 0


def test_doctor_is_healthy_before_during_and_after_serving(start: Start, env: dict[str, str]) -> None:
    """Doctor is healthy without data, with a running server, and after its end."""
    assert run_alcove("doctor", env=env).returncode == 0
    serve = start("serve").wait_ready()
    until(lambda: run_alcove("doctor", "--json", env=env).returncode == 0)
    report = json.loads(run_alcove("doctor", "--json", env=env).stdout)
    states = {check["name"]: check["state"] for check in report["checks"]}
    assert report["healthy"] is True
    basic = ("python", "clock", "settings", "data directory", "port", "database", "migrations", "jobs")
    assert {states[name] for name in basic} == {"ok"}
    assert "failed" not in states.values()
    serve.stop()
    assert run_alcove("doctor", env=env).returncode == 0


def test_doctor_reports_a_wrong_setting(env: dict[str, str]) -> None:
    """A wrong setting is named, and doctor exits with 1."""
    completed = run_alcove("doctor", "--json", env={**env, "LOG_LEVEL": "loud"})
    assert completed.returncode == 1
    assert "LOG_LEVEL" in completed.stdout


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
    """--help of each command exits with 0 and prints its usage."""
    completed = run_alcove(*command, "--help", env=env)
    assert completed.returncode == 0
    assert "Usage: alcove" in completed.stdout


def test_a_single_role_migrates_the_database(start: Start) -> None:
    """`alcove api` on an empty data directory starts and migrates the database, responds, and exits with 0."""
    api = start("api", fresh=True).wait_ready()
    assert api.stop() == 0


def test_an_api_and_a_worker(start: Start) -> None:
    """A separate api and worker share the embedded database, and readiness reports the worker."""
    api = start("api").wait_ready()
    worker = start("worker")
    until(lambda: b"1 workers" in api.get("/health/ready")[1], describe=lambda: worker.output)
    assert worker.stop() == 0
    assert api.stop() == 0
