"""Opens the app for a command, and says with which exit code an error ends it."""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeAlias

from alcove.apps.books.build import open_facade
from alcove.foundation.cli import FAILED, USAGE, CommandContext, CommandRunner, open_runner
from alcove.foundation.errors import AppError

if TYPE_CHECKING:
    from alcove.apps.books.facade import BooksApp

Context: TypeAlias = "CommandContext[BooksApp]"
Runner: TypeAlias = "CommandRunner[BooksApp]"


def open_books(data_dir: str | None) -> AbstractContextManager[Runner]:
    """Open the database, the embedded one included, for as long as the block runs."""
    return open_runner(data_dir, name="alcove-books", open_facade=open_facade, exit_code=_exit_code)


def _exit_code(error: AppError) -> int:
    return USAGE if error.status in (400, 409) else FAILED
