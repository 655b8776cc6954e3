"""What the pages over all apps show: jobs, search results, next steps, live events, and the page's preferences."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from alcove.foundation.database import MigrationSource
from alcove.foundation.overview.errors import JobNotChangeable, JobNotFound

if TYPE_CHECKING:
    from alcove.foundation.overview.model import (
        Activity,
        AppEvent,
        AppOverview,
        Find,
        JobQuery,
        JobRow,
        LiveEvents,
        Today,
        Viewer,
    )
    from alcove.foundation.overview.routes import build_overview_api

MIGRATIONS = MigrationSource("overview", Path(__file__).parent / "migrations", schema="alcove")

__all__ = [
    "MIGRATIONS",
    "Activity",
    "AppEvent",
    "AppOverview",
    "Find",
    "JobNotChangeable",
    "JobNotFound",
    "JobQuery",
    "JobRow",
    "LiveEvents",
    "Today",
    "Viewer",
    "build_overview_api",
]

_LAZY = {
    "model": (
        "Activity", "AppEvent", "AppOverview", "Find", "JobQuery", "JobRow", "LiveEvents", "Today", "Viewer",
    ),
    "routes": ("build_overview_api",),
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import on first use what only an api process needs."""
    module = next((module for module, names in _LAZY.items() if name in names), None)
    if module is None:
        raise AttributeError(name)
    from importlib import import_module  # noqa: PLC0415 - see above

    return getattr(import_module(f"{__name__}.{module}"), name)
