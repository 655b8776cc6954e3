"""The entry point: starts the long-running roles at once and hands everything else to the full command line.

With plain flags these roles skip typer and rich, which cost as much time as the server itself.
"""

import sys
from collections.abc import Sequence

from alcove.main.flags import ROLES, parse
from alcove.main.umask import keep_files_private


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    keep_files_private()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in ROLES:
        values = parse(given[1:], ROLES[given[0]])
        if values is not None:
            from alcove.main.roles import run_role  # noqa: PLC0415 - `alcove --help` needs none of it

            return run_role(given[0], values)
    from alcove.main.commands import run_command_line  # noqa: PLC0415 - typer and rich cost 0.3 s

    return run_command_line(given)
