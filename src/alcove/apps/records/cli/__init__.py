"""`alcove records`: scouting from the command line."""

import typer

from alcove.apps.records.app import APP
from alcove.apps.records.cli import discogs, keeping, learning, moving, picking, scraping

__all__ = ["build_commands"]


def build_commands() -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(name=APP.name, help=APP.title, no_args_is_help=True)
    app.callback()(_group)
    app.command()(scraping.scrape)
    app.command()(scraping.cancel)
    app.command()(scraping.status)
    app.command()(discogs.stats)
    app.command("test")(discogs.identity)
    app.command()(discogs.auth)
    app.command()(moving.export)
    app.command("import-legacy")(moving.import_legacy)
    app.command()(keeping.rescore)
    app.command()(keeping.purge)
    app.command()(learning.models)
    app.command()(learning.train)
    app.command()(picking.pick)
    return app


def _group() -> None:
    """Scrape sellers, export offers, look after the records."""
