"""What the commands share: the opened app with its exit codes, following books to their end, and tables."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeAlias

from rich.table import Table
from rich.text import Text

from alcove.apps.books.app import APP
from alcove.foundation.app import lazy
from alcove.foundation.cli import (
    FAILED,
    RECHECK,
    USAGE,
    CommandContext,
    CommandRunner,
    InlineWorker,
    ProgressBoard,
    new_table,
    open_runner,
    stop_on_signals,
)
from alcove.foundation.errors import AppError

if TYPE_CHECKING:
    from alcove.apps.books.facade import BooksApp
    from alcove.apps.books.model.book import Book
    from alcove.apps.books.queue import QueueEntry

Context: TypeAlias = "CommandContext[BooksApp]"
Runner: TypeAlias = "CommandRunner[BooksApp]"

FINISHED = frozenset({"complete", "error", "cancelled"})
SLOTS = 4
STYLES = {"complete": "green", "error": "red", "cancelled": "yellow", "downloading": "cyan", "resolving": "cyan"}


def open_books(data_dir: str | None) -> AbstractContextManager[Runner]:
    """Open the database, the embedded one included, for as long as the block runs."""
    return open_runner(
        data_dir, name="alcove-books", open_facade=lazy("alcove.apps.books.facade:open_facade"), exit_code=_exit_code
    )


def _exit_code(error: AppError) -> int:
    return USAGE if error.status in (400, 409) else FAILED


class DownloadBoard(ProgressBoard):
    """A progress bar per book."""

    def show(self, book: "QueueEntry") -> None:
        """Show a book as it stands."""
        detail = (book.status_message or book.status)[:60]
        self.update(book.id, book.title[:40], total=100, completed=book.progress, detail=detail)


async def follow_downloads(
    context: Context, book_ids: Sequence[str], *, board: DownloadBoard
) -> "list[QueueEntry] | None":
    """Show books until all have ended and return them; None when a signal told to leave before that.

    Where no worker is alive this process becomes one for so long.
    """
    stop = asyncio.Event()
    ended: dict[str, QueueEntry] = {}
    with stop_on_signals(stop):
        async with (
            context.facade.changes() as changes,
            InlineWorker(context.deps, build_tasks=APP.build_tasks, queue=APP.name, slots=SLOTS) as worker,
        ):
            while len(ended) < len(book_ids) and not stop.is_set():
                await worker.start_if_needed()
                changes.take_all()
                for book_id in book_ids:
                    status = await context.facade.one(book_id)
                    board.show(status)
                    if status.status in FINISHED:
                        ended[book_id] = status
                if len(ended) < len(book_ids):
                    await changes.wait(within=RECHECK, unless=stop)
    return None if len(ended) < len(book_ids) else [ended[book_id] for book_id in book_ids]


def book_table(books: "Iterable[Book]") -> Table:
    """Return found files as a table."""
    shown = new_table("id", "title", "author", "year", "language", "format", "source")
    for book in books:
        year = "" if book.year is None else str(book.year)
        shown.add_row(*map(Text, (book.id, book.title, book.author, year, book.language, book.format, book.source)))
    return shown


def queue_table(books: "Iterable[QueueEntry]") -> Table:
    """Return the queue as a table."""
    shown = new_table("id", "title", "state", "", "priority", "message")
    for book in books:
        state = Text(book.status, style=STYLES.get(book.status, ""))
        done = f"{book.progress:.0f}%" if book.status == "downloading" else ""
        shown.add_row(Text(book.id), Text(book.title), state, done, str(book.priority), Text(book.status_message or ""))
    return shown


def text_table(headings: Iterable[str], lines: Iterable[Iterable[str]]) -> Table:
    """Return plain lines as a table."""
    shown = new_table(*headings)
    for line in lines:
        shown.add_row(*map(Text, line))
    return shown
