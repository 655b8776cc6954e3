"""`alcove books`: searching, queueing and looking after the books from the command line."""

import typer

from alcove.apps.books.app import APP
from alcove.apps.books.cli import finding, keeping, queueing

__all__ = ["build_commands"]


def build_commands() -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(name=APP.name, help=APP.title, no_args_is_help=True)
    app.callback()(_group)
    app.command()(finding.search)
    app.command()(finding.info)
    app.command()(queueing.get)
    app.command()(queueing.queue)
    app.command()(queueing.cancel)
    app.command()(finding.sources)
    app.command()(keeping.doctor)
    app.command()(keeping.password)
    app.add_typer(keeping.token)
    app.add_typer(keeping.saved)
    return app


def _group() -> None:
    """Search catalogues, fetch books, look after the queue."""
