"""Builds what each kind of process serves, runs and checks of the app, from the parts of that process.

Imports stand inside the functions: an api process loads no jobs, a worker no endpoints.
"""

import contextlib
from collections.abc import AsyncIterator, Sequence
from functools import partial
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
    from alcove.apps.records.sources import Clients
    from alcove.apps.records.sources.service_client import ServiceClient
    from alcove.foundation.jobs import Task


def build_endpoints(deps: Deps) -> Endpoints:
    """Return the endpoints of the app."""
    from alcove.apps.records.routes import Context, build_api  # noqa: PLC0415 - the worker needs none of it
    from alcove.apps.records.service.daily_pick import SelectionStrategy  # noqa: PLC0415
    from alcove.apps.records.service.delegation import ServiceSelection  # noqa: PLC0415
    from alcove.apps.records.service.events import RecordsEvents  # noqa: PLC0415
    from alcove.apps.records.service.pick_by_worker import WorkerSelection  # noqa: PLC0415
    from alcove.foundation.realtime.web import EventFeed  # noqa: PLC0415

    settings, clients = deps.load(RecordsSettings), _clients(deps)
    recommender, scraper = _services(deps)
    strategy: SelectionStrategy = WorkerSelection(deps.pool, deps.hub, budget=settings.pick_response_budget_s)
    if recommender is not None:
        strategy = ServiceSelection(recommender, pool=deps.pool, otherwise=strategy)
    context = Context(
        pool=deps.pool,
        hub=deps.hub,
        clock=deps.clock,
        settings=settings,
        marketplace=clients.marketplace,
        usage=clients.usage,
        has_credentials=clients.has_credentials,
        strategy=strategy,
        events=EventFeed(deps.hub, RecordsEvents(deps.pool), clock=deps.clock, stopping=deps.stopping),
        origins=deps.server.cors_origins,
        recommender=recommender,
        scraper=scraper,
    )
    return Endpoints(api=build_api(context))


def build_worker_tasks(deps: Deps) -> "Sequence[Task]":
    """Return what the worker does for the app."""
    from alcove.apps.records.jobs import build_tasks  # noqa: PLC0415 - the api process runs no jobs

    return build_tasks(_surroundings(deps))


def build_probes(deps: Deps) -> Sequence[Probe]:
    """Return the checks that tell whether the app can do its work."""
    from alcove.apps.records.service.readiness import discogs_probe, service_probes  # noqa: PLC0415 - HTTP client

    return [discogs_probe(_clients(deps).has_credentials), *service_probes(_services(deps))]


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

    settings, clients = deps.load(RecordsSettings), _clients(deps)
    yield RecordsApp(
        pool=deps.pool,
        hub=deps.hub,
        clock=deps.clock,
        settings=settings,
        clients=clients,
        sign_in=SignIn(clients.discogs, settings, deps.clock),
    )


@contextlib.asynccontextmanager
async def _service(deps: Deps, *, queues: tuple[str, ...]) -> "AsyncIterator[tuple[ServiceContext, list[Task]]]":
    from alcove.apps.records import jobs  # noqa: PLC0415 - no other role needs both halves
    from alcove.apps.records.model.thermodynamics import select_seeded  # noqa: PLC0415
    from alcove.apps.records.routes import services as routes  # noqa: PLC0415

    surroundings, clients = _surroundings(deps), _clients(deps)
    context = routes.ServiceContext(
        pool=deps.pool,
        hub=deps.hub,
        clock=deps.clock,
        settings=deps.load(RecordsSettings),
        stopping=deps.stopping,
        marketplace=clients.marketplace,
        usage=clients.usage,
        has_credentials=clients.has_credentials,
        compute=partial(surroundings.drawing.run, select_seeded),
    )
    try:
        yield context, [task for task in jobs.build_tasks(surroundings) if task.queue in queues]
    finally:
        for executor in (surroundings.apart, surroundings.drawing):
            executor.terminate()


def _surroundings(deps: Deps) -> "Surroundings":
    from alcove.apps.records.jobs import Surroundings  # noqa: PLC0415 - the api process runs no jobs

    clients = _clients(deps)
    return Surroundings(
        pool=deps.pool,
        clock=deps.clock,
        settings=deps.load(RecordsSettings),
        marketplace=clients.marketplace,
        rate_source=clients.rate_source,
    )


def _services(deps: Deps) -> "tuple[ServiceClient | None, ServiceClient | None]":
    """Return the clients of the recommender and the scraper; None for one whose address is not set: it is done here."""
    from alcove.apps.records.sources.service_client import ServiceClient  # noqa: PLC0415 - leads to the HTTP client

    settings = deps.load(RecordsSettings)
    open_client = partial(
        ServiceClient, settings=settings, clock=deps.clock, network=deps.network, private_hosts=_private_hosts(deps)
    )
    recommender, scraper = settings.recommender_service_url, settings.scraper_service_url
    return (
        open_client("recommender", recommender) if recommender else None,
        open_client("scraper", scraper) if scraper else None,
    )


def _clients(deps: Deps) -> "Clients":
    from alcove.apps.records.sources import Clients  # noqa: PLC0415 - leads to the HTTP client

    return Clients(
        deps.load(RecordsSettings),
        pool=deps.pool,
        clock=deps.clock,
        data_dir=deps.data_dir,
        network=deps.network,
        private_hosts=_private_hosts(deps),
    )


def _private_hosts(deps: Deps) -> frozenset[str]:
    return frozenset(deps.load(ServerSettings).alcove_allow_private_hosts)
