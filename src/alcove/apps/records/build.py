"""Composition root: builds endpoints, tasks, probes, services and the facade from the dependencies of a process.

Imports are inside the functions, so that an api process imports no jobs and a worker no endpoints.
"""

import contextlib
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from alcove.apps.records.settings import RecordsSettings
from alcove.foundation.app import Endpoints, ServiceComponents
from alcove.foundation.deps import Deps
from alcove.foundation.settings import ServerSettings
from alcove.foundation.telemetry import Probe

if TYPE_CHECKING:
    from alcove.apps.records.deps import WorkerDeps
    from alcove.apps.records.facade import RecordsApp
    from alcove.apps.records.services import ServiceDeps
    from alcove.apps.records.sources import Clients
    from alcove.apps.records.sources.service_client import ServiceClient
    from alcove.foundation.jobs import Task


def build_endpoints(deps: Deps) -> Endpoints:
    """Return the endpoints of the app."""
    from alcove.apps.records import daily_pick  # noqa: PLC0415 - the worker needs none of it
    from alcove.apps.records.api import build_api  # noqa: PLC0415
    from alcove.apps.records.deps import ApiDeps  # noqa: PLC0415
    from alcove.apps.records.live_events import RecordsEvents  # noqa: PLC0415
    from alcove.foundation.realtime.web import EventFeed  # noqa: PLC0415

    settings, clients = deps.load(RecordsSettings), _clients(deps)
    recommender, scraper = _services(deps)
    strategy: daily_pick.SelectionStrategy = daily_pick.WorkerSelection(
        deps.pool, deps.hub, budget=settings.pick_response_budget_s
    )
    if recommender is not None:
        strategy = daily_pick.ServiceSelection(recommender, pool=deps.pool, fallback=strategy)
    api_deps = ApiDeps(
        pool=deps.pool,
        hub=deps.hub,
        clock=deps.clock,
        settings=settings,
        marketplace=clients.marketplace,
        usage=clients.usage,
        has_credentials=clients.has_credentials,
        stopping=deps.stopping,
        discogs=clients.discogs,
        vault=deps.vault,
        data_dir=deps.data_dir,
        events=EventFeed(deps.hub, RecordsEvents(deps.pool), clock=deps.clock, stopping=deps.stopping),
        origins=deps.server.cors_origins,
        recommender=recommender,
        scraper=scraper,
    )
    return Endpoints(api=build_api(api_deps, strategy=strategy))


def build_worker_tasks(deps: Deps) -> "Sequence[Task]":
    """Return the tasks of the app."""
    return build_tasks(_worker_deps(deps))


def build_tasks(deps: "WorkerDeps") -> "list[Task]":
    """Return the tasks of all features."""
    from alcove.apps.records.daily_pick import jobs as daily_pick_jobs  # noqa: PLC0415 - the api process runs no jobs
    from alcove.apps.records.saved import jobs as saved_jobs  # noqa: PLC0415
    from alcove.apps.records.scraping import jobs as scraping_jobs  # noqa: PLC0415
    from alcove.apps.records.sellers import jobs as sellers_jobs  # noqa: PLC0415
    from alcove.apps.records.taste import jobs as taste_jobs  # noqa: PLC0415
    from alcove.apps.records.wantlist import jobs as wantlist_jobs  # noqa: PLC0415

    features = (scraping_jobs, sellers_jobs, saved_jobs, daily_pick_jobs, taste_jobs, wantlist_jobs)
    return [task for jobs in features for task in jobs.build_tasks(deps)]


def build_probes(deps: Deps) -> Sequence[Probe]:
    """Return the health probes of the app."""
    from alcove.apps.records import probes  # noqa: PLC0415 - leads to the HTTP client

    has_credentials = _clients(deps).has_credentials
    return [
        probes.build_discogs_probe(has_credentials),
        *probes.build_scraping_probes(
            deps.pool, settings=deps.load(RecordsSettings), clock=deps.clock, has_credentials=has_credentials
        ),
        *probes.build_service_probes(_services(deps)),
    ]


@contextlib.asynccontextmanager
async def open_recommender(deps: Deps) -> AsyncIterator[ServiceComponents]:
    """Open the recommender service; it calls no other service, so that no service can call itself."""
    from alcove.apps.records.services import routes  # noqa: PLC0415 - no other role needs both halves

    async with _service(deps, queues=("learning",)) as (service_deps, tasks):
        yield ServiceComponents(api=routes.build_recommender_api(service_deps), tasks=tasks)


@contextlib.asynccontextmanager
async def open_scraper(deps: Deps) -> AsyncIterator[ServiceComponents]:
    """Open the scraper service; it calls no other service, so that no service can call itself."""
    from alcove.apps.records.probes import build_discogs_probe  # noqa: PLC0415 - no other role needs both halves
    from alcove.apps.records.services import routes  # noqa: PLC0415

    async with _service(deps, queues=("scraping", "details")) as (service_deps, tasks):
        probes = [build_discogs_probe(service_deps.has_credentials)]
        yield ServiceComponents(api=routes.build_scraper_api(service_deps), tasks=tasks, probes=probes)


@contextlib.asynccontextmanager
async def open_facade(deps: Deps) -> "AsyncIterator[RecordsApp]":
    """Open the facade for the command line."""
    from alcove.apps.records.facade import RecordsApp  # noqa: PLC0415 - no long-running role needs it
    from alcove.apps.records.sources.discogs import SignIn  # noqa: PLC0415 - leads to the HTTP client

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
async def _service(deps: Deps, *, queues: tuple[str, ...]) -> "AsyncIterator[tuple[ServiceDeps, list[Task]]]":
    from alcove.apps.records.daily_pick.model import select_seeded  # noqa: PLC0415 - no other role needs both halves
    from alcove.apps.records.services import ServiceDeps  # noqa: PLC0415

    worker_deps, clients = _worker_deps(deps), _clients(deps)
    service_deps = ServiceDeps(
        pool=deps.pool,
        hub=deps.hub,
        clock=deps.clock,
        settings=deps.load(RecordsSettings),
        stopping=deps.stopping,
        marketplace=clients.marketplace,
        usage=clients.usage,
        has_credentials=clients.has_credentials,
        select=partial(worker_deps.selection_executor.run, select_seeded),
    )
    try:
        yield service_deps, [task for task in build_tasks(worker_deps) if task.queue in queues]
    finally:
        for executor in (worker_deps.model_executor, worker_deps.selection_executor):
            executor.terminate()


def _worker_deps(deps: Deps) -> "WorkerDeps":
    from alcove.apps.records.deps import WorkerDeps  # noqa: PLC0415 - leads to the HTTP client

    clients = _clients(deps)
    return WorkerDeps(
        pool=deps.pool,
        clock=deps.clock,
        settings=deps.load(RecordsSettings),
        marketplace=clients.marketplace,
        rate_sources=clients.rate_sources(),
    )


def _services(deps: Deps) -> "tuple[ServiceClient | None, ServiceClient | None]":
    """Return the clients of the recommender and the scraper service; None for one that is not configured."""
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
    from alcove.apps.records.discogs_account import StoredAccount  # noqa: PLC0415 - leads to the HTTP client
    from alcove.apps.records.sources import Clients  # noqa: PLC0415 - the same

    return Clients(
        deps.load(RecordsSettings),
        pool=deps.pool,
        clock=deps.clock,
        data_dir=deps.data_dir,
        network=deps.network,
        private_hosts=_private_hosts(deps),
        read_stored=StoredAccount(deps.pool, deps.vault).read,
    )


def _private_hosts(deps: Deps) -> frozenset[str]:
    return frozenset(deps.load(ServerSettings).alcove_allow_private_hosts)
