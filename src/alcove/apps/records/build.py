"""Builds what each kind of process serves, runs and checks of the app, from the parts of that process.

Imports stand inside the functions: an api process loads no jobs, a worker no endpoints.
"""

import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from alcove.apps.records.settings import RecordsSettings
from alcove.foundation.app import Endpoints, ServiceParts
from alcove.foundation.deps import Deps
from alcove.foundation.settings import ServerSettings
from alcove.foundation.telemetry import Probe

if TYPE_CHECKING:
    from alcove.apps.records.facade import RecordsApp
    from alcove.apps.records.jobs import Surroundings
    from alcove.apps.records.routes.services import ServiceContext
    from alcove.apps.records.sources import Roads
    from alcove.apps.records.sources.services import Services
    from alcove.foundation.jobs import Task


def build_endpoints(deps: Deps) -> Endpoints:
    """Return the endpoints of the app."""
    from alcove.apps.records.routes import Context, build_api  # noqa: PLC0415 - the worker needs none of it
    from alcove.apps.records.service.choosing import Chooser, WorkerChooser  # noqa: PLC0415
    from alcove.apps.records.service.delegation.choosing import ServiceChooser  # noqa: PLC0415
    from alcove.apps.records.service.events import RecordsEvents  # noqa: PLC0415
    from alcove.foundation.realtime.web import EventFeed  # noqa: PLC0415

    settings, roads, services = deps.load(RecordsSettings), _roads(deps), _services(deps)
    chooser: Chooser = WorkerChooser(deps.pool, deps.hub, budget=settings.pick_response_budget_s)
    if services.recommender is not None:
        chooser = ServiceChooser(services.recommender, pool=deps.pool, otherwise=chooser)
    context = Context(
        pool=deps.pool,
        hub=deps.hub,
        clock=deps.clock,
        settings=settings,
        marketplace=roads.marketplace,
        usage=roads.usage,
        has_credentials=roads.has_credentials,
        chooser=chooser,
        events=EventFeed(deps.hub, RecordsEvents(deps.pool), clock=deps.clock, stopping=deps.stopping),
        recommender=services.recommender,
        scraper=services.scraper,
    )
    return Endpoints(api=build_api(context))


def build_worker_tasks(deps: Deps) -> "Sequence[Task]":
    """Return what the worker does for the app."""
    from alcove.apps.records.jobs import build_tasks  # noqa: PLC0415 - the api process runs no jobs

    return build_tasks(_surroundings(deps))


def build_probes(deps: Deps) -> Sequence[Probe]:
    """Return the checks that tell whether the app can do its work."""
    from alcove.apps.records.service.readiness import discogs_probe, service_probes  # noqa: PLC0415 - HTTP client

    return [discogs_probe(_roads(deps).has_credentials), *service_probes(_services(deps))]


@contextlib.asynccontextmanager
async def open_recommender(deps: Deps) -> AsyncIterator[ServiceParts]:
    """Open the recommender service; it asks no other service, so that none can ask itself."""
    from alcove.apps.records.routes import services as routes  # noqa: PLC0415 - no other role needs both halves

    async with _service(deps, queues=("learning",)) as (context, tasks):
        yield ServiceParts(api=routes.build_recommender_api(context), tasks=tasks)


@contextlib.asynccontextmanager
async def open_scraper(deps: Deps) -> AsyncIterator[ServiceParts]:
    """Open the scraper service; it asks no other service, so that none can ask itself."""
    from alcove.apps.records.routes import services as routes  # noqa: PLC0415 - no other role needs both halves
    from alcove.apps.records.service.readiness import discogs_probe  # noqa: PLC0415

    async with _service(deps, queues=("scraping", "details")) as (context, tasks):
        probes = [discogs_probe(context.has_credentials)]
        yield ServiceParts(api=routes.build_scraper_api(context), tasks=tasks, probes=probes)


@contextlib.asynccontextmanager
async def open_facade(deps: Deps) -> "AsyncIterator[RecordsApp]":
    """Open what the command line may call."""
    from alcove.apps.records.facade import RecordsApp  # noqa: PLC0415 - no long-running role needs it
    from alcove.apps.records.service.signing_in import SignIn  # noqa: PLC0415

    settings, roads = deps.load(RecordsSettings), _roads(deps)
    yield RecordsApp(
        pool=deps.pool,
        hub=deps.hub,
        clock=deps.clock,
        settings=settings,
        roads=roads,
        sign_in=SignIn(roads.discogs, settings, deps.clock),
    )


@contextlib.asynccontextmanager
async def _service(deps: Deps, *, queues: tuple[str, ...]) -> "AsyncIterator[tuple[ServiceContext, list[Task]]]":
    from alcove.apps.records import jobs  # noqa: PLC0415 - no other role needs both halves
    from alcove.apps.records.routes import services as routes  # noqa: PLC0415

    surroundings, roads = _surroundings(deps), _roads(deps)
    context = routes.ServiceContext(
        pool=deps.pool,
        hub=deps.hub,
        clock=deps.clock,
        settings=deps.load(RecordsSettings),
        stopping=deps.stopping,
        marketplace=roads.marketplace,
        usage=roads.usage,
        has_credentials=roads.has_credentials,
        compute=routes.drawing_in(surroundings.drawing),
    )
    try:
        yield context, [task for task in jobs.build_tasks(surroundings) if task.queue in queues]
    finally:
        for executor in (surroundings.apart, surroundings.drawing):
            executor.end()


def _surroundings(deps: Deps) -> "Surroundings":
    from alcove.apps.records.jobs import Surroundings  # noqa: PLC0415 - the api process runs no jobs

    roads = _roads(deps)
    return Surroundings(
        pool=deps.pool,
        clock=deps.clock,
        settings=deps.load(RecordsSettings),
        marketplace=roads.marketplace,
        rate_source=roads.rate_source,
    )


def _services(deps: Deps) -> "Services":
    from alcove.apps.records.sources.services import named_services  # noqa: PLC0415 - leads to the HTTP client

    return named_services(
        deps.load(RecordsSettings), clock=deps.clock, network=deps.network, private_hosts=_private_hosts(deps)
    )


def _roads(deps: Deps) -> "Roads":
    from alcove.apps.records.sources import Roads  # noqa: PLC0415 - leads to the HTTP client

    return Roads(
        deps.load(RecordsSettings),
        pool=deps.pool,
        clock=deps.clock,
        data_dir=deps.data_dir,
        network=deps.network,
        private_hosts=_private_hosts(deps),
    )


def _private_hosts(deps: Deps) -> frozenset[str]:
    return frozenset(deps.load(ServerSettings).alcove_allow_private_hosts)
