"""The root command and the list of its groups."""

from typing import Annotated

import typer

import alcove
from alcove.main.commands import books, doctor, migrate, records, roles, simulate

app = typer.Typer(
    name="alcove",
    help="One self-hosted server with three apps: records, books and study.",
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage, 3 already running or in use, 4 a setting is wrong.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's signature
    if wanted:
        typer.echo(f"alcove {alcove.__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """One self-hosted server with three apps: records, books and study."""


roles.register(app)
app.command()(migrate.migrate)
app.command()(doctor.doctor)
app.add_typer(simulate.app)
app.add_typer(records.app)
app.add_typer(books.app)
