"""The entry point: starts the long-running roles at once and hands everything else to the full command line.

With plain flags these roles skip typer and rich, which cost as much time as the server itself.
"""

import os
import sys
from collections.abc import Sequence

from alcove.foundation.cli import keep_files_private, parse
from alcove.main.configuration import configured_apps
from alcove.main.roles import roles, run_role


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    keep_files_private()
    given = list(sys.argv[1:] if arguments is None else arguments)
    apps = configured_apps(os.environ)
    role = roles(apps).get(given[0]) if given else None
    values = parse(given[1:], role.flags) if role is not None else None
    if role is not None and values is not None:
        return run_role(role, values)
    from alcove.main.commands import run_command_line  # noqa: PLC0415 - typer and rich cost 0.3 s

    return run_command_line(given, apps=apps)
