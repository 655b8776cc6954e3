"""`alcove books`: the commands of the app."""

import typer

from alcove.apps.books.app import APP
from alcove.apps.books.cli import downloads, manage, search

__all__ = ["build_commands"]


def build_commands() -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(name=APP.name, help=APP.title, no_args_is_help=True)
    app.callback()(_group)
    app.command()(search.search)
    app.command()(search.info)
    app.command()(downloads.get)
    app.command()(downloads.queue)
    app.command()(downloads.cancel)
    app.command()(search.sources)
    app.command()(manage.doctor)
    app.command()(manage.password)
    app.add_typer(manage.token)
    app.add_typer(manage.saved)
    return app


def _group() -> None:
    """Search catalogues, fetch books, manage the queue."""
