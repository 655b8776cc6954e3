"""The tasks of a worker process that tests kill: it delivers notifications."""

import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

from alcove.foundation.database import Pool
from alcove.foundation.notify import QUEUE, build_tasks
from support.deps import make_deps
from support.notify_world import KINDS
from support.worker_program import Work


@contextlib.asynccontextmanager
async def build_work(pool: Pool, data_dir: str, environ: str) -> AsyncIterator[Work]:
    """Yield the tasks for a data directory and for settings as JSON."""
    deps = make_deps("", pool=pool, data_dir=Path(data_dir), environ=json.loads(environ))
    yield Work(build_tasks(deps, kinds=KINDS, wait=0.05), [QUEUE])
