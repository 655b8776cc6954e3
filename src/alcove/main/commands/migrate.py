"""`alcove migrate`: migrate the database, or restore a backup."""

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
from alcove.main.migrations import migration_backups


def migrate(
    data_dir: DataDir = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit 1 when migrations are pending.")] = False,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
    backup: Annotated[
        Path | None,
        typer.Option(
            "--restore", help="Restore a backup that was made before a migration.", dir_okay=False, exists=True
        ),
    ] = None,
) -> None:
    """Apply the pending migrations (serve, api and worker also do this when they start)."""
    configuration = read_configuration(COMMAND_ENVIRONMENT.get().with_data_dir(data_dir))
    configure_logging(level=configuration.server.log_level, style=configuration.server.log_format)
    prepare_data_dir(configuration.data_dir)
    if backup is not None:
        _restore(configuration, backup)
    sources = migration_sources(configuration.server)
    status = Console(stderr=True).status("Migrating the database ...")
    with status, provide_database(configuration.database, configuration.data_dir) as dsn:
        applied = [] if check else apply_migrations(dsn, sources, backups=migration_backups(configuration))
        pending = pending_migrations(dsn, sources)
    if as_json:
        print_json({"applied": applied, "pending": pending})
    else:
        _print_result(applied, pending)
    raise typer.Exit(FAILED if pending else OK)


def _restore(configuration: Configuration, backup: Path) -> NoReturn:
    status = Console(stderr=True).status("Restoring the backup ...")
    with status, provide_database(configuration.database, configuration.data_dir) as dsn:
        restore_backup(dsn, backup)
    typer.echo(f"restored {backup}; start the version of Alcove that made it, because this one would migrate again")
    raise typer.Exit(OK)


def _print_result(applied: list[str], pending: list[str]) -> None:
    for name in applied:
        typer.echo(f"applied  {name}")
    for name in pending:
        typer.echo(f"pending  {name}")
    if not applied and not pending:
        typer.echo("nothing to do: the database is up to date")
