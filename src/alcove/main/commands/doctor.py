"""`alcove doctor`: says what works and what does not."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from alcove.foundation.cli import COMMAND_ENVIRONMENT, FAILED, JSON_OUTPUT, OK, DataDir, print_json, print_table
from alcove.main.diagnosis import Finding, examine

MARKS = {"ok": "[green]ok[/]", "warning": "[yellow]warning[/]", "failed": "[red]failed[/]"}


def doctor(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Check this installation; exit 1 when something does not work."""
    with Console(stderr=True).status("Looking at everything ..."):
        findings = asyncio.run(examine(COMMAND_ENVIRONMENT.get().with_data_dir(data_dir)))
    healthy = all(finding.state != "failed" for finding in findings)
    if as_json:
        print_json({"healthy": healthy, "checks": findings})
    else:
        print_table(_table(findings))
    raise typer.Exit(OK if healthy else FAILED)


def _table(findings: list[Finding]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        table.add_row(MARKS[finding.state], finding.name, finding.detail)
    return table
