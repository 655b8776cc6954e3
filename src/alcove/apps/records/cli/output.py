"""How results look in a terminal and to a script."""

from collections.abc import Collection

import msgspec
import typer
from rich.table import Table


def print_result(document: object, text: str, *, as_json: bool) -> None:
    """Print a result: one JSON document for a script, a line for a person."""
    typer.echo(msgspec.json.encode(document) if as_json else text)


def numbers_table(*columns: str, right: Collection[str], title: str | None = None) -> Table:
    """Return an empty table without lines; the columns in `right` hold numbers."""
    table = Table(box=None, pad_edge=False, title=title, title_justify="left")
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left")
    return table
