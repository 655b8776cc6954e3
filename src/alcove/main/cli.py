"""The entry point: starts long-running roles directly, and passes everything else to the typer command line.

The fast path does not import typer and rich, which take as long to import as the server itself.
"""

import os
import sys
from collections.abc import Sequence

from alcove.foundation.cli import keep_files_private, parse_flags
from alcove.main.configuration import configured_apps
from alcove.main.roles import roles, run_role


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    keep_files_private()
    args = list(sys.argv[1:] if arguments is None else arguments)
    apps = configured_apps(os.environ)
    role = roles(apps).get(args[0]) if args else None
    values = parse_flags(args[1:], role.flags) if role is not None else None
    if role is not None and values is not None:
        return run_role(role, values)
    from alcove.main.commands import run_command_line  # noqa: PLC0415 - typer and rich take 0.3 s

    return run_command_line(args, apps=apps)
