"""What commands print for people and for scripts: JSON, tables, progress bars."""

from collections.abc import Hashable, Iterable
from typing import Final

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

WIDE: Final = 400
"""Columns of a table where no terminal sets a width."""


def print_json(document: object) -> None:
    """Print one JSON document."""
    typer.echo(msgspec.json.encode(document))


def new_table(*headings: str, title: str | None = None, whole: Iterable[str] = ("id",)) -> Table:
    """Return a table without lines; columns named in `whole` are folded where the others are cut."""
    table = Table(box=None, pad_edge=False, title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading, overflow="fold" if heading in whole else "ellipsis")
    return table


def print_table(table: Table) -> None:
    """Print a table, as wide as it must be where no terminal cuts it."""
    console = Console()
    Console(width=None if console.is_terminal else WIDE).print(table)


def progress_bars(*columns: str) -> Progress:
    """Return progress bars on standard error, silent where nobody watches; `columns` are rich's texts."""
    console = Console(stderr=True)
    shown = [TextColumn(column, markup=False) for column in columns]
    return Progress(
        TextColumn("{task.description}", markup=False), BarColumn(bar_width=24), *shown, TimeElapsedColumn(),
        console=console, disable=not console.is_terminal, transient=True,
    )  # fmt: skip


class ProgressBoard:
    """A progress bar per job, by whatever names it."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[Hashable, TaskID] = {}

    def update(self, key: Hashable, label: str, *, completed: float, total: float | None, detail: str) -> None:
        """Show how far a job is."""
        if key not in self._tasks:
            self._tasks[key] = self._bars.add_task(label, total=total, detail="")
        self._bars.update(self._tasks[key], total=total, completed=completed, detail=detail)
