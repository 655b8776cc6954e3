"""The tasks of a worker process that tests kill: it scrapes."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from alcove.apps.records import APP
from alcove.apps.records.build import build_tasks
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources import Clients
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool
from alcove.foundation.settings import load_settings
from support.worker_program import Work


@contextlib.asynccontextmanager
async def build_work(pool: Pool, base: str, data_dir: str) -> AsyncIterator[Work]:
    """Yield the tasks for a marketplace at an address."""
    environ = {
        "DISCOGS_USER_TOKEN": "simulator-token", "DISCOGS_API_BASE": base, "DISCOGS_RATE_LIMIT": "6000",
        "ECB_RATES_URL": f"{base}/stats/eurofxref/eurofxref-daily.xml",
    }  # fmt: skip
    settings, clock = load_settings(RecordsSettings, environ=environ), SystemClock()
    clients = Clients(settings, pool=pool, clock=clock, data_dir=Path(data_dir))
    deps = WorkerDeps(
        pool=pool, clock=clock, settings=settings, marketplace=clients.marketplace, rate_sources=clients.rate_sources()
    )
    yield Work(build_tasks(deps), APP.queues)
