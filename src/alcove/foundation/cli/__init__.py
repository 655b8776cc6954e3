"""What the commands of apps stand on: flags, exit codes, plain lines, running actions, following jobs.

`flags`, `exits` and `terminal` load at every start; the rest loads typer and is imported on first use.
"""

from typing import TYPE_CHECKING, Any

from alcove.foundation.cli.exits import CONFLICT, FAILED, INTERRUPTED, OK, UNCONFIGURED, USAGE, CommandError
from alcove.foundation.cli.flags import DATA_DIR, HOST, LIFELINE, PORT, WORKERS, Flag, as_environment, parse
from alcove.foundation.cli.terminal import exit_code_of, in_words, print_error, print_line
from alcove.foundation.cli.umask import callers_umask, keep_files_private

if TYPE_CHECKING:
    from alcove.foundation.cli.display import ProgressBoard, new_table, print_json, print_table, progress_bars
    from alcove.foundation.cli.follow_jobs import (
        InlineWorker,
        stop_on_signals,
    )
    from alcove.foundation.cli.options import JSON_OUTPUT, DataDir, option
    from alcove.foundation.cli.runner import (
        COMMAND_ENVIRONMENT,
        CommandContext,
        CommandEnvironment,
        CommandRunner,
        open_runner,
    )

__all__ = [
    "COMMAND_ENVIRONMENT",
    "CONFLICT",
    "DATA_DIR",
    "FAILED",
    "HOST",
    "INTERRUPTED",
    "JSON_OUTPUT",
    "LIFELINE",
    "OK",
    "PORT",
    "UNCONFIGURED",
    "USAGE",
    "WORKERS",
    "CommandContext",
    "CommandEnvironment",
    "CommandError",
    "CommandRunner",
    "DataDir",
    "Flag",
    "InlineWorker",
    "ProgressBoard",
    "as_environment",
    "callers_umask",
    "exit_code_of",
    "in_words",
    "keep_files_private",
    "new_table",
    "open_runner",
    "option",
    "parse",
    "print_error",
    "print_json",
    "print_line",
    "print_table",
    "progress_bars",
    "stop_on_signals",
]

_LAZY = {
    "display": ("ProgressBoard", "new_table", "print_json", "print_table", "progress_bars"),
    "follow_jobs": ("RECHECK", "InlineWorker", "stop_on_signals"),
    "options": ("JSON_OUTPUT", "DataDir", "option"),
    "runner": ("CommandContext", "CommandEnvironment", "CommandRunner", "open_runner", "COMMAND_ENVIRONMENT"),
}


def __getattr__(name: str) -> Any:
    """Load what needs typer on first use: the long-running roles never do."""
    module = next((module for module, names in _LAZY.items() if name in names), None)
    if module is None:
        raise AttributeError(name)
    from importlib import import_module  # noqa: PLC0415 - see above

    return getattr(import_module(f"alcove.foundation.cli.{module}"), name)
