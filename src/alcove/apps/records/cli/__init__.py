"""The commands of `alcove records`."""

import typer

from alcove.apps.records.app import APP
from alcove.apps.records.cli import discogs, export_import, maintenance, pick, scrape, taste

__all__ = ["build_commands"]


def build_commands() -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(name=APP.name, help=APP.title, no_args_is_help=True)
    app.callback()(_group)
    app.command()(scrape.scrape)
    app.command()(scrape.cancel)
    app.command()(scrape.status)
    app.command()(discogs.stats)
    app.command("test")(discogs.show_identity)
    app.command()(discogs.auth)
    app.command()(export_import.export)
    app.command("import-legacy")(export_import.import_legacy)
    app.command()(maintenance.rescore)
    app.command()(maintenance.purge)
    app.command("models")(taste.show_models)
    app.command()(taste.train)
    app.command()(pick.pick)
    return app


def _group() -> None:
    """Scrape sellers, export offers, look after the records."""
