"""Typer options that several commands share, and typer options made from flags."""

import inspect
from typing import Annotated, Any

import typer

from alcove.foundation.cli.flags import DATA_DIR, Flag

JSON_OUTPUT = typer.Option("--json", help="Print one JSON document for scripts.")


def option(flag: Flag) -> Any:
    """Return the typer option with the name, help text and value type of `flag`."""
    text = f"{flag.help} [{flag.setting}]" if flag.setting else flag.help
    return typer.Option(flag.name, help=text, hidden=flag.hidden, metavar=flag.value or None)


def flag_annotation(flag: Flag) -> Any:
    """Return the annotation from which typer reads the option of a flag."""
    if flag.is_switch:
        return Annotated[bool, option(flag)]
    if flag.value == "INTEGER":
        return Annotated[int | None, option(flag)]
    return Annotated[str | None, option(flag)]


def flag_parameter(flag: Flag) -> inspect.Parameter:
    """Return the parameter of a command function for a flag."""
    default = False if flag.is_switch else None
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(flag.key, kind, default=default, annotation=flag_annotation(flag))


DataDir = Annotated[str | None, option(DATA_DIR)]
