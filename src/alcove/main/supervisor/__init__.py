"""The serve role: one process that holds the database and keeps the others running."""

from collections.abc import Mapping

from alcove.foundation.cli import DATA_DIR
from alcove.main.roles import DEMO
from alcove.main.supervisor.database_watch import watch_database

__all__ = ["start", "watch_database"]


def start(environ: Mapping[str, str], values: Mapping[str, str]) -> int:
    """Run Alcove on this machine until told to stop."""
    from alcove.main.supervisor.serve import run_serve  # noqa: PLC0415 - services use the watch alone

    return run_serve(environ, demo=DEMO.name in values, data_dir_given=DATA_DIR.name in values)
