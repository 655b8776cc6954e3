"""Record scouting: a seller's offers, scored, searchable and judged.

The names below are all that others may use; what they load is loaded when they are called.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from alcove.apps.records.settings import RecordsSettings as Settings
from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection, MigrationSource, Notices, Pool
from alcove.foundation.fetch import Network
from alcove.foundation.settings import ServerSettings

if TYPE_CHECKING:
    from alcove.apps.records.schemas import ScrapeStatus as ScrapeStatus
    from alcove.apps.records.service.desk import Desk as Desk
    from alcove.apps.records.service.drawing import Drawn as Drawn
    from alcove.apps.records.sources import Roads
    from alcove.foundation.jobs import Task
    from alcove.foundation.telemetry import Probe
    from alcove.foundation.web import Api

__all__ = [
    "MIGRATIONS",
    "Settings",
    "build_api",
    "build_tasks",
    "health_probes",
    "open_desk",
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


def build_api(resources: Resources) -> "Api":
    """Return the endpoints of the app."""
    from alcove.apps.records.routes import Context, build_api  # noqa: PLC0415 - the worker needs none of it
    from alcove.apps.records.service.choosing import WorkerChooser  # noqa: PLC0415

    settings, roads = _roads(resources)
    context = Context(
        pool=resources.pool,
        notices=resources.notices,
        clock=resources.clock,
        settings=settings,
        marketplace=roads.marketplace,
        usage=roads.usage,
        has_credentials=roads.has_credentials,
        chooser=WorkerChooser(resources.pool, resources.notices, budget=settings.pick_response_budget_s),
    )
    return build_api(context)


def build_tasks(resources: Resources) -> "Sequence[Task]":
    """Return what the worker does for the app."""
    from alcove.apps.records.jobs import Surroundings, build_tasks  # noqa: PLC0415 - the api process runs no jobs

    settings, roads = _roads(resources)
    surroundings = Surroundings(
        pool=resources.pool,
        clock=resources.clock,
        settings=settings,
        marketplace=roads.marketplace,
        rate_source=roads.rate_source,
    )
    return build_tasks(surroundings)


def health_probes(resources: Resources) -> "Sequence[Probe]":
    """Return the checks that tell whether the app can do its work."""
    from alcove.apps.records.service.readiness import discogs_probe  # noqa: PLC0415

    _, roads = _roads(resources)
    return [discogs_probe(roads.has_credentials)]


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
