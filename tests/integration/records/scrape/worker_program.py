"""A worker process for tests that kill it: given a DSN, the marketplace's address and a folder, it scrapes."""

import asyncio
import sys
from pathlib import Path

from alcove.apps.records import APP
from alcove.apps.records.build import build_tasks
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources import Clients
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import open_pool
from alcove.foundation.jobs import run_worker
from alcove.foundation.settings import load


async def main(dsn: str, base: str, data_dir: str) -> None:
    """Work until killed; a dead worker is noticed after a second."""
    environ = {"DISCOGS_USER_TOKEN": "simulator-token", "DISCOGS_API_BASE": base, "DISCOGS_RATE_LIMIT": "6000"}
    settings, clock = load(RecordsSettings, environ=environ), SystemClock()
    pool = await open_pool(dsn, size=4)
    clients = Clients(settings, pool=pool, clock=clock, data_dir=Path(data_dir))
    tasks = build_tasks(
        WorkerDeps(
            pool=pool, clock=clock, settings=settings, marketplace=clients.marketplace, rate_source=clients.rate_source
        )
    )
    await run_worker(dsn, tasks, stop=asyncio.Event(), queues=APP.queues, heartbeat=0.2, stalled=1.0)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
