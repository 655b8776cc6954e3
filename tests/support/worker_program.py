"""The worker process of tests that kill workers.

It runs the tasks that a module of the tests builds: `build_work(pool, *arguments)` there is an async context manager
that yields the tasks and their queues.
"""

import asyncio
import contextlib
import importlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import NamedTuple

from alcove.foundation.database import open_pool
from alcove.foundation.jobs import Queue, Task, run_worker


class Work(NamedTuple):
    """What a worker process runs."""

    tasks: Sequence[Task]
    queues: Sequence[str | Queue]


async def start_worker(
    module: str, dsn: str, *arguments: str, stdout: int = DEVNULL, environ: Mapping[str, str] | None = None
) -> Process:
    """Start a worker process with the tasks of a module; `environ` is added to its environment."""
    command = ("-m", "support.worker_program", module, dsn, *arguments)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **(environ or {})}
    return await asyncio.create_subprocess_exec(sys.executable, *command, env=env, stdout=stdout)


@contextlib.asynccontextmanager
async def worker_process(
    module: str, dsn: str, *arguments: str, environ: Mapping[str, str] | None = None
) -> AsyncIterator[Process]:
    """Run a worker process around the block, and kill it at the end unless it has ended itself."""
    process = await start_worker(module, dsn, *arguments, environ=environ)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def main(module: str, dsn: str, *arguments: str) -> None:
    """Work until SIGTERM; the jobs of a killed worker are taken over after STALLED_S seconds, by default one."""
    stalled = float(os.environ.get("STALLED_S", "1"))
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    pool = await open_pool(dsn, size=4)
    async with importlib.import_module(module).build_work(pool, *arguments) as work:
        await run_worker(dsn, work.tasks, queues=work.queues, stop=stop, heartbeat=0.2, stalled=stalled, poll=0.2)
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
