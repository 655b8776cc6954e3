"""The worker role: runs the jobs of every app."""

from collections.abc import Mapping

import uvloop

from alcove.foundation.database import provide
from alcove.foundation.jobs import DEFAULT_QUEUE, run_worker
from alcove.foundation.telemetry import configure_logging
from alcove.main import wiring
from alcove.main.configuration import Configuration, prepare_data_dir, read_configuration
from alcove.main.exits import OK
from alcove.main.schema import ensure_migrated
from alcove.main.stopping import stop_event

CONCURRENCY = 18
LONGEST_GRACE = 10.0


def run_worker_role(environ: Mapping[str, str], *, lifeline: int | None = None) -> int:
    """Run jobs until told to stop; `lifeline` says that a supervisor has brought the schema up to date."""
    configuration = read_configuration(environ)
    wiring.check_settings(configuration)
    configure_logging(level=configuration.server.log_level, style=configuration.server.log_format)
    prepare_data_dir(configuration.data_dir)
    with provide(configuration.database, configuration.data_dir) as dsn:
        if lifeline is None:
            ensure_migrated(configuration, dsn)
        uvloop.run(_work(configuration, dsn, lifeline=lifeline))
    return OK


async def _work(configuration: Configuration, dsn: str, *, lifeline: int | None) -> None:
    stop = stop_event(lifeline=lifeline)
    grace = min(configuration.server.alcove_shutdown_timeout, LONGEST_GRACE)
    async with wiring.open_resources(configuration, dsn, name="alcove-tasks", stopping=stop) as resources:
        tasks = wiring.build_tasks(resources)
        # What waits in other queues is for workers that know its tasks.
        queues = sorted({DEFAULT_QUEUE, *(task.queue for task in tasks)})
        await run_worker(dsn, tasks, stop=stop, concurrency=CONCURRENCY, queues=queues, grace=grace)
