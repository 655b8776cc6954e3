"""A worker process for tests that kill it: given a DSN, the shelf's address, a folder and settings, it fetches."""

import asyncio
import json
import signal
import sys
from pathlib import Path

from alcove.apps.books import APP
from alcove.apps.books.sources.registry import Sources
from alcove.apps.books.tasks import build_tasks
from alcove.foundation.database import Notices, open_pool
from alcove.foundation.jobs import run_worker
from integration.books.fetching.stall import Kept, Stall, job_deps


async def main(dsn: str, base: str, folder: str, settings: str) -> None:
    """Work until told to stop or killed; a dead worker is noticed after a second."""
    pool = await open_pool(dsn, size=4)
    notices = Notices(dsn)
    await notices.start()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    kept = json.loads(settings)
    paths = {name: Path(value) for name, value in kept.items() if name.endswith(("_dir", "_script"))}
    deps = job_deps(
        pool=pool, notices=notices, data_dir=Path(folder), preferences=Kept(**(kept | paths)),
        sources=Sources([Stall(base)]), drain=4.0,
    )  # fmt: skip
    await run_worker(dsn, build_tasks(deps), stop=stop, queues=APP.queues, heartbeat=0.2, stalled=1.0)
    await notices.close()
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
