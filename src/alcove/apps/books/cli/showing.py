"""How books look in a terminal and to a script."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from alcove.foundation.cli import ProgressBoard, new_table

if TYPE_CHECKING:
    from alcove.apps.books.model.book import Book
    from alcove.apps.books.schemas import OneBook

STYLES = {"complete": "green", "error": "red", "cancelled": "yellow", "downloading": "cyan", "resolving": "cyan"}


class Board(ProgressBoard):
    """A progress bar per book."""

    def show(self, book: "OneBook") -> None:
        """Show a book as it stands."""
        detail = (book.status_message or book.status)[:60]
        self.update(book.id, book.title[:40], total=100, completed=book.progress, detail=detail)


def found(books: "Iterable[Book]") -> Table:
    """Return found files as a table."""
    shown = new_table("id", "title", "author", "year", "language", "format", "source")
    for book in books:
        year = "" if book.year is None else str(book.year)
        shown.add_row(*map(Text, (book.id, book.title, book.author, year, book.language, book.format, book.source)))
    return shown


def queue(books: "Iterable[OneBook]") -> Table:
    """Return the queue as a table."""
    shown = new_table("id", "title", "state", "", "priority", "message")
    for book in books:
        state = Text(book.status, style=STYLES.get(book.status, ""))
        done = f"{book.progress:.0f}%" if book.status == "downloading" else ""
        shown.add_row(Text(book.id), Text(book.title), state, done, str(book.priority), Text(book.status_message or ""))
    return shown


def rows(headings: Iterable[str], lines: Iterable[Iterable[str]]) -> Table:
    """Return plain lines as a table."""
    shown = new_table(*headings)
    for line in lines:
        shown.add_row(*map(Text, line))
    return shown
