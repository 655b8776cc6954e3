"""Typer options made from the flags that the fast path knows."""

import os
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from alcove.main.flags import DATA_DIR, Flag

JSON_OUTPUT = typer.Option("--json", help="Print one JSON document for scripts.")


def option(flag: Flag) -> Any:
    """Return the typer option that says what `flag` says."""
    text = f"{flag.help} [{flag.setting}]" if flag.setting else flag.help
    return typer.Option(flag.name, help=text, hidden=flag.hidden, metavar=flag.value or None)


DataDir = Annotated[str | None, option(DATA_DIR)]


def given_environment(data_dir: str | None) -> Mapping[str, str]:
    """Return the environment with the data folder of the command line in it."""
    return {**os.environ, DATA_DIR.setting: data_dir} if data_dir else dict(os.environ)
