"""How books look in a terminal and to a script."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from alcove.apps.books.model.book import Book
    from alcove.apps.books.schemas import OneBook

STYLES = {"complete": "green", "error": "red", "cancelled": "yellow", "downloading": "cyan", "resolving": "cyan"}


def print_json(document: object) -> None:
    """Print one JSON document."""
    typer.echo(msgspec.json.encode(document))


def progress() -> Progress:
    """Return progress bars on standard error, silent where nobody watches."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}", markup=False), BarColumn(bar_width=24),
        TextColumn("{task.percentage:>3.0f}%"), TextColumn("{task.fields[detail]}", markup=False),
        TimeElapsedColumn(), console=console, disable=not console.is_terminal, transient=True,
    )  # fmt: skip


class Board:
    """A progress bar per book."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def show(self, book: "OneBook") -> None:
        """Show a book as it stands."""
        if book.id not in self._tasks:
            self._tasks[book.id] = self._bars.add_task(book.title[:40], total=100, detail="")
        detail = book.status_message or book.status
        self._bars.update(self._tasks[book.id], completed=book.progress, detail=detail[:60])


def found(books: "Iterable[Book]") -> Table:
    """Return found files as a table."""
    shown = _table("id", "title", "author", "year", "language", "format", "source")
    for book in books:
        year = "" if book.year is None else str(book.year)
        shown.add_row(*map(Text, (book.id, book.title, book.author, year, book.language, book.format, book.source)))
    return shown


def queue(books: "Iterable[OneBook]") -> Table:
    """Return the queue as a table."""
    shown = _table("id", "title", "state", "", "priority", "message")
    for book in books:
        state = Text(book.status, style=STYLES.get(book.status, ""))
        done = f"{book.progress:.0f}%" if book.status == "downloading" else ""
        shown.add_row(Text(book.id), Text(book.title), state, done, str(book.priority), Text(book.status_message or ""))
    return shown


def rows(headings: Iterable[str], lines: Iterable[Iterable[str]]) -> Table:
    """Return plain lines as a table."""
    shown = _table(*headings)
    for line in lines:
        shown.add_row(*map(Text, line))
    return shown


def show(table: Table) -> None:
    """Print a table, as wide as it must be where no terminal cuts it."""
    console = Console()
    Console(width=None if console.is_terminal else 400).print(table)


def _table(*headings: str) -> Table:
    shown = Table(box=None, pad_edge=False)
    for heading in headings:
        shown.add_column(heading, overflow="fold" if heading == "id" else "ellipsis")
    return shown
