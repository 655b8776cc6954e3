"""The composition root: build what each kind of process runs from the enabled apps."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import msgspec

from alcove.foundation import mail, notify, overview, preferences
from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.database import (
    DATABASE_LOST,
    DatabaseNotReady,
    MigrationSource,
    PgListener,
    Pool,
    open_pool,
    read_database_id,
    read_server_info,
)
from alcove.foundation.deps import Deps
from alcove.foundation.disk_space import read_disk_space
from alcove.foundation.errors import SignInUnavailable
from alcove.foundation.fetch import Network
from alcove.foundation.identity import MIGRATIONS as ACCOUNT_MIGRATIONS
from alcove.foundation.identity import IdentitySettings, sign_in_policy
from alcove.foundation.jobs import JSON, JobRun, Queue, Task, queue_status
from alcove.foundation.jobs import MIGRATIONS as JOB_MIGRATIONS
from alcove.foundation.lock import MIGRATIONS as LOCK_MIGRATIONS
from alcove.foundation.preferences import LivePreferences
from alcove.foundation.ratelimit import MIGRATIONS as RATELIMIT_MIGRATIONS
from alcove.foundation.ratelimit import MemoryLimitStore, RedisLimitStore
from alcove.foundation.realtime import Hub, PgTransport, RedisTransport
from alcove.foundation.redis import RedisConnection, RedisPubSub
from alcove.foundation.settings import Configuration, LiveSettings, NetworkSettings, ServerSettings
from alcove.foundation.telemetry import ComponentHealth, Probe, TraceSettings, Tracing, open_tracing
from alcove.foundation.vault import VaultSettings, open_vault
from alcove.main.apps import enabled_apps

if TYPE_CHECKING:
    from alcove.foundation.app import App, Service, Site
    from alcove.foundation.identity import Identity

SERVER_QUEUES: Final = (mail.QUEUE, notify.QUEUE)
"""The queues that belong to no app."""


def migration_sources(settings: ServerSettings) -> list[MigrationSource]:
    """Return the migrations of the foundation and of the enabled apps, in the order in which they are applied."""
    return [
        JOB_MIGRATIONS,
        RATELIMIT_MIGRATIONS,
        LOCK_MIGRATIONS,
        mail.MIGRATIONS,
        preferences.MIGRATIONS,
        *ACCOUNT_MIGRATIONS,
        notify.MIGRATIONS,
        overview.MIGRATIONS,
        *(app.migrations for app in enabled_apps(settings)),
    ]


@contextlib.asynccontextmanager
async def open_deps(
    configuration: Configuration,
    dsn: str,
    *,
    name: str,
    live: LiveSettings | None = None,
    stopping: asyncio.Event | None = None,
    statement_timeout: float = 0.0,
) -> AsyncIterator[Deps]:
    """Open the dependencies of a process, and close them after the block.

    `live` are the settings that are reloaded. PostgreSQL cancels a statement of the pool after `statement_timeout`
    seconds, if it is not 0.
    """
    clock = SystemClock()
    live = live or LiveSettings(configuration)
    tracing = open_tracing(configuration.load(TraceSettings), process=name)
    async with contextlib.AsyncExitStack() as stack:
        pool = await _open_pool(stack, configuration, dsn=dsn, name=name, timeout=statement_timeout, tracing=tracing)
        pg_listener = PgListener(dsn)
        await pg_listener.start()
        stack.push_async_callback(pg_listener.close)
        network = Network(configuration.load(NetworkSettings), clock=clock)
        stack.push_async_callback(network.close)
        live_preferences = _build_preferences(configuration, pool, pg_listener=pg_listener, clock=clock)
        identity = functools.cache(
            lambda: _build_identity(configuration, pool, preferences=live_preferences, clock=clock)
        )
        redis = await _open_redis(configuration.server, pool=pool, clock=clock)
        stack.push_async_callback(redis.close)
        memory_limits = MemoryLimitStore(clock)
        redis_transport = RedisTransport(RedisPubSub(redis, clock=clock)) if redis.is_configured else None
        yield Deps(
            server=configuration.server,
            load=live.load,
            on_reload=live.on_change,
            tracing=tracing,
            data_dir=configuration.data_dir,
            dsn=dsn,
            pool=pool,
            pg_listener=pg_listener,
            hub=Hub(PgTransport(pg_listener, pool), fast=redis_transport),
            clock=clock,
            stopping=stopping or asyncio.Event(),
            preferences=live_preferences,
            identity=identity,
            secrets=tuple(column for app in enabled_apps(configuration.server) for column in app.secrets),
            vault=open_vault(configuration.load(VaultSettings), data_dir=configuration.data_dir),
            network=network,
            redis=redis,
            limits=RedisLimitStore(redis, fallback=memory_limits) if redis.is_configured else memory_limits,
            fields_set=configuration.fields_set,
            exit_stack=stack,
        )


async def _open_pool(
    stack: contextlib.AsyncExitStack,
    configuration: Configuration,
    *,
    dsn: str,
    name: str,
    timeout: float,  # noqa: ASYNC109 - of statements
    tracing: Tracing | None,
) -> Pool:
    """Return the pool of a process, whose statements are traced, and close it and the traces with the stack."""
    if tracing is not None:
        stack.push_async_callback(tracing.close)
    with _explain_missing_database():
        pool = await open_pool(
            dsn,
            size=configuration.database.database_pool_size,
            name=name,
            statement_timeout=timeout,
            on_statement=tracing.record_statement if tracing else None,
        )
    stack.push_async_callback(pool.close)
    return pool


@contextlib.contextmanager
def _explain_missing_database() -> Iterator[None]:
    """Raise DatabaseNotReady, which ends a process with one line, when no connection can be opened."""
    try:
        yield
    except DATABASE_LOST as error:
        raise DatabaseNotReady(f"cannot reach the database: {str(error) or type(error).__name__}") from error


def _build_preferences(
    configuration: Configuration, pool: Pool, *, pg_listener: PgListener, clock: Clock
) -> LivePreferences:
    """Return the settings that pages can change."""
    apps = enabled_apps(configuration.server)
    return LivePreferences(
        pool,
        pg_listener,
        startup=[configuration.load(IdentitySettings), *(configuration.load(app.settings) for app in apps)],
        set_at_start=configuration.fields_set,
        clock=clock,
    )


def _build_identity(
    configuration: Configuration, pool: Pool, *, preferences: LivePreferences, clock: Clock
) -> "Identity":
    """Return the accounts service of this process."""
    from alcove.foundation.identity import build_identity  # noqa: PLC0415 - the worker does not need it
    from alcove.main.account_mails import AccountMails  # noqa: PLC0415 - the same

    apps = enabled_apps(configuration.server)
    return build_identity(
        pool,
        settings=configuration.load(IdentitySettings),
        apps=[app.name for app in apps],
        shared_apps=[app.name for app in apps if app.has_shared_library],
        clock=clock,
        current=preferences.reader(IdentitySettings).current,
        mailer=AccountMails(pool, mail.Mailer(configuration.load(mail.MailSettings), clock=clock)),
    )


async def _open_redis(settings: ServerSettings, *, pool: Pool, clock: Clock) -> RedisConnection:
    if not settings.redis_url:
        return RedisConnection()
    # The namespace separates installations that share a Redis.
    return RedisConnection(settings.redis_url.reveal(), namespace=f"alcove:{await read_database_id(pool)}", clock=clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebServer:
    """The ASGI applications of an api process: `main` serves all apps, `listeners` single apps by (app, listener)."""

    main: Any
    listeners: Mapping[tuple[str, str], Any]


def build_server(deps: Deps) -> WebServer:
    """Return the ASGI applications of an api process."""
    from alcove.foundation.web import build_app  # noqa: PLC0415 - the worker does not need it
    from alcove.main.server_apis import build_server_apis  # noqa: PLC0415 - the same

    apps = enabled_apps(deps.server)
    endpoints = {app.name: app.build_api(deps) for app in apps}
    checks = {app.name: app.probes(deps) for app in apps}
    authenticator = deps.identity().authenticator(sign_in_policy(deps.server))
    main = build_app(
        [*(endpoints[app.name].api for app in apps), *build_server_apis(deps, authenticator)],
        settings=deps.server,
        authenticator=authenticator,
        probes=[
            *server_probes(deps),
            sign_in_probe(deps),
            mail_probe(deps),
            notify.build_probe(deps.pool),
            *(probe for app in apps for probe in checks[app.name]),
        ],
        pages=("/", *(address for app in apps for address in app.page_addresses)),
        apps=[app.name for app in apps],
        gauges=[gauge for app in apps for gauge in app.gauges(deps)],
    )
    deps.on_reload(lambda: main.set_origins(deps.load(ServerSettings).cors_origins))
    listeners = {
        (app.name, name): _build_site(app.name, site, deps=deps, probes=checks[app.name])
        for app in apps
        for name, site in endpoints[app.name].sites.items()
    }
    return WebServer(main=_outermost(main, deps), listeners=listeners)


def _build_site(name: str, site: "Site", *, deps: Deps, probes: Sequence[Probe]) -> Any:
    from alcove.foundation.web import Access, build_app  # noqa: PLC0415 - the worker does not need it

    authenticator = deps.identity().authenticator(sign_in_policy(site.server))
    accounts = deps.identity().api(authenticator)
    app = build_app(
        [site.api, accounts],
        settings=site.server,
        authenticator=authenticator,
        ready=Access.ACCOUNT,
        probes=[*server_probes(deps), sign_in_probe(deps), *probes],
        frontend=site.frontend,
        apps=[name],
    )
    if site.read_origins is not None:
        read_origins = site.read_origins
        deps.on_reload(lambda: app.set_origins(read_origins()))
    return _outermost(app, deps)


def _outermost(app: Any, deps: Deps) -> Any:
    """Return an application behind what comes first: proxies and traces."""
    app = _behind_proxies(app, deps)
    return app if deps.tracing is None else deps.tracing.trace_requests(app)


def _behind_proxies(app: Any, deps: Deps) -> Any:
    from alcove.foundation.web import ProxyHeadersMiddleware  # noqa: PLC0415 - the worker does not need it

    settings = deps.server
    if not settings.trusted_proxies and not settings.url_base:
        return app
    return ProxyHeadersMiddleware(
        app,
        trusted=settings.trusted_proxies,
        base=settings.url_base,
        user_header=deps.load(IdentitySettings).alcove_proxy_user_header,
    )


def build_tasks(deps: Deps) -> list[Task]:
    """Return the tasks of the server and of the enabled apps."""
    tasks = [*server_tasks(deps), *(task for app in enabled_apps(deps.server) for task in _app_tasks(app, deps))]
    tracing = deps.tracing
    return tasks if tracing is None else [_trace_task(task, tracing) for task in tasks]


def _trace_task(task: Task, tracing: Tracing) -> Task:
    async def run(job: JobRun, args: Mapping[str, JSON]) -> None:
        with tracing.trace_job(task.name):
            await task.run(job, args)

    return replace(task, run=run)


def server_tasks(deps: Deps) -> list[Task]:
    """Return the tasks that belong to no app."""
    return [
        *mail.build_tasks(deps.load(mail.MailSettings), pool=deps.pool, data_dir=deps.data_dir),
        *notify.build_tasks(deps, kinds=notification_kinds(deps.server)),
    ]


def notification_kinds(settings: ServerSettings) -> list[notify.NotificationKind]:
    """Return the kinds of notifications of the enabled apps."""
    return [kind for app in enabled_apps(settings) for kind in app.notifications]


def build_queues(settings: ServerSettings) -> list[Queue]:
    """Return the queues of the server and of the enabled apps."""
    return [*SERVER_QUEUES, *(queue for app in enabled_apps(settings) for queue in app.queues)]


def _app_tasks(app: "App", deps: Deps) -> Sequence[Task]:
    tasks = app.build_tasks(deps)
    queues = {queue.name for queue in app.queues}
    undeclared = sorted(task.name for task in tasks if task.queue not in queues)
    if undeclared:
        raise ValueError(f"tasks of {app.name} are in no queue that the app declares: {', '.join(undeclared)}")
    return tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltService:
    """The ASGI application, tasks and queues of a service process."""

    app: Any
    tasks: Sequence[Task]
    queues: Sequence[Queue]


@contextlib.asynccontextmanager
async def open_service(deps: Deps, name: str) -> AsyncIterator[BuiltService]:
    """Build a service of an app; its resources are closed after the block."""
    from alcove.foundation.web import build_app  # noqa: PLC0415 - the worker does not need it

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
    """Return the app that has a service of this name, and the service."""
    return next((app, app.services[name]) for app in enabled_apps(settings) if name in app.services)


def app_probes(deps: Deps) -> list[Probe]:
    """Return the probes of the enabled apps."""
    return [probe for app in enabled_apps(deps.server) for probe in app.probes(deps)]


def server_probes(deps: Deps) -> list[Probe]:
    """Return the checks of what every app stands on."""

    async def database() -> ComponentHealth:
        server = await read_server_info(deps.pool)
        return ComponentHealth("database", "ok", f"PostgreSQL {server.version}")

    async def jobs() -> ComponentHealth:
        status = await queue_status(deps.pool)
        detail = f"{status.waiting} waiting, {status.running} running, {status.workers} workers"
        return ComponentHealth("jobs", "ok" if status.worker_alive else "degraded", detail)

    async def disk() -> ComponentHealth:
        space = await asyncio.to_thread(read_disk_space, deps.data_dir, reserve_mb=deps.server.alcove_disk_reserve_mb)
        return ComponentHealth("disk", "degraded" if space.is_low else "ok", str(space))

    traces = [deps.tracing.probe] if deps.tracing else []
    return [database, jobs, disk, *redis_probes(deps), *traces]


def redis_probes(deps: Deps) -> list[Probe]:
    """Return the probe of Redis, if it is configured."""

    async def redis() -> ComponentHealth:
        return await deps.redis.probe()

    return [redis] if deps.redis.is_configured else []


def mail_probe(deps: Deps) -> Probe:
    """Return the probe of mail."""
    return mail.build_probe(deps.pool)


def sign_in_probe(deps: Deps) -> Probe:
    """Return the probe of sign-in."""

    async def sign_in() -> ComponentHealth:
        sign_in = deps.identity().sign_in
        mode = sign_in_policy(deps.server).mode(await sign_in.current())
        try:
            await sign_in.check_available()
        except SignInUnavailable:
            return ComponentHealth("sign-in", "degraded", f"{mode}: nobody can sign in this way; see the log")
        return ComponentHealth("sign-in", "ok", mode)

    return sign_in
