"""How results look in a terminal and to a script."""

from collections.abc import Collection

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table


def print_json(document: object) -> None:
    """Print one JSON document."""
    typer.echo(msgspec.json.encode(document))


def print_result(document: object, text: str, *, as_json: bool) -> None:
    """Print a result: one JSON document for a script, a line for a person."""
    typer.echo(msgspec.json.encode(document) if as_json else text)


def progress(*columns: str) -> Progress:
    """Return progress bars on standard error, silent where nobody watches."""
    console = Console(stderr=True)
    shown = [TextColumn(column) for column in columns]
    return Progress(
        TextColumn("{task.description}", markup=False), BarColumn(bar_width=24), *shown, TimeElapsedColumn(),
        console=console, disable=not console.is_terminal, transient=True,
    )  # fmt: skip


def plain_table(*columns: str, right: Collection[str] = (), title: str | None = None) -> Table:
    """Return an empty table without lines; the columns in `right` hold numbers."""
    table = Table(box=None, pad_edge=False, title=title, title_justify="left")
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left")
    return table
