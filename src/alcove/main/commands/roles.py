"""Help pages and strict usage of the long-running roles; their plain forms never come here."""

import inspect
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from alcove.foundation.app import App
from alcove.foundation.cli import Flag, option
from alcove.main.roles import Role, roles, run_role


def register(root: typer.Typer, apps: Sequence[App]) -> None:
    """Add the server's roles and those of these apps to the command line."""
    for role in roles(apps).values():
        root.command(role.name, help=role.help)(_command(role))


def _command(role: Role) -> Callable[..., None]:
    """Return a function whose parameters are the role's flags, as typer reads them."""

    def run(**given: Any) -> None:
        values = {flag.name: str(given[flag.key]) for flag in role.flags if given[flag.key] not in (None, False)}
        raise typer.Exit(run_role(role, values))

    run.__signature__ = inspect.Signature([_parameter(flag) for flag in role.flags])  # type: ignore[attr-defined] # read by inspect
    run.__annotations__ = {flag.key: _annotation(flag) for flag in role.flags}
    return run


def _parameter(flag: Flag) -> inspect.Parameter:
    default = False if flag.is_switch else None
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(flag.key, kind, default=default, annotation=_annotation(flag))


def _annotation(flag: Flag) -> Any:
    if flag.is_switch:
        return Annotated[bool, option(flag)]
    if flag.value == "INTEGER":
        return Annotated[int | None, option(flag)]
    return Annotated[str | None, option(flag)]
