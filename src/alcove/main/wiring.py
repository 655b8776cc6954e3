"""Joins the apps to the server: the only list of apps there is.

An app's front door offers `MIGRATIONS` (its SQL), `Settings` (a msgspec struct), `build_api(resources)`,
`build_tasks(resources)` for the worker and `health_probes(resources)`; records offers `open_service(resources, name)`
besides, for the roles that do a part of its work. The imports stand inside functions, so that each process loads
only what its role needs.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from alcove.apps import books, records
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import MigrationSource, Notices, ask_server, open_pool
from alcove.foundation.fetch import MIGRATIONS as OUTBOUND
from alcove.foundation.fetch import Network
from alcove.foundation.jobs import SCHEMA, Task, queue_status
from alcove.foundation.settings import DatabaseSettings, NetworkSettings, ServerSettings, SettingError, check_file
from alcove.foundation.telemetry import Part, Probe
from alcove.main.configuration import Configuration
from alcove.main.resources import Resources


def migration_sources() -> list[MigrationSource]:
    """Return every room's and app's migrations, in the order they are applied."""
    return [SCHEMA, OUTBOUND, records.MIGRATIONS, books.MIGRATIONS]


def setting_kinds() -> list[type[msgspec.Struct]]:
    """Return every settings struct there is."""
    return [ServerSettings, DatabaseSettings, NetworkSettings, records.Settings, books.Settings]


def check_settings(configuration: Configuration) -> None:
    """Read every setting and every file once, so that a wrong one is refused before anything starts."""
    for kind in setting_kinds():
        configuration.load(kind)
    settings = configuration.load(books.Settings)
    books.check_settings(settings)
    if settings.flask_port == configuration.server.port:
        raise SettingError(f"FLASK_PORT is {settings.flask_port}, as PORT is: choose another, or unset it")
    for file in configuration.files:
        if file.is_file():
            check_file(setting_kinds(), file)


@contextlib.asynccontextmanager
async def open_resources(
    configuration: Configuration, dsn: str, *, name: str, stopping: asyncio.Event | None = None
) -> AsyncIterator[Resources]:
    """Open the pool and the notices of one process and close them at the end."""
    clock = SystemClock()
    async with contextlib.AsyncExitStack() as stack:
        pool = await open_pool(dsn, size=configuration.database.database_pool_size, name=name)
        stack.push_async_callback(pool.close)
        notices = Notices(dsn)
        await notices.start()
        stack.push_async_callback(notices.close)
        network = Network(configuration.load(NetworkSettings), clock=clock)
        stack.push_async_callback(network.close)
        yield Resources(
            server=configuration.server,
            load=configuration.load,
            data_dir=configuration.data_dir,
            dsn=dsn,
            pool=pool,
            notices=notices,
            clock=clock,
            stopping=stopping or asyncio.Event(),
            network=network,
            given=configuration.given,
        )


@dataclass(frozen=True, slots=True)
class Applications:
    """The ASGI application of the api process, and that of the books by themselves if they have a port of their own."""

    all: Any
    books: Any | None


def build_api(resources: Resources) -> Any:
    """Return the ASGI application with every app in it."""
    return build_applications(resources).all


def build_applications(resources: Resources) -> Applications:
    """Return what the api process serves."""
    from alcove.foundation.web import BehindProxies, build_app  # noqa: PLC0415 - the worker needs none of it

    settings, served = resources.load(books.Settings), books.assemble(resources)
    apis = [records.build_api(resources), served.shared]
    app: Any = build_app(apis, settings=resources.server, probes=[*_probes(resources), *diagnoses(resources)])
    alone: Any = None
    if settings.flask_port:
        probes = [*_probes(resources), *books.health_probes(resources)]
        alone = build_app([served.alone], settings=served.server, probes=probes, frontend=served.page)
    if settings.trusted_proxies or settings.url_base:
        app, alone = (
            each and BehindProxies(each, trusted=settings.trusted_proxies, base=settings.url_base)
            for each in (app, alone)
        )
    return Applications(app, alone)


def build_tasks(resources: Resources) -> Sequence[Task]:
    """Return what the worker can do."""
    return [*records.build_tasks(resources), *books.build_tasks(resources)]


@contextlib.asynccontextmanager
async def open_service(resources: Resources, name: str) -> AsyncIterator[tuple[Any, Sequence[Task]]]:
    """Give the ASGI application and the tasks of a role that is a service of its own."""
    from alcove.foundation.web import build_app  # noqa: PLC0415 - the worker needs none of it

    async with records.open_service(resources, name) as service:
        server = msgspec.structs.replace(resources.server, serve_frontend_dir=None)
        yield build_app([service.api], settings=server, probes=[*_probes(resources), *service.probes]), service.tasks


def diagnoses(resources: Resources) -> list[Probe]:
    """Return each app's own checks."""
    return [*records.health_probes(resources), *books.health_probes(resources)]


def _probes(resources: Resources) -> list[Probe]:
    async def database() -> Part:
        server = await ask_server(resources.pool)
        return Part("database", "ok", f"PostgreSQL {server.version}")

    async def jobs() -> Part:
        status = await queue_status(resources.pool)
        detail = f"{status.waiting} waiting, {status.running} running, {status.workers} workers"
        return Part("jobs", "ok" if status.worker_alive else "degraded", detail)

    return [database, jobs]
