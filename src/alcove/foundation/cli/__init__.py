"""Foundation of all commands: flags, exit codes, terminal output, running actions, following jobs.

The imports below load at every start; the lazy ones load typer and rich, and are imported on first use.
"""

from typing import TYPE_CHECKING, Any

from alcove.foundation.cli.exit_codes import (
    CONFLICT,
    FAILED,
    INTERRUPTED,
    OK,
    UNCONFIGURED,
    USAGE,
    CommandError,
    ExitCodes,
)
from alcove.foundation.cli.flags import (
    DATA_DIR,
    FAIL_FAST,
    HOST,
    LIFELINE,
    PORT,
    WORKERS,
    Flag,
    flags_to_environment,
    parse_flags,
)
from alcove.foundation.cli.terminal import format_value, print_error, print_line, run_with_exit_code
from alcove.foundation.cli.umask import callers_umask, keep_files_private

if TYPE_CHECKING:
    from alcove.foundation.cli.display import (
        ByteProgress,
        ProgressBoard,
        new_table,
        print_json,
        print_result,
        print_table,
        progress_bars,
        text_table,
    )
    from alcove.foundation.cli.inline_worker import (
        FollowResult,
        InlineWorker,
        follow_jobs,
    )
    from alcove.foundation.cli.runner import (
        COMMAND_ENVIRONMENT,
        CommandContext,
        CommandEnvironment,
        CommandRunner,
        open_runner,
    )
    from alcove.foundation.cli.typer_options import JSON_OUTPUT, DataDir, flag_annotation, flag_parameter, option

__all__ = [
    "COMMAND_ENVIRONMENT",
    "CONFLICT",
    "DATA_DIR",
    "FAILED",
    "FAIL_FAST",
    "HOST",
    "INTERRUPTED",
    "JSON_OUTPUT",
    "LIFELINE",
    "OK",
    "PORT",
    "UNCONFIGURED",
    "USAGE",
    "WORKERS",
    "ByteProgress",
    "CommandContext",
    "CommandEnvironment",
    "CommandError",
    "CommandRunner",
    "DataDir",
    "ExitCodes",
    "Flag",
    "FollowResult",
    "InlineWorker",
    "ProgressBoard",
    "callers_umask",
    "flag_annotation",
    "flag_parameter",
    "flags_to_environment",
    "follow_jobs",
    "format_value",
    "keep_files_private",
    "new_table",
    "open_runner",
    "option",
    "parse_flags",
    "print_error",
    "print_json",
    "print_line",
    "print_result",
    "print_table",
    "progress_bars",
    "run_with_exit_code",
    "text_table",
]

_LAZY = {
    "display": (
        "ByteProgress",
        "ProgressBoard",
        "new_table",
        "print_json",
        "print_result",
        "print_table",
        "progress_bars",
        "text_table",
    ),
    "inline_worker": ("FollowResult", "InlineWorker", "follow_jobs"),
    "typer_options": ("JSON_OUTPUT", "DataDir", "flag_annotation", "flag_parameter", "option"),
    "runner": ("CommandContext", "CommandEnvironment", "CommandRunner", "open_runner", "COMMAND_ENVIRONMENT"),
}


def __getattr__(name: str) -> Any:
    """Import what needs typer on first use: the long-running roles never need it."""
    module = next((module for module, names in _LAZY.items() if name in names), None)
    if module is None:
        raise AttributeError(name)
    from importlib import import_module  # noqa: PLC0415 - see above

    return getattr(import_module(f"alcove.foundation.cli.{module}"), name)
