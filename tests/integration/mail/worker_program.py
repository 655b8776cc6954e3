"""A worker process for tests that kill it: delivers mail as the environment says, given a DSN and a data directory."""

import asyncio
import os
import sys
from pathlib import Path

from alcove.foundation.database import open_pool
from alcove.foundation.jobs import run_worker
from alcove.foundation.mail import QUEUE, MailSettings, build_tasks
from alcove.foundation.settings import load_settings


async def main(dsn: str, data_dir: Path) -> None:
    """Work until killed."""
    pool = await open_pool(dsn, size=2)
    tasks = build_tasks(load_settings(MailSettings, environ=os.environ), pool=pool, data_dir=data_dir, wait=0.1)
    await run_worker(dsn, tasks, queues=[QUEUE], stop=asyncio.Event(), heartbeat=0.2, stalled=1.0)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
