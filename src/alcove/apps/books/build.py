"""Builds what each kind of process serves, runs and checks of the app, from the parts of that process.

Imports stand inside the functions: an api process loads no jobs, a worker no endpoints.
"""

import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from alcove.apps.books.roads import open_roads
from alcove.foundation.app import Endpoints, Site
from alcove.foundation.deps import Deps
from alcove.foundation.telemetry import Probe

if TYPE_CHECKING:
    from alcove.apps.books.facade import BooksApp
    from alcove.foundation.jobs import Task

OWN_PORT = "own port"
"""The name of the listener at FLASK_PORT."""


def build_endpoints(deps: Deps) -> Endpoints:
    """Return the endpoints of the app beside those of others, and by themselves at FLASK_PORT."""
    from alcove.apps.books.routes.assembling import assemble  # noqa: PLC0415 - the worker needs none of it
    from alcove.apps.books.service.preferences import open_preferences  # noqa: PLC0415 - settings are read without it

    # One pace for each catalogue, also where the settings page tries one out.
    served = assemble(deps, preferences=open_preferences(deps), roads=open_roads(deps))
    site = Site(api=served.alone, server=served.server, frontend=served.page)
    return Endpoints(api=served.shared, sites={OWN_PORT: site})


def build_worker_tasks(deps: Deps) -> "Sequence[Task]":
    """Return what the worker does for the app."""
    from alcove.apps.books.jobs import build_tasks  # noqa: PLC0415 - the api process runs no jobs
    from alcove.apps.books.jobs.opening import open_surroundings, periodic_tasks  # noqa: PLC0415 - the same
    from alcove.apps.books.service.preferences import open_preferences  # noqa: PLC0415 - settings are read without it

    roads, preferences = open_roads(deps), open_preferences(deps)
    surroundings = open_surroundings(deps, preferences=preferences, roads=roads)
    return [*build_tasks(surroundings), *periodic_tasks(deps, preferences=preferences, roads=roads)]


def build_probes(deps: Deps) -> Sequence[Probe]:
    """Return the checks that tell whether the app can do its work."""
    from alcove.apps.books.service.preferences import open_preferences  # noqa: PLC0415 - settings are read without it
    from alcove.apps.books.service.probing import probes  # noqa: PLC0415 - the same

    return probes(deps.pool, preferences=open_preferences(deps), clock=deps.clock, data_dir=deps.data_dir)


@contextlib.asynccontextmanager
async def open_facade(deps: Deps) -> "AsyncIterator[BooksApp]":
    """Open what the command line may call."""
    from alcove.apps.books.facade import BooksApp  # noqa: PLC0415 - no long-running role needs it
    from alcove.apps.books.service.delivering import Readiness  # noqa: PLC0415 - the same
    from alcove.apps.books.service.opened_sources import OpenedSources  # noqa: PLC0415 - the same
    from alcove.apps.books.service.preferences import open_preferences  # noqa: PLC0415 - the same
    from alcove.apps.books.service.searching import Search  # noqa: PLC0415 - the same
    from alcove.apps.books.store.rows import Rows  # noqa: PLC0415 - the same

    preferences = open_preferences(deps)
    opened = OpenedSources(open_roads(deps).open, preferences=preferences)
    facade = BooksApp(
        pool=deps.pool,
        hub=deps.hub,
        preferences=preferences,
        opened=opened,
        searching=Search(opened, Rows(deps.pool), preferences=preferences, clock=deps.clock),
        readiness=Readiness(clock=deps.clock, data_dir=deps.data_dir),
        data_dir=deps.data_dir,
    )
    try:
        yield facade
    finally:
        await facade.close()
