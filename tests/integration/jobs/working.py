"""Workers in this process, and waiting for what they do."""

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
    poll: float = 2.0,
    queues: Sequence[str | Queue] = (DEFAULT_QUEUE,),
) -> AsyncIterator[asyncio.Event]:
    """Run a worker around the block and stop it gracefully at the end; `concurrency` counts for queues named only."""
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
    found: str = await pool.fetchval("SELECT status::text FROM procrastinate_jobs WHERE id = $1", job_id)
    return found


async def reaches(pool: Pool, job_id: int | None, *, status: str) -> None:
    """Wait until a job has `status`."""

    async def there() -> bool:
        return await state(pool, job_id) == status

    await until_async(there)
