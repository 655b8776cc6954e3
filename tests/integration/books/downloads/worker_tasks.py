"""The tasks of a worker process that tests kill."""

import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

from alcove.apps.books import APP
from alcove.apps.books.sources.registry import SourceRegistry
from alcove.apps.books.tasks import build_tasks
from alcove.foundation.database import PgListener, Pool
from integration.books.downloads.file_server_source import FileServerSource, MutablePreferences, job_deps
from support.worker_program import Work


@contextlib.asynccontextmanager
async def build_work(pool: Pool, dsn: str, base: str, options: str) -> AsyncIterator[Work]:
    """Yield the tasks for a file server; `options` are the data directory and the preferences as JSON."""
    pg_listener = PgListener(dsn)
    await pg_listener.start()
    data_dir, settings = json.loads(options)
    paths = {name: Path(value) for name, value in settings.items() if name.endswith(("_dir", "_script"))}
    deps = job_deps(
        pool=pool, pg_listener=pg_listener, data_dir=Path(data_dir),
        preferences=MutablePreferences(**(settings | paths)),
        sources=SourceRegistry([FileServerSource(base)]), drain=4.0,
    )  # fmt: skip
    yield Work(build_tasks(deps), APP.queues)
    await pg_listener.close()
