"""A worker process for tests that kill it: given a DSN, it learns and predicts."""

import asyncio
import sys

from alcove.apps.records import APP
from alcove.apps.records.build import build_tasks
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.settings import RecordsSettings
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import open_pool
from alcove.foundation.jobs import run_worker
from integration.records.learning.conftest import nobody_changes, nobody_sells


async def main(dsn: str) -> None:
    """Work until killed; a dead worker is noticed after a second."""
    deps = WorkerDeps(
        pool=await open_pool(dsn, size=4), clock=SystemClock(), settings=RecordsSettings(),
        marketplace=nobody_sells, rate_source=nobody_changes,
    )  # fmt: skip
    names = {"records.train", "records.predict"}
    tasks = [task for task in build_tasks(deps) if task.name in names]
    await run_worker(dsn, tasks, stop=asyncio.Event(), queues=APP.queues, heartbeat=0.2, stalled=1.5)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
