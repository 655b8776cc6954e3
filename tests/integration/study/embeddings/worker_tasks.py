"""The tasks of worker processes that embed passages."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from alcove.apps.study.embeddings.jobs import QUEUE, build_tasks
from alcove.foundation.database import PgListener, Pool
from alcove.foundation.jobs import Queue
from support.deps import make_deps
from support.worker_program import Work


@contextlib.asynccontextmanager
async def build_work(pool: Pool, dsn: str, data_dir: str, model: str) -> AsyncIterator[Work]:
    """Yield the tasks, with the model of a folder."""
    listener = PgListener(dsn)
    await listener.start()
    environ = {"STUDY_EMBEDDINGS_DIR": model}
    deps = make_deps(dsn, pool=pool, data_dir=Path(data_dir), environ=environ, pg_listener=listener)
    async with deps.exit_stack:
        yield Work(build_tasks(deps), [Queue(QUEUE, concurrency=1)])
    await listener.close()
