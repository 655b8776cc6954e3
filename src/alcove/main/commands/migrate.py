"""`alcove migrate`: brings the database's tables up to date."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from alcove.foundation.cli import COMMAND_ENVIRONMENT, FAILED, JSON_OUTPUT, OK, DataDir, print_json
from alcove.foundation.database import migrate as apply_migrations
from alcove.foundation.database import pending_migrations, provide_database, restore_backup
from alcove.foundation.settings import Configuration
from alcove.foundation.telemetry import configure_logging
from alcove.main.build import migration_sources
from alcove.main.configuration import prepare_data_dir, read_configuration
from alcove.main.schema import backups


def migrate(
    data_dir: DataDir = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit 1 when something is pending.")] = False,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
    backup: Annotated[
        Path | None,
        typer.Option("--restore", help="Go back to a backup made before a migration.", dir_okay=False, exists=True),
    ] = None,
) -> None:
    """Bring the database's tables up to date (serve, api and worker do so themselves)."""
    configuration = read_configuration(COMMAND_ENVIRONMENT.get().with_data_dir(data_dir))
    configure_logging(level=configuration.server.log_level, style=configuration.server.log_format)
    prepare_data_dir(configuration.data_dir)
    if backup is not None:
        _restore(configuration, backup)
    sources = migration_sources(configuration.server)
    waiting = Console(stderr=True).status("Bringing the database up to date ...")
    with waiting, provide_database(configuration.database, configuration.data_dir) as dsn:
        done = [] if check else apply_migrations(dsn, sources, backups=backups(configuration))
        left = pending_migrations(dsn, sources)
    if as_json:
        print_json({"applied": done, "pending": left})
    else:
        _tell(done, left)
    raise typer.Exit(FAILED if left else OK)


def _restore(configuration: Configuration, backup: Path) -> NoReturn:
    waiting = Console(stderr=True).status("Restoring the backup ...")
    with waiting, provide_database(configuration.database, configuration.data_dir) as dsn:
        restore_backup(dsn, backup)
    typer.echo(f"restored {backup}: start the version of Alcove that made it (this one would migrate again)")
    raise typer.Exit(OK)


def _tell(done: list[str], left: list[str]) -> None:
    for name in done:
        typer.echo(f"applied  {name}")
    for name in left:
        typer.echo(f"pending  {name}")
    if not done and not left:
        typer.echo("nothing to do: the database is up to date")
