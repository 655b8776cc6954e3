"""`alcove books`: searching, queueing and looking after the books from the command line."""

import typer

from alcove.main.commands.books import finding, keeping, queueing

app = typer.Typer(name="books", help="Search catalogues, fetch books, look after the queue.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Search catalogues, fetch books, look after the queue."""


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
