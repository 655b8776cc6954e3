"""A worker program for tests that kill it; arguments are the DSN and the queues, its task commits step by step."""

import asyncio
import signal
import sys
from collections.abc import Mapping

from alcove.foundation.database import open_pool
from alcove.foundation.jobs import DEFAULT_QUEUE, JSON, JobRun, Queue, Task, run_worker


async def main(dsn: str, queues: list[str]) -> None:
    """Run the worker until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    pool = await open_pool(dsn, size=2)

    async def steps(run: JobRun, args: Mapping[str, JSON]) -> None:
        last = args["last"]
        assert isinstance(last, int)
        completed = await pool.fetchval("SELECT count(*) FROM effect WHERE job = $1", run.job_id)
        for step in range(completed, last):
            run.checkpoint()
            await pool.execute("INSERT INTO effect (job, step) VALUES ($1, $2)", run.job_id, step)
            await asyncio.sleep(0.05)

    served = [Queue(name, concurrency=4) for name in queues or [DEFAULT_QUEUE]]
    await run_worker(dsn, [Task(name="steps", run=steps)], queues=served, stop=stop)
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2:]))
