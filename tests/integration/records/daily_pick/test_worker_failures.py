"""Workers and child processes that are killed during a selection."""

import asyncio
import os
from collections.abc import Callable
from typing import TypeVar

import pytest

from alcove.foundation.jobs import ProcessExecutor
from integration.records.daily_pick.world import ThreadExecutor, World
from support.until import until_async
from support.worker_program import start_worker

T = TypeVar("T")
WORKER_TASKS = "integration.records.daily_pick.worker_tasks"


async def wait_for_selection(printed: asyncio.StreamReader) -> None:
    """Wait until the worker process prints that it selects; log lines may come first."""
    async with asyncio.timeout(60):
        async for line in printed:
            if line == b"drawing\n":
                return


class CrashingExecutor(ThreadExecutor):
    """Kills the child process in the first selection."""

    def __init__(self) -> None:
        super().__init__()
        self.deaths = 0

    async def run(self, function: Callable[..., T], /, *args: object) -> T:
        """Exit in a real child process the first time, compute afterwards."""
        if self.deaths:
            return await super().run(function, *args)
        self.deaths += 1
        return await ProcessExecutor().run(os._exit, 9)


@pytest.mark.slow
async def test_another_worker_takes_over_the_selection(world: World) -> None:
    """Another worker takes the job over, and the waiting client gets the pick; there is one row."""
    await world.stock(20)
    process = await start_worker(
        "integration.records.daily_pick.worker_tasks", world.dsn, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    await until_async(lambda: world.pool.fetchval("SELECT count(*) FROM procrastinate_workers"))
    waiting = asyncio.create_task(world.pick())
    await wait_for_selection(process.stdout)
    process.kill()
    await process.wait()
    assert await world.rows() == []
    async with world.worker():
        pick = await waiting
    assert pick["selection_method"] == "thermodynamic_boltzmann"
    assert [row["id"] for row in await world.rows()] == [pick["id"]]


@pytest.mark.slow
async def test_a_killed_workers_caller_gets_the_best_score(world: World) -> None:
    """Without another worker the client gets the best score in time; the job taken over later changes nothing."""
    best = await world.stock(20)
    first = await world.pick()
    process = await start_worker(
        "integration.records.daily_pick.worker_tasks", world.dsn, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    await until_async(lambda: world.pool.fetchval("SELECT count(*) FROM procrastinate_workers"))
    replacing = asyncio.create_task(world.replace(budget=2.0))
    await wait_for_selection(process.stdout)
    process.kill()
    await process.wait()
    await replacing
    pick = await world.pick()
    assert (first["listing_id"], pick["listing_id"]) == (best[0], best[1])
    assert pick["error"] == "The worker has not picked within 2 s."
    async with world.worker():
        await world.wait_until_idle()
    assert await world.pick() == pick


@pytest.mark.slow
async def test_a_child_that_dies_is_replaced(world: World) -> None:
    """If the child process dies, the job is retried and the client gets the pick."""
    await world.stock(20)
    selection_executor = CrashingExecutor()
    async with world.worker(selection_executor=selection_executor):
        pick = await world.pick()
    assert selection_executor.deaths == 1
    assert pick["selection_method"] == "thermodynamic_boltzmann"
