"""Builds what each kind of process runs from the apps that are on."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import MigrationSource, Notices, ask_server, open_pool
from alcove.foundation.deps import Deps
from alcove.foundation.fetch import MIGRATIONS as OUTBOUND
from alcove.foundation.fetch import Network
from alcove.foundation.jobs import SCHEMA, Queue, Task, queue_status
from alcove.foundation.realtime import Hub, PgTransport
from alcove.foundation.settings import Configuration, NetworkSettings, ServerSettings
from alcove.foundation.telemetry import Part, Probe
from alcove.main.apps import enabled_apps

if TYPE_CHECKING:
    from alcove.foundation.app import App, Service, Site


def migration_sources(settings: ServerSettings) -> list[MigrationSource]:
    """Return the migrations of the foundation and of the apps that are on, in the order they are applied."""
    return [SCHEMA, OUTBOUND, *(app.migrations for app in enabled_apps(settings))]


@contextlib.asynccontextmanager
async def open_deps(
    configuration: Configuration, dsn: str, *, name: str, stopping: asyncio.Event | None = None
) -> AsyncIterator[Deps]:
    """Open the running parts of one process and close them at the end."""
    clock = SystemClock()
    async with contextlib.AsyncExitStack() as stack:
        pool = await open_pool(dsn, size=configuration.database.database_pool_size, name=name)
        stack.push_async_callback(pool.close)
        notices = Notices(dsn)
        await notices.start()
        stack.push_async_callback(notices.close)
        network = Network(configuration.load(NetworkSettings), clock=clock)
        stack.push_async_callback(network.close)
        yield Deps(
            server=configuration.server,
            load=configuration.load,
            data_dir=configuration.data_dir,
            dsn=dsn,
            pool=pool,
            notices=notices,
            hub=Hub(PgTransport(notices, pool)),
            clock=clock,
            stopping=stopping or asyncio.Event(),
            network=network,
            given=configuration.given,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WebServer:
    """What an api process serves: all apps at the server's address, single apps at their listeners, by name."""

    main: Any
    listeners: Mapping[tuple[str, str], Any]


def build_server(deps: Deps) -> WebServer:
    """Return the ASGI applications of an api process."""
    from alcove.foundation.web import build_app  # noqa: PLC0415 - the worker needs none of it

    apps = enabled_apps(deps.server)
    endpoints = {app.name: app.build_api(deps) for app in apps}
    checks = {app.name: app.probes(deps) for app in apps}
    main = build_app(
        [endpoints[app.name].api for app in apps],
        settings=deps.server,
        probes=[*server_probes(deps), *(probe for app in apps for probe in checks[app.name])],
        pages=("/", *(address for app in apps for address in app.page_addresses)),
        apps=[app.name for app in apps],
    )
    listeners = {
        (app.name, name): _build_site(app.name, site, deps=deps, probes=checks[app.name])
        for app in apps
        for name, site in endpoints[app.name].sites.items()
    }
    return WebServer(main=_behind_proxies(main, deps.server), listeners=listeners)


def _build_site(name: str, site: "Site", *, deps: Deps, probes: Sequence[Probe]) -> Any:
    from alcove.foundation.web import build_app  # noqa: PLC0415 - the worker needs none of it

    app = build_app(
        [site.api],
        settings=site.server,
        probes=[*server_probes(deps), *probes],
        frontend=site.frontend,
        apps=[name],
    )
    return _behind_proxies(app, deps.server)


def _behind_proxies(app: Any, settings: ServerSettings) -> Any:
    from alcove.foundation.web import BehindProxies  # noqa: PLC0415 - the worker needs none of it

    if not settings.trusted_proxies and not settings.url_base:
        return app
    return BehindProxies(app, trusted=settings.trusted_proxies, base=settings.url_base)


def build_tasks(deps: Deps) -> list[Task]:
    """Return what the worker can do."""
    return [task for app in enabled_apps(deps.server) for task in _declared_tasks(app, deps)]


def build_queues(settings: ServerSettings) -> list[Queue]:
    """Return the queues of the apps that are on, with how many jobs of each run at a time."""
    return [queue for app in enabled_apps(settings) for queue in app.queues]


def _declared_tasks(app: "App", deps: Deps) -> Sequence[Task]:
    tasks = app.build_tasks(deps)
    queues = {queue.name for queue in app.queues}
    undeclared = sorted(task.name for task in tasks if task.queue not in queues)
    if undeclared:
        raise ValueError(f"tasks of {app.name} are in no queue that the app declares: {', '.join(undeclared)}")
    return tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltService:
    """What a process of a service serves and works on."""

    app: Any
    tasks: Sequence[Task]
    queues: Sequence[Queue]


@contextlib.asynccontextmanager
async def open_service(deps: Deps, name: str) -> AsyncIterator[BuiltService]:
    """Open the role of an app that is a service of its own."""
    from alcove.foundation.web import build_app  # noqa: PLC0415 - the worker needs none of it

    app, service = find_service(deps.server, name)
    server = msgspec.structs.replace(deps.server, serve_frontend_dir=None)
    async with service.open(deps) as parts:
        used = {task.queue for task in parts.tasks}
        yield BuiltService(
            app=build_app([parts.api], settings=server, probes=[*server_probes(deps), *parts.probes]),
            tasks=parts.tasks,
            queues=[queue for queue in app.queues if queue.name in used],
        )


def find_service(settings: ServerSettings, name: str) -> "tuple[App, Service]":
    """Return the service of a name and the app that has it."""
    return next((app, app.services[name]) for app in enabled_apps(settings) if name in app.services)


def app_probes(deps: Deps) -> list[Probe]:
    """Return the checks of the apps that are on."""
    return [probe for app in enabled_apps(deps.server) for probe in app.probes(deps)]


def server_probes(deps: Deps) -> list[Probe]:
    """Return the checks of what every app stands on."""

    async def database() -> Part:
        server = await ask_server(deps.pool)
        return Part("database", "ok", f"PostgreSQL {server.version}")

    async def jobs() -> Part:
        status = await queue_status(deps.pool)
        detail = f"{status.waiting} waiting, {status.running} running, {status.workers} workers"
        return Part("jobs", "ok" if status.worker_alive else "degraded", detail)

    return [database, jobs]
