"""The command line for people: help, groups, tables and progress."""

from collections.abc import Sequence

from alcove.main.commands.root import app
from alcove.main.exits import FAILED, OK
from alcove.main.guarding import guarded


def run_command_line(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    return guarded(lambda: _run(arguments))


def _run(arguments: Sequence[str]) -> int:
    try:
        app(args=list(arguments), prog_name="alcove")
    except SystemExit as end:
        if end.code is None:
            return OK
        return end.code if isinstance(end.code, int) else FAILED
    return OK
