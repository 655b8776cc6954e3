"""The worker role: one process that runs the jobs of all apps."""

from collections.abc import Mapping
from contextlib import ExitStack

import uvloop

from alcove.foundation.cli import OK
from alcove.foundation.database import provide_database
from alcove.foundation.jobs import run_worker
from alcove.foundation.settings import Configuration, LiveSettings
from alcove.foundation.telemetry import configure_logging
from alcove.main import build
from alcove.main.configuration import check_settings, prepare_data_dir, read_configuration
from alcove.main.reload import ReloadSignal, reloading
from alcove.main.roles import read_lifeline
from alcove.main.start_retry import start_standalone
from alcove.main.stop_signals import stop_event

MAX_GRACE = 10.0


def start(environ: Mapping[str, str], values: Mapping[str, str]) -> int:
    """Run jobs until stopped; with a lifeline the supervisor has migrated the database."""
    lifeline = read_lifeline(values)
    configuration = read_configuration(environ)
    check_settings(configuration)
    configure_logging(level=configuration.server.log_level, style=configuration.server.log_format)
    prepare_data_dir(configuration.data_dir)
    with ExitStack() as leases:
        if lifeline is None:
            dsn = start_standalone(leases, configuration)
        else:
            dsn = leases.enter_context(provide_database(configuration.database, configuration.data_dir))
        uvloop.run(_run(configuration, dsn, lifeline=lifeline))
    return OK


async def _run(configuration: Configuration, dsn: str, *, lifeline: int | None) -> None:
    reload, live = ReloadSignal(), LiveSettings(configuration)
    stop = stop_event(lifeline=lifeline, reload=reload.send)
    grace = min(configuration.server.alcove_shutdown_timeout, MAX_GRACE)
    opening = build.open_deps(configuration, dsn, name="alcove-tasks", live=live, stopping=stop)
    async with opening as deps, reloading(live, reload, environ=configuration.environ):
        # Jobs in other queues belong to workers that have their tasks.
        queues = build.build_queues(configuration.server)
        await run_worker(dsn, build.build_tasks(deps), queues=queues, stop=stop, grace=grace)
