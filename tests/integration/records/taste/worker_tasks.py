"""The tasks of a worker process that tests kill: it trains and predicts."""

import contextlib
from collections.abc import AsyncIterator

from alcove.apps.records import APP
from alcove.apps.records.build import build_tasks
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.settings import RecordsSettings
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool
from integration.records.taste.conftest import refuse_marketplace, refuse_rates
from support.worker_program import Work


@contextlib.asynccontextmanager
async def build_work(pool: Pool) -> AsyncIterator[Work]:
    """Yield the tasks that train and predict."""
    deps = WorkerDeps(
        pool=pool, clock=SystemClock(), settings=RecordsSettings(), marketplace=refuse_marketplace,
        rate_sources={"refused": refuse_rates},
    )  # fmt: skip
    yield Work([task for task in build_tasks(deps) if task.name in {"records.train", "records.predict"}], APP.queues)
