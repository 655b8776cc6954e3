"""The serve role: one process that runs the database and supervises the other processes."""

from collections.abc import Mapping

from alcove.foundation.cli import DATA_DIR
from alcove.main.roles import DEMO
from alcove.main.supervisor.database_watch import watch_database

__all__ = ["start", "watch_database"]


def start(environ: Mapping[str, str], values: Mapping[str, str]) -> int:
    """Run Alcove on this machine until stopped."""
    from alcove.main.supervisor.serve import run_serve  # noqa: PLC0415 - services need only `watch_database`

    return run_serve(environ, demo=DEMO.name in values, has_data_dir=DATA_DIR.name in values)
