"""The task of a worker process that tests kill: it starts a selection, prints a line, and never ends."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

from alcove.apps.records import APP
from alcove.apps.records.build import build_tasks
from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.settings import RecordsSettings
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool
from alcove.foundation.jobs import ProcessExecutor
from support.worker_program import Work

T = TypeVar("T")


class EndlessExecutor(ProcessExecutor):
    """Runs its function and never returns."""

    async def run(self, function: Callable[..., T], /, *args: object) -> T:
        """Print a line, then wait forever."""
        sys.stdout.write("drawing\n")
        sys.stdout.flush()
        await asyncio.Event().wait()
        return function(*args)


@contextlib.asynccontextmanager
async def no_client() -> AsyncIterator[Any]:
    """Replace the clients, which are not needed."""
    yield None


@contextlib.asynccontextmanager
async def build_work(pool: Pool) -> AsyncIterator[Work]:
    """Yield the selection task."""
    deps = WorkerDeps(
        pool=pool, clock=SystemClock(), settings=RecordsSettings(), marketplace=no_client, rate_sources={},
        selection_executor=EndlessExecutor(),
    )  # fmt: skip
    yield Work([task for task in build_tasks(deps) if task.name == "records.pick"], APP.queues)
