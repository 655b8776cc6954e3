"""Workers and their child processes that are killed during a training."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.apps.records.deps import WorkerDeps
from alcove.apps.records.taste.jobs.training import train
from alcove.apps.records.taste.service.training import request_predictions, request_training
from alcove.apps.records.taste.store import training_data
from alcove.foundation.database import Pool, transaction
from alcove.foundation.jobs import STALLED, queue_status
from integration.records.taste.simulated_owner import JOB, judge
from integration.records.taste.test_training import read_chances, trainings
from support.until import until_async
from support.worker_program import worker_process

COUNT_PARTLY_PREDICTED = "SELECT count(*) FROM discogs_prediction WHERE probability <> 0.5 OR model_id IS NOT NULL"


@contextlib.asynccontextmanager
async def worker(dsn: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a worker process during the block and kill it at the end."""
    async with worker_process("integration.records.taste.worker_tasks", dsn) as process:
        yield process


def list_computing_processes(worker_pid: int) -> list[int]:
    """Return the child processes in which a worker computes."""
    threads = Path(f"/proc/{worker_pid}/task").glob("*/children")
    children = [int(child) for thread in threads for child in thread.read_text().split()]
    return [child for child in children if not is_gone(child) and "spawn_main" in read_command_line(child)]


def read_command_line(pid: int) -> str:
    """Return the command line of a process; empty if it has ended."""
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


def is_gone(pid: int) -> bool:
    """Return whether a process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


async def wait_for_child_process(process: asyncio.subprocess.Process, *, excluding: int = 0) -> int:
    """Wait until a worker's child process has computed for a moment and return its pid."""

    async def has_child() -> bool:
        return bool(set(list_computing_processes(process.pid)) - {excluding})

    await until_async(has_child)
    await asyncio.sleep(0.7)
    (child,) = set(list_computing_processes(process.pid)) - {excluding}
    return child


@pytest.mark.slow
async def test_kills_during_a_training_lose_nothing(dsn: str, shelf: Pool) -> None:
    """After a kill of the child, then of the worker, nothing is partly stored, and the next worker trains."""
    await judge(shelf, count=60)
    async with transaction(shelf) as connection:
        await request_training(connection)

    async def has_model() -> bool:
        return await training_data.find_current_model(shelf) is not None

    async with worker(dsn) as first:
        child = await wait_for_child_process(first)
        os.kill(child, signal.SIGKILL)

        orphan = await wait_for_child_process(first, excluding=child)
    assert not await has_model()
    assert await shelf.fetchval(COUNT_PARTLY_PREDICTED) == 0

    async def has_ended() -> bool:
        return is_gone(orphan)

    await until_async(has_ended)
    silent = 0.0
    async with worker(dsn):
        async with asyncio.timeout(60):
            while not await has_model():
                age = (await queue_status(shelf)).heartbeat_age
                silent = max(silent, age or 0.0) if await _is_running(shelf) else 0.0
                await asyncio.sleep(0.05)
    assert [outcome for outcome, _ in await trainings(shelf)] == ["trained"]
    assert await shelf.fetchval("SELECT count(*) FROM discogs_prediction WHERE model_id IS NULL") == 0
    assert silent < STALLED


async def _is_running(pool: Pool) -> bool:
    return bool(await pool.fetchval("SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'doing')"))


@pytest.mark.slow
async def test_another_process_predicts_identically(dsn: str, shelf: Pool, fast_deps: WorkerDeps) -> None:
    """Predictions of a new worker process from the stored bundle equal those of the process that trained."""
    await judge(shelf, count=60)
    await train(fast_deps, JOB)
    before = await read_chances(shelf)
    reasons = await shelf.fetch("SELECT listing_id, reasons FROM discogs_prediction ORDER BY listing_id")
    await shelf.execute("UPDATE discogs_prediction SET probability = 0.5, reasons = '{}', model_id = NULL")
    async with transaction(shelf) as connection:
        await request_predictions(connection)

    async def is_predicted() -> bool:
        return bool(await shelf.fetchval("SELECT count(*) = 0 FROM discogs_prediction WHERE model_id IS NULL"))

    async with worker(dsn):
        await until_async(is_predicted)
    assert await read_chances(shelf) == before
    assert await shelf.fetch("SELECT listing_id, reasons FROM discogs_prediction ORDER BY listing_id") == reasons
