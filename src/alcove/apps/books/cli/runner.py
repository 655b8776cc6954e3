"""What the commands share: opening the app, following downloads, and tables."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final, TypeAlias

from rich.table import Table
from rich.text import Text

from alcove.apps.books.app import APP
from alcove.foundation.app import lazy
from alcove.foundation.cli import (
    USAGE,
    CommandContext,
    CommandRunner,
    ExitCodes,
    FollowResult,
    InlineWorker,
    ProgressBoard,
    follow_jobs,
    new_table,
    open_runner,
)

if TYPE_CHECKING:
    from alcove.apps.books.facade import BooksApp
    from alcove.apps.books.model.book import Book
    from alcove.apps.books.queue import QueueEntry

Context: TypeAlias = "CommandContext[BooksApp]"
Runner: TypeAlias = "CommandRunner[BooksApp]"

EXIT_CODES: Final = ExitCodes(by_status={400: USAGE, 409: USAGE})
FINISHED: Final = frozenset({"complete", "error", "cancelled"})
SLOTS: Final = 4
"""Downloads that run at the same time when the command runs them itself."""
STYLES: Final = {
    "complete": "green", "error": "red", "cancelled": "yellow", "downloading": "cyan", "resolving": "cyan",
}  # fmt: skip


def open_books(data_dir: str | None) -> AbstractContextManager[Runner]:
    """Open the app for a command, and start the embedded database if it is used."""
    return open_runner(
        data_dir,
        name="alcove-books",
        open_facade=lazy("alcove.apps.books.facade:open_facade"),
        exit_code=EXIT_CODES.of_error,
    )


class DownloadBoard(ProgressBoard):
    """One progress bar per download."""

    def show(self, entry: "QueueEntry") -> None:
        """Update the bar of a download."""
        detail = (entry.status_message or entry.status)[:60]
        self.update(entry.id, entry.title[:40], total=100, completed=entry.progress, detail=detail)


async def follow_downloads(context: Context, book_ids: Sequence[str], *, board: DownloadBoard) -> FollowResult:
    """Show downloads until all have ended, or until a signal ends the command.

    While no worker is alive, this process runs the downloads.
    """

    async def show(book_id: str) -> bool:
        entry = await context.facade.find_entry(book_id)
        board.show(entry)
        return entry.status in FINISHED

    worker = InlineWorker(context.deps, build_tasks=APP.build_tasks, queue=APP.name, slots=SLOTS)
    return await follow_jobs(book_ids, show=show, changes=context.facade.subscribe(), worker=worker)


def book_table(books: "Iterable[Book]") -> Table:
    """Return books as a table."""
    table = new_table("id", "title", "author", "year", "language", "format", "source")
    for book in books:
        year = "" if book.year is None else str(book.year)
        table.add_row(*map(Text, (book.id, book.title, book.author, year, book.language, book.format, book.source)))
    return table


def queue_table(entries: "Iterable[QueueEntry]") -> Table:
    """Return the queue as a table."""
    table = new_table("id", "title", "state", "", "priority", "message")
    for entry in entries:
        state = Text(entry.status, style=STYLES.get(entry.status, ""))
        progress = f"{entry.progress:.0f}%" if entry.status == "downloading" else ""
        message = Text(entry.status_message or "")
        table.add_row(Text(entry.id), Text(entry.title), state, progress, str(entry.priority), message)
    return table
