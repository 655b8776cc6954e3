"""The migrations of the job tables: Procrastinate's SQL from its package, and our own."""

from importlib.util import find_spec
from pathlib import Path

from alcove.foundation.database import MigrationSource, PackagedSchema


def procrastinate_sql() -> Path:
    """Return the folder of Procrastinate's SQL files, without importing the package."""
    spec = find_spec("procrastinate")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("procrastinate is not installed", name="procrastinate")
    return Path(spec.submodule_search_locations[0]) / "sql"


MIGRATIONS = MigrationSource(
    name="jobs",
    path=Path(__file__).parent / "migrations",
    package=PackagedSchema(
        name="0001_procrastinate",
        folder=procrastinate_sql,
        # The last one of Procrastinate 3.10, with which the first databases were created.
        baseline="03.04.00_50_post_add_retry_failed_job_procedure",
    ),
)
