"""The worker process of tests that kill workers during an import of cards."""

import contextlib
from collections.abc import AsyncIterator

from alcove.apps.study.card_decks.jobs import QUEUE, build_tasks
from alcove.foundation.database import Pool
from alcove.foundation.jobs import Queue
from alcove.main.build import open_deps
from alcove.main.configuration import read_configuration
from support.worker_program import Work


@contextlib.asynccontextmanager
async def build_work(pool: Pool, dsn: str, folder: str) -> AsyncIterator[Work]:  # noqa: ARG001 - it opens its own
    """Yield the tasks over the data of a folder."""
    configuration = read_configuration({"ALCOVE_DATA_DIR": folder, "DATABASE_URL": dsn})
    async with open_deps(configuration, dsn, name="alcove-test-worker") as deps:
        yield Work(build_tasks(deps), [Queue(QUEUE, concurrency=2)])
