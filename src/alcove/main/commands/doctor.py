"""`alcove doctor`: check the installation."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from alcove.foundation.cli import COMMAND_ENVIRONMENT, FAILED, JSON_OUTPUT, OK, DataDir, print_json, print_table
from alcove.main.doctor_checks import CheckResult, run_checks

STATE_LABELS = {"ok": "[green]ok[/]", "warning": "[yellow]warning[/]", "failed": "[red]failed[/]"}


def doctor(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Check this installation; exit 1 when something does not work."""
    with Console(stderr=True).status("Checking ..."):
        results = asyncio.run(run_checks(COMMAND_ENVIRONMENT.get().with_data_dir(data_dir)))
    healthy = all(result.state != "failed" for result in results)
    if as_json:
        print_json({"healthy": healthy, "checks": results})
    else:
        print_table(_table(results))
    raise typer.Exit(OK if healthy else FAILED)


def _table(results: list[CheckResult]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for result in results:
        table.add_row(STATE_LABELS[result.state], result.name, result.detail)
    return table
