"""The worker process of tests that kill workers while a provider writes."""

import contextlib
import json
from collections.abc import AsyncIterator

from alcove.apps.study.generation.jobs import build_tasks
from alcove.apps.study.generation.store import QUEUE
from alcove.foundation.database import Pool
from alcove.foundation.jobs import Queue
from alcove.main.build import open_deps
from alcove.main.configuration import read_configuration
from support.worker_program import Work


@contextlib.asynccontextmanager
async def build_work(pool: Pool, dsn: str, variables: str) -> AsyncIterator[Work]:  # noqa: ARG001 - it opens its own
    """Yield the tasks with the settings of a JSON object."""
    configuration = read_configuration({"DATABASE_URL": dsn, **json.loads(variables)})
    async with open_deps(configuration, dsn, name="alcove-test-worker") as deps:
        yield Work(build_tasks(deps), [Queue(QUEUE, concurrency=2)])
