"""The roles that are services of their own: HTTP and the work behind it in one process."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Final

import uvloop

from alcove.foundation.cli import OK, UNCONFIGURED, CommandError
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import provide_database
from alcove.foundation.jobs import run_worker
from alcove.foundation.settings import Configuration, SettingError, is_loopback
from alcove.foundation.telemetry import configure_logging
from alcove.main import build
from alcove.main.apps import APPS, enabled_apps
from alcove.main.configuration import check_settings, prepare_data_dir, read_configuration
from alcove.main.http import serve_http
from alcove.main.ports import claim
from alcove.main.schema import ensure_migrated
from alcove.main.stopping import stop_event
from alcove.main.supervisor import watch_database

PATIENCE: Final = 3.0
LONGEST_GRACE: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a service runs; `revive` has its database started again, None where that is up to others."""

    configuration: Configuration
    dsn: str
    listen: list[str]
    revive: Callable[[], object] | None


def run_service(name: str, environ: Mapping[str, str]) -> int:
    """Serve HTTP and run the service's jobs until told to stop."""
    # A port in alcove.toml is that of the api, which reads the same file.
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
    listen = claim(server.host, server.port, patience=PATIENCE)
    with contextlib.ExitStack() as leases:

        def lease() -> str:
            return leases.enter_context(provide_database(configuration.database, configuration.data_dir))

        dsn = lease()
        ensure_migrated(configuration, dsn)
        revive = lease if configuration.database.dsn() is None else None
        uvloop.run(_run(name, _Place(configuration=configuration, dsn=dsn, listen=listen, revive=revive)))
    return OK


async def _run(name: str, place: _Place) -> None:
    stop = stop_event()
    server = place.configuration.server
    async with contextlib.AsyncExitStack() as stack:
        deps = await stack.enter_async_context(
            build.open_deps(place.configuration, place.dsn, name=f"alcove-{name}", stopping=stop)
        )
        service = await stack.enter_async_context(build.open_service(deps, name))
        if place.revive is not None:
            await stack.enter_async_context(_watched(place.dsn, place.revive))
        working = asyncio.create_task(
            run_worker(
                place.dsn,
                service.tasks,
                queues=service.queues,
                stop=stop,
                grace=min(server.alcove_shutdown_timeout, LONGEST_GRACE),
            )
        )
        try:
            await serve_http(
                service.app, listen=place.listen, port=server.port, stop=stop, patience=server.alcove_shutdown_timeout
            )
        finally:
            stop.set()
            await working


@contextlib.asynccontextmanager
async def _watched(dsn: str, revive: Callable[[], object]) -> AsyncIterator[None]:
    """Have the database started again whenever it is lost within the block."""
    watching = asyncio.create_task(watch_database(dsn, revive=revive, clock=SystemClock()))
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
