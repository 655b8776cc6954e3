"""Commands for the long-running roles; well-formed flags take the fast path in `main.cli` instead."""

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import typer

from alcove.foundation.app import App
from alcove.foundation.cli import flag_annotation, flag_parameter
from alcove.main.roles import Role, roles, run_role


def register(root: typer.Typer, apps: Sequence[App]) -> None:
    """Add a command for each role of the server and of `apps`."""
    for role in roles(apps).values():
        root.command(role.name, help=role.help)(_command(role))


def _command(role: Role) -> Callable[..., None]:
    """Return a function whose signature has the role's flags, as typer reads it."""

    def run(**options: Any) -> None:
        values = {flag.name: str(options[flag.key]) for flag in role.flags if options[flag.key] not in (None, False)}
        raise typer.Exit(run_role(role, values))

    run.__signature__ = inspect.Signature([flag_parameter(flag) for flag in role.flags])  # type: ignore[attr-defined] # read by inspect
    run.__annotations__ = {flag.key: flag_annotation(flag) for flag in role.flags}
    return run
