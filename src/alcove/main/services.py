"""Service roles: one process that serves HTTP and runs the jobs behind it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Final

import uvloop

from alcove.foundation.cli import OK, UNCONFIGURED, CommandError
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import EmbeddedPostgres, provide_database
from alcove.foundation.jobs import run_worker
from alcove.foundation.settings import Configuration, SettingError, is_loopback
from alcove.foundation.telemetry import configure_logging
from alcove.main import build
from alcove.main.apps import APPS, enabled_apps
from alcove.main.configuration import check_settings, prepare_data_dir, read_configuration
from alcove.main.http_server import serve_http
from alcove.main.ports import claim_port
from alcove.main.start_retry import start_standalone
from alcove.main.stop_signals import stop_event
from alcove.main.supervisor import watch_database

PORT_TIMEOUT: Final = 3.0
MAX_GRACE: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _ServiceProcess:
    """What a service process runs with; `restart_database` is None for an external database."""

    configuration: Configuration
    dsn: str
    listen: list[str]
    restart_database: Callable[[], object] | None


def run_service(name: str, environ: Mapping[str, str]) -> int:
    """Serve HTTP and run the jobs of a service until stopped."""
    # A port in alcove.toml is the api's, which reads the same file, so only the environment sets this one.
    owner = next(app for app in APPS if name in app.services)
    configuration = read_configuration({**environ, "PORT": environ.get("PORT") or str(owner.services[name].port)})
    if owner not in enabled_apps(configuration.server):
        raise CommandError(f"{name} belongs to the app {owner.name}, which ALCOVE_APPS leaves out", code=UNCONFIGURED)
    check_settings(configuration)
    server = configuration.server
    if not is_loopback(server.host) and not server.alcove_token:
        raise SettingError(
            f"HOST is {server.host!r}, which other machines can reach, and ALCOVE_TOKEN is not set: set it to a long"
            " random text, or set HOST to 127.0.0.1"
        )
    configure_logging(level=server.log_level, style=server.log_format)
    prepare_data_dir(configuration.data_dir)
    listen = claim_port(server.host, server.port, timeout=PORT_TIMEOUT)
    with contextlib.ExitStack() as leases:

        def lease() -> str:
            return leases.enter_context(provide_database(configuration.database, configuration.data_dir))

        dsn = start_standalone(leases, configuration)
        restart = lease if configuration.database.dsn() is None else None
        uvloop.run(
            _run(name, _ServiceProcess(configuration=configuration, dsn=dsn, listen=listen, restart_database=restart))
        )
    return OK


async def _run(name: str, process: _ServiceProcess) -> None:
    stop = stop_event()
    server = process.configuration.server
    async with contextlib.AsyncExitStack() as stack:
        deps = await stack.enter_async_context(
            build.open_deps(process.configuration, process.dsn, name=f"alcove-{name}", stopping=stop)
        )
        service = await stack.enter_async_context(build.open_service(deps, name))
        await stack.enter_async_context(_watching_database(process))
        worker = asyncio.create_task(
            run_worker(
                process.dsn,
                service.tasks,
                queues=service.queues,
                stop=stop,
                grace=min(server.alcove_shutdown_timeout, MAX_GRACE),
            )
        )
        try:
            await serve_http(
                service.app,
                listen=process.listen,
                port=server.port,
                stop=stop,
                shutdown_timeout=server.alcove_shutdown_timeout,
            )
        finally:
            stop.set()
            await worker


@contextlib.asynccontextmanager
async def _watching_database(process: _ServiceProcess) -> AsyncIterator[None]:
    """Restart the embedded database when its connection is lost during the block."""
    if process.restart_database is None:
        yield
        return
    reserve = EmbeddedPostgres(process.configuration.data_dir).reserved_space.reserve
    watch = watch_database(process.dsn, restart=process.restart_database, clock=SystemClock(), reserve=reserve)
    watching = asyncio.create_task(watch)
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
