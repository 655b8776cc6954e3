"""The long-running roles, declared once: for the fast path, for the help pages, and for starting them."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alcove.foundation.app import App, lazy
from alcove.foundation.cli import DATA_DIR, HOST, LIFELINE, PORT, WORKERS, Flag, as_environment, exit_code_of

DEMO: Final = Flag("--demo", "Show every app with made-up data from simulated outside systems.", value="")

Start = Callable[[Mapping[str, str], Mapping[str, str]], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A long-running process; `start` takes the environment and the values of its flags by name."""

    name: str
    help: str
    flags: tuple[Flag, ...]
    start: Start


SERVER_ROLES: Final = (
    Role(
        name="serve",
        help="Run everything on this machine: database, api, worker.",
        flags=(HOST, PORT, DATA_DIR, WORKERS, DEMO),
        start=lazy("alcove.main.supervisor:start"),
    ),
    Role(
        name="api",
        help="Run one api process: HTTP in front of the database.",
        flags=(HOST, PORT, DATA_DIR, LIFELINE),
        start=lazy("alcove.main.api:start"),
    ),
    Role(
        name="worker",
        help="Run one worker process: the jobs of every app.",
        flags=(DATA_DIR, LIFELINE),
        start=lazy("alcove.main.worker:start"),
    ),
)


def roles(apps: Sequence[App]) -> Mapping[str, Role]:
    """Return the server's roles and those of these apps, by name."""
    services = [
        Role(name=name, help=service.help, flags=(HOST, PORT, DATA_DIR), start=_service_start(name))
        for app in apps
        for name, service in app.services.items()
    ]
    return {role.name: role for role in (*SERVER_ROLES, *services)}


def run_role(role: Role, values: Mapping[str, str]) -> int:
    """Run a role until it ends; `values` are its flags by name, which win over the environment."""
    environ = {**os.environ, **as_environment(values, role.flags)}
    return exit_code_of(lambda: role.start(environ, values))


def lifeline_of(values: Mapping[str, str]) -> int | None:
    """Return the descriptor that closes when the parent dies, if there is a parent."""
    return int(values[LIFELINE.name]) if LIFELINE.name in values else None


def _service_start(name: str) -> Start:
    run: Callable[[str, Mapping[str, str]], int] = lazy("alcove.main.services:run_service")

    def start(environ: Mapping[str, str], values: Mapping[str, str]) -> int:  # noqa: ARG001 - as every role's
        return run(name, environ)

    return start
