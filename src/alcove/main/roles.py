"""The long-running roles: their flags, help texts and start functions."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alcove.foundation.app import App, StandaloneRole, lazy
from alcove.foundation.cli import (
    DATA_DIR,
    FAIL_FAST,
    HOST,
    LIFELINE,
    PORT,
    WORKERS,
    Flag,
    flags_to_environment,
    run_with_exit_code,
)

DEMO: Final = Flag("--demo", "Run all apps with made-up data from simulated outside systems.", value="")

StartFunction = Callable[[Mapping[str, str], Mapping[str, str]], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A long-running process; `start` takes the environment and the flag values by name, and returns the exit code."""

    name: str
    help: str
    flags: tuple[Flag, ...]
    start: StartFunction


SERVER_ROLES: Final = (
    Role(
        name="serve",
        help="Run everything on this machine: database, api, worker.",
        flags=(HOST, PORT, DATA_DIR, WORKERS, DEMO, FAIL_FAST),
        start=lazy("alcove.main.supervisor:start"),
    ),
    Role(
        name="api",
        help="Run one api process: HTTP in front of the database.",
        flags=(HOST, PORT, DATA_DIR, FAIL_FAST, LIFELINE),
        start=lazy("alcove.main.api:start"),
    ),
    Role(
        name="worker",
        help="Run one worker process: the jobs of every app.",
        flags=(DATA_DIR, FAIL_FAST, LIFELINE),
        start=lazy("alcove.main.worker:start"),
    ),
)


def roles(apps: Sequence[App]) -> Mapping[str, Role]:
    """Return the roles of the server and of `apps`, by name."""
    services = [
        Role(name=name, help=service.help, flags=(HOST, PORT, DATA_DIR, FAIL_FAST), start=_service_start(name))
        for app in apps
        for name, service in app.services.items()
    ]
    standalone = [
        Role(name=name, help=role.help, flags=role.flags, start=_standalone_start(role))
        for app in apps
        for name, role in app.roles.items()
    ]
    return {role.name: role for role in (*SERVER_ROLES, *services, *standalone)}


def run_role(role: Role, values: Mapping[str, str]) -> int:
    """Run a role and return its exit code; `values` are its flags by name, which override the environment."""
    environ = {**os.environ, **flags_to_environment(values, role.flags)}
    return run_with_exit_code(lambda: role.start(environ, values))


def read_lifeline(values: Mapping[str, str]) -> int | None:
    """Return the file descriptor that closes when the parent exits; None without a parent."""
    return int(values[LIFELINE.name]) if LIFELINE.name in values else None


def _service_start(name: str) -> StartFunction:
    run: Callable[[str, Mapping[str, str]], int] = lazy("alcove.main.services:run_service")

    def start(environ: Mapping[str, str], values: Mapping[str, str]) -> int:  # noqa: ARG001 - signature of all roles
        return run(name, environ)

    return start


def _standalone_start(role: StandaloneRole) -> StartFunction:
    run: Callable[..., int] = lazy("alcove.main.standalone:run_standalone")

    def start(environ: Mapping[str, str], values: Mapping[str, str]) -> int:
        return run(role, environ, flags=values)

    return start
