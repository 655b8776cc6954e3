"""Record scouting: a seller's offers, scored, searchable and judged.

The names below are all that others may use; what they load is loaded when they are called.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from alcove.apps.records.settings import RecordsSettings as Settings
from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection, MigrationSource, Notices, Pool
from alcove.foundation.fetch import Network
from alcove.foundation.settings import ServerSettings

if TYPE_CHECKING:
    from alcove.apps.records.jobs import Surroundings
    from alcove.apps.records.schemas import ScrapeStatus as ScrapeStatus
    from alcove.apps.records.schemas import TasteModels as TasteModels
    from alcove.apps.records.service.desk import Desk as Desk
    from alcove.apps.records.service.handpicking import Drawn as Drawn
    from alcove.apps.records.sources import Roads
    from alcove.apps.records.sources.services import Services
    from alcove.foundation.jobs import Task
    from alcove.foundation.telemetry import Probe
    from alcove.foundation.web import Api

__all__ = [
    "MIGRATIONS",
    "Service",
    "Settings",
    "build_api",
    "build_tasks",
    "health_probes",
    "open_desk",
    "open_service",
    "request_scrape",
]

MIGRATIONS = MigrationSource("records", Path(__file__).parent / "migrations")

T = TypeVar("T", bound=msgspec.Struct)


class Resources(Protocol):
    """The running parts of a process that this app uses."""

    @property
    def pool(self) -> Pool:
        """Return the connections to the database."""
        ...

    @property
    def notices(self) -> Notices:
        """Return the ear for notifications."""
        ...

    @property
    def clock(self) -> Clock:
        """Return the clock."""
        ...

    @property
    def data_dir(self) -> Path:
        """Return the folder for what Alcove keeps."""
        ...

    @property
    def network(self) -> Network:
        """Return the way to other machines."""
        ...

    def load(self, kind: type[T], /) -> T:
        """Return a settings struct."""
        ...


class ServiceResources(Resources, Protocol):
    """The running parts of a process that is a service of its own."""

    @property
    def stopping(self) -> asyncio.Event:
        """Return the event that tells the process to leave."""
        ...


_QUEUES = {"recommender": ("learning",), "scraper": ("scraping", "details")}


@dataclass(frozen=True, slots=True)
class Service:
    """A role that answers HTTP and works in one process: its endpoints, tasks and checks."""

    api: "Api"
    tasks: "Sequence[Task]"
    probes: "Sequence[Probe]"


def build_api(resources: Resources) -> "Api":
    """Return the endpoints of the app."""
    from alcove.apps.records.routes import Context, build_api  # noqa: PLC0415 - the worker needs none of it
    from alcove.apps.records.service.choosing import Chooser, WorkerChooser  # noqa: PLC0415

    settings, roads = _roads(resources)
    elsewhere = _services(resources)
    chooser: Chooser = WorkerChooser(resources.pool, resources.notices, budget=settings.pick_response_budget_s)
    if elsewhere.recommender is not None:
        from alcove.apps.records.service.delegation.choosing import ServiceChooser  # noqa: PLC0415

        chooser = ServiceChooser(elsewhere.recommender, pool=resources.pool, otherwise=chooser)
    context = Context(
        pool=resources.pool,
        notices=resources.notices,
        clock=resources.clock,
        settings=settings,
        marketplace=roads.marketplace,
        usage=roads.usage,
        has_credentials=roads.has_credentials,
        chooser=chooser,
        recommender=elsewhere.recommender,
        scraper=elsewhere.scraper,
    )
    return build_api(context)


def build_tasks(resources: Resources) -> "Sequence[Task]":
    """Return what the worker does for the app."""
    from alcove.apps.records.jobs import build_tasks  # noqa: PLC0415 - the api process runs no jobs

    return build_tasks(_surroundings(resources))


@contextlib.asynccontextmanager
async def open_service(resources: ServiceResources, name: str) -> AsyncIterator[Service]:
    """Give the service called recommender or scraper; it asks no other service, so that none can ask itself."""
    from alcove.apps.records import jobs  # noqa: PLC0415 - no other role needs both halves
    from alcove.apps.records.routes import services as wire  # noqa: PLC0415
    from alcove.apps.records.service.readiness import discogs_probe  # noqa: PLC0415

    surroundings, (settings, roads) = _surroundings(resources), _roads(resources)
    context = wire.ServiceContext(
        pool=resources.pool,
        notices=resources.notices,
        clock=resources.clock,
        settings=settings,
        stopping=resources.stopping,
        marketplace=roads.marketplace,
        usage=roads.usage,
        has_credentials=roads.has_credentials,
        compute=wire.drawing_in(surroundings.drawing),
    )
    tasks = [task for task in jobs.build_tasks(surroundings) if task.queue in _QUEUES[name]]
    try:
        if name == "recommender":
            yield Service(wire.build_recommender_api(context), tasks, probes=[])
        else:
            yield Service(wire.build_scraper_api(context), tasks, probes=[discogs_probe(roads.has_credentials)])
    finally:
        for apart in (surroundings.apart, surroundings.drawing):
            apart.end()


def health_probes(resources: Resources) -> "Sequence[Probe]":
    """Return the checks that tell whether the app can do its work."""
    from alcove.apps.records.service.readiness import discogs_probe, service_probes  # noqa: PLC0415

    _, roads = _roads(resources)
    return [discogs_probe(roads.has_credentials), *service_probes(_services(resources))]


async def request_scrape(connection: Connection, *, seller: str, mode: str = "new") -> int | None:
    """Ask for a scrape within the caller's transaction; None when one of this seller has not ended yet."""
    from alcove.apps.records.service.scraping import request_scrape  # noqa: PLC0415

    return await request_scrape(connection, seller=seller, mode=mode)


def open_desk(resources: Resources) -> "Desk":
    """Return what the command line may ask of the app."""
    from alcove.apps.records.service.desk import Desk  # noqa: PLC0415 - neither role needs it
    from alcove.apps.records.service.signing_in import SignIn  # noqa: PLC0415

    settings, roads = _roads(resources)
    return Desk(
        pool=resources.pool,
        notices=resources.notices,
        clock=resources.clock,
        settings=settings,
        roads=roads,
        sign_in=SignIn(roads.discogs, settings, resources.clock),
    )


def _surroundings(resources: Resources) -> "Surroundings":
    from alcove.apps.records.jobs import Surroundings  # noqa: PLC0415 - the api process runs no jobs

    settings, roads = _roads(resources)
    return Surroundings(
        pool=resources.pool,
        clock=resources.clock,
        settings=settings,
        marketplace=roads.marketplace,
        rate_source=roads.rate_source,
    )


def _services(resources: Resources) -> "Services":
    from alcove.apps.records.sources.services import named_services  # noqa: PLC0415 - leads to the HTTP client

    return named_services(
        resources.load(Settings),
        clock=resources.clock,
        network=resources.network,
        private_hosts=frozenset(resources.load(ServerSettings).alcove_allow_private_hosts),
    )


def _roads(resources: Resources) -> "tuple[Settings, Roads]":
    from alcove.apps.records.sources import Roads  # noqa: PLC0415 - leads to the HTTP client

    settings = resources.load(Settings)
    private = frozenset(resources.load(ServerSettings).alcove_allow_private_hosts)
    roads = Roads(
        settings,
        pool=resources.pool,
        clock=resources.clock,
        data_dir=resources.data_dir,
        network=resources.network,
        private_hosts=private,
    )
    return settings, roads
