"""Workers in this process, and functions that wait for their results."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from alcove.foundation.database import Pool
from alcove.foundation.jobs import DEFAULT_QUEUE, Queue, Task, run_worker
from support.until import until_async


@contextlib.asynccontextmanager
async def worker(
    dsn: str,
    *tasks: Task,
    concurrency: int = 4,
    grace: float = 5.0,
    heartbeat: float = 0.2,
    stalled: float = 2.0,
    poll: float = 0.2,
    queues: Sequence[str | Queue] = (DEFAULT_QUEUE,),
) -> AsyncIterator[asyncio.Event]:
    """Run a worker during the block and stop it gracefully; `concurrency` is that of queues given by name."""
    stop = asyncio.Event()
    running = asyncio.create_task(
        run_worker(
            dsn,
            tasks,
            stop=stop,
            grace=grace,
            heartbeat=heartbeat,
            stalled=stalled,
            poll=poll,
            queues=[Queue(queue, concurrency=concurrency) if isinstance(queue, str) else queue for queue in queues],
        )
    )
    try:
        yield stop
    finally:
        stop.set()
        await asyncio.wait_for(running, 60)


async def state(pool: Pool, job_id: int | None) -> str:
    """Return the status of a job."""
    status: str = await pool.fetchval("SELECT status::text FROM procrastinate_jobs WHERE id = $1", job_id)
    return status


async def wait_for_status(pool: Pool, job_id: int | None, *, status: str) -> None:
    """Wait until a job has `status`."""

    async def is_reached() -> bool:
        return await state(pool, job_id) == status

    await until_async(is_reached)
