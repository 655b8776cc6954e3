"""The typer command line."""

import contextlib
import os
from collections.abc import Iterator, Sequence

from alcove.foundation.app import App
from alcove.foundation.cli import COMMAND_ENVIRONMENT, FAILED, OK, CommandEnvironment, run_with_exit_code
from alcove.foundation.database import provide_database
from alcove.foundation.settings import Configuration
from alcove.main.build import open_deps
from alcove.main.commands.root import build_command_line
from alcove.main.configuration import check_settings, prepare_data_dir, read_configuration
from alcove.main.migrations import ensure_migrated
from alcove.main.running_demo import find_environment

__all__ = ["build_command_line", "run_command_line"]


def run_command_line(arguments: Sequence[str], *, apps: Sequence[App]) -> int:
    """Run one command and return its exit code."""
    environment = CommandEnvironment(
        environ=dict(os.environ),
        find_environment=find_environment,
        read_configuration=read_configuration,
        prepare=_prepare,
        open_deps=open_deps,
    )
    token = COMMAND_ENVIRONMENT.set(environment)
    try:
        return run_with_exit_code(lambda: _run(arguments, apps=apps))
    finally:
        COMMAND_ENVIRONMENT.reset(token)


def _run(arguments: Sequence[str], *, apps: Sequence[App]) -> int:
    try:
        build_command_line(apps)(args=list(arguments), prog_name="alcove")
    except SystemExit as end:
        if end.code is None:
            return OK
        return end.code if isinstance(end.code, int) else FAILED
    return OK


@contextlib.contextmanager
def _prepare(configuration: Configuration) -> Iterator[str]:
    check_settings(configuration)
    prepare_data_dir(configuration.data_dir)
    with provide_database(configuration.database, configuration.data_dir) as dsn:
        ensure_migrated(configuration, dsn)
        yield dsn
