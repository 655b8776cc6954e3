"""`alcove records`: scouting from the command line."""

import typer

from alcove.main.commands.records import discogs, keeping, learning, moving, picking, scraping

app = typer.Typer(name="records", help="Scrape sellers, export offers, look after the records.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Scrape sellers, export offers, look after the records."""


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
