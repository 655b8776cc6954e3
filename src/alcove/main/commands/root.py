"""The root command and its groups."""

from collections.abc import Sequence
from typing import Annotated

import typer

import alcove
from alcove.foundation.app import App
from alcove.main.commands import accounts, backup, cert, doctor, mail, migrate, notify, restore, roles, simulate


def build_command_line(apps: Sequence[App]) -> typer.Typer:
    """Return the command line of a server with these apps enabled."""
    root = typer.Typer(
        name="alcove",
        help="One self-hosted server for several apps.",
        epilog="Exit codes: 0 done, 1 failed, 2 wrong usage, 3 already running or in use, 4 a setting is wrong.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    root.callback()(_root)
    roles.register(root, apps)
    root.command()(migrate.migrate)
    root.command()(backup.backup)
    root.command()(restore.restore)
    root.command()(doctor.doctor)
    root.add_typer(accounts.app)
    root.command()(cert.cert)
    root.add_typer(mail.app)
    root.add_typer(notify.app)
    root.add_typer(simulate.app)
    for app in apps:
        root.add_typer(app.cli())
    return root


def _print_version(is_set: bool) -> None:  # noqa: FBT001 - typer's signature
    if is_set:
        typer.echo(f"alcove {alcove.__version__}")
        raise typer.Exit


def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """One self-hosted server for several apps."""
