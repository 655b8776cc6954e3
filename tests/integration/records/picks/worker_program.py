"""A worker process for tests that kill it: given a DSN, it begins to draw, says so, and never ends."""

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
from alcove.foundation.database import open_pool
from alcove.foundation.jobs import Apart, run_worker

T = TypeVar("T")


class Endless(Apart):
    """Computes for ever."""

    async def run(self, function: Callable[..., T], /, *args: object) -> T:
        """Say that it has begun, and go on."""
        sys.stdout.write("drawing\n")
        sys.stdout.flush()
        await asyncio.Event().wait()
        return function(*args)


@contextlib.asynccontextmanager
async def nothing() -> AsyncIterator[Any]:
    """Stand for the outside world."""
    yield None


async def main(dsn: str) -> None:
    """Work until killed."""
    deps = WorkerDeps(
        pool=await open_pool(dsn, size=2), clock=SystemClock(), settings=RecordsSettings(), marketplace=nothing,
        rate_source=nothing, selection_executor=Endless(),
    )  # fmt: skip
    tasks = [task for task in build_tasks(deps) if task.name == "records.pick"]
    await run_worker(dsn, tasks, stop=asyncio.Event(), queues=APP.queues, heartbeat=0.2, stalled=1.0)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
