"""`alcove backup`: write all data of this server to one file."""

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer

from alcove.foundation.backup import (
    STANDARD_OUTPUT,
    BackupCreator,
    BackupError,
    BackupSummary,
    TargetInUse,
    check_space,
    check_target,
    open_target,
)
from alcove.foundation.cli import (
    COMMAND_ENVIRONMENT,
    CONFLICT,
    FAILED,
    INTERRUPTED,
    JSON_OUTPUT,
    ByteProgress,
    CommandError,
    DataDir,
    print_error,
    progress_bars,
)
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import DATABASE_LOST, provide_database
from alcove.foundation.disk_space import MEGABYTE
from alcove.foundation.settings import Configuration
from alcove.foundation.telemetry import configure_logging
from alcove.main.backups import BackupOptions, plan_backup
from alcove.main.configuration import prepare_data_dir, read_configuration

MAX_PROBLEMS: Final = 20
"""How many damaged files are named."""


def backup(
    file: Annotated[Path, typer.Argument(help="File to write; - is standard output.", metavar="FILE")],
    data_dir: DataDir = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
    skip_damaged: Annotated[
        bool, typer.Option("--skip-damaged", help="Go on when a stored file is missing or has changed on disk.")
    ] = False,
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="Leave out master keys, signing keys, tokens and certificates.")
    ] = False,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Write databases, files and keys to one file; the server may run meanwhile.

    The file contains secrets, also without the keys. Exit code 3: it exists.
    """
    configuration = read_configuration(COMMAND_ENVIRONMENT.get().with_data_dir(data_dir))
    configure_logging(level="error", style=configuration.server.log_format)
    with exit_on_errors():
        check_target(file, replace=force)
        if not _has_database(configuration):
            raise BackupError(f"there is no data to back up in {configuration.data_dir} (ALCOVE_DATA_DIR)")
        prepare_data_dir(configuration.data_dir)
        options = BackupOptions(with_keys=not without_keys, skips_damaged=skip_damaged)
        summary = write_backup(configuration, file, options=options, replace=force)
    for problem in summary.problems[:MAX_PROBLEMS]:
        print_error(problem)
    document = {
        "file": str(file),
        "bytes": summary.size,
        "databases": summary.databases,
        "files": summary.files,
        "problems": len(summary.problems),
    }
    text = f"backed up {summary.databases} databases and {summary.files} files: {-(-summary.size // MEGABYTE):,} MB"
    # Standard output may be the backup.
    typer.echo(msgspec.json.encode(document) if as_json else text, err=file == STANDARD_OUTPUT or not as_json)


def write_backup(
    configuration: Configuration, file: Path, *, options: BackupOptions, replace: bool = False
) -> BackupSummary:
    """Write a backup; BackupError, DatabaseError, DATABASE_LOST."""
    now = SystemClock().now()
    with (
        provide_database(configuration.database, configuration.data_dir) as dsn,
        progress_bars("{task.fields[detail]}") as bars,
        BackupCreator(
            plan_backup(configuration, dsn, options=options), now=now, progress=ByteProgress(bars)
        ) as creator,
    ):
        creator.open()
        check_space(file, needed=creator.total)
        with open_target(
            file,
            data_dir=configuration.data_dir,
            reserve_mb=configuration.server.alcove_disk_reserve_mb,
            replace=replace,
        ) as target:
            return creator.write(target)


@contextlib.contextmanager
def exit_on_errors() -> Iterator[None]:
    """End the command with an exit code for the errors of backups; SIGTERM ends it as Ctrl-C does.

    A shell that starts it in the background may have it ignore Ctrl-C's signal, which is meant when another process
    sends it.
    """
    stops = (signal.SIGTERM, signal.SIGINT)
    previous = {number: signal.signal(number, signal.default_int_handler) for number in stops}
    try:
        yield
    except TargetInUse as error:
        raise CommandError(str(error), code=CONFLICT) from error
    except BackupError as error:
        raise CommandError(str(error), code=FAILED) from error
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except DATABASE_LOST as error:
        is_file = isinstance(error, OSError) and error.filename is not None
        problem = str(error) if is_file else f"the database failed: {str(error) or type(error).__name__}"
        raise CommandError(problem, code=FAILED) from error
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _has_database(configuration: Configuration) -> bool:
    return configuration.database.dsn() is not None or (configuration.data_dir / "postgres" / "data").exists()
