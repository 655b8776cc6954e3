"""The task of a worker process that tests kill: it works through committed steps."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping

from alcove.foundation.database import Pool
from alcove.foundation.jobs import DEFAULT_QUEUE, JSON, JobRun, Queue, Task
from support.worker_program import Work


@contextlib.asynccontextmanager
async def build_work(pool: Pool, *queues: str) -> AsyncIterator[Work]:
    """Yield the task for these queues, or for the default one."""

    async def steps(run: JobRun, args: Mapping[str, JSON]) -> None:
        last = args["last"]
        assert isinstance(last, int)
        completed = await pool.fetchval("SELECT count(*) FROM effect WHERE job = $1", run.job_id)
        for step in range(completed, last):
            run.checkpoint()
            await pool.execute("INSERT INTO effect (job, step) VALUES ($1, $2)", run.job_id, step)
            await asyncio.sleep(0.05)

    yield Work([Task(name="steps", run=steps)], [Queue(name, concurrency=4) for name in queues or [DEFAULT_QUEUE]])
