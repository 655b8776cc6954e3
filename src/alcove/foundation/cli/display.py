"""Output of commands: JSON for scripts; tables and progress bars for people."""

from collections.abc import Collection, Hashable, Iterable
from typing import Final

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

_MEGABYTE: Final = 1024 * 1024
WIDTH_WITHOUT_TERMINAL: Final = 400
"""Characters per line of a table that is not printed to a terminal."""


def print_json(document: object) -> None:
    """Print one JSON document."""
    typer.echo(msgspec.json.encode(document))


def print_result(document: object, text: str, *, as_json: bool) -> None:
    """Print a result: one JSON document for a script, a line of text for a person."""
    typer.echo(msgspec.json.encode(document) if as_json else text)


def new_table(
    *headings: str, title: str | None = None, numbers: Collection[str] = (), fold: Collection[str] = ("id",)
) -> Table:
    """Return an empty table without borders.

    Columns named in `numbers` are aligned to the right. Columns named in `fold` wrap where others are truncated.
    """
    table = Table(box=None, pad_edge=False, title=title, title_justify="left")
    for heading in headings:
        table.add_column(
            heading,
            justify="right" if heading in numbers else "left",
            overflow="fold" if heading in fold else "ellipsis",
        )
    return table


def text_table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    """Return a table of plain text, in which rich's markup has no effect."""
    table = new_table(*headings)
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def print_table(table: Table) -> None:
    """Print a table; without a terminal its lines are not cut to a width."""
    console = Console()
    Console(width=None if console.is_terminal else WIDTH_WITHOUT_TERMINAL).print(table)


def progress_bars(*columns: str) -> Progress:
    """Return progress bars on standard error, shown on terminals only; `columns` are rich text columns."""
    console = Console(stderr=True)
    text_columns = [TextColumn(column, markup=False) for column in columns]
    return Progress(
        TextColumn("{task.description}", markup=False), BarColumn(bar_width=24), *text_columns, TimeElapsedColumn(),
        console=console, disable=not console.is_terminal, transient=True,
    )  # fmt: skip


class ByteProgress:
    """Progress bars of steps whose work is counted in bytes."""

    def __init__(self, bars: Progress) -> None:
        self._board = ProgressBoard(bars)

    def __call__(self, step: str, /, *, done: int, total: int | None) -> None:
        """Show how far a step is."""
        detail = f"{done // _MEGABYTE:,} MB" if total is None else f"{done // _MEGABYTE:,}/{total // _MEGABYTE:,} MB"
        self._board.update(step, step, completed=done, total=total, detail=detail)


class ProgressBoard:
    """One progress bar per job."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[Hashable, TaskID] = {}

    def update(self, key: Hashable, label: str, *, completed: float, total: float | None, detail: str) -> None:
        """Update the bar of the job `key`; the first call adds it."""
        if key not in self._tasks:
            self._tasks[key] = self._bars.add_task(label, total=total, detail="")
        self._bars.update(self._tasks[key], total=total, completed=completed, detail=detail)
