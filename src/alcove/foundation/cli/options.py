"""Typer options that several commands share, made from the flags that the fast path knows."""

from typing import Annotated, Any

import typer

from alcove.foundation.cli.flags import DATA_DIR, Flag

JSON_OUTPUT = typer.Option("--json", help="Print one JSON document for scripts.")


def option(flag: Flag) -> Any:
    """Return the typer option that says what `flag` says."""
    text = f"{flag.help} [{flag.setting}]" if flag.setting else flag.help
    return typer.Option(flag.name, help=text, hidden=flag.hidden, metavar=flag.value or None)


DataDir = Annotated[str | None, option(DATA_DIR)]
