"""Workers that are killed, frozen, or lose their database."""

import asyncio
import os
import signal
from collections.abc import Mapping

import pytest

from alcove.foundation.database import Pool
from alcove.foundation.jobs import JSON, Job, JobRun, Task, cancel, defer, queue_status
from integration.jobs.workers import state, wait_for_status, worker
from support.until import until_async
from support.worker_program import start_worker

IS_TAKEN_OVER = "SELECT attempts = 1 AND status = 'doing' FROM procrastinate_jobs WHERE id = $1"


async def spawn(dsn: str) -> asyncio.subprocess.Process:
    """Start a worker process."""
    return await start_worker("integration.jobs.worker_tasks", dsn)


async def effects(pool: Pool, job_id: int | None) -> int:
    """Count the committed steps of a job."""
    count: int = await pool.fetchval("SELECT count(*) FROM effect WHERE job = $1", job_id)
    return count


async def start_stepwise_job(pool: Pool, *, last: int) -> int:
    """Defer the stepwise job and wait until its first steps are committed."""
    async with pool.acquire() as connection:
        job_id = await defer(connection, Job("steps", {"last": last}))
    assert job_id is not None
    await wait_for_steps(pool, job_id, beyond=2)
    return job_id


async def wait_for_steps(pool: Pool, job_id: int, *, beyond: int) -> None:
    """Wait until more than `beyond` steps are committed."""

    async def is_reached() -> bool:
        return await effects(pool, job_id) > beyond

    await until_async(is_reached)


async def test_the_job_of_a_killed_worker_continues(dsn: str, pool: Pool) -> None:
    """A worker that starts after another was killed continues after the last commit."""
    first = await spawn(dsn)
    job_id = await start_stepwise_job(pool, last=20)
    first.kill()
    await first.wait()
    completed_before = await effects(pool, job_id)

    async def steps(run: JobRun, _args: Mapping[str, JSON]) -> None:
        for step in range(await effects(pool, run.job_id), 20):
            await pool.execute("INSERT INTO effect (job, step) VALUES ($1, $2)", run.job_id, step)

    async with worker(dsn, Task("steps", steps), heartbeat=0.2, stalled=1.0):
        await wait_for_status(pool, job_id, status="succeeded")
    assert completed_before < await effects(pool, job_id) == 20


@pytest.mark.slow
async def test_a_running_worker_takes_over_the_job_of_a_killed_one(dsn: str, pool: Pool) -> None:
    """Another worker continues after the last commit, so that each step happens once."""
    first = await spawn(dsn)
    job_id = await start_stepwise_job(pool, last=60)
    second = await spawn(dsn)

    async def both() -> bool:
        return (await queue_status(pool)).workers == 2

    await until_async(both)
    first.kill()
    await first.wait()
    at_death = await effects(pool, job_id)
    assert at_death < 60
    await wait_for_steps(pool, job_id, beyond=at_death)
    await wait_for_status(pool, job_id, status="succeeded")
    second.send_signal(signal.SIGTERM)
    assert await second.wait() == 0
    assert await effects(pool, job_id) == 60
    starts = await pool.fetchval(
        "SELECT count(*) FROM procrastinate_events WHERE job_id = $1 AND type = 'started'", job_id
    )
    assert starts == 2


async def test_sigterm_requeues_the_job_at_once(dsn: str, pool: Pool) -> None:
    """After SIGTERM a worker requeues its job, and another one continues it."""
    first = await spawn(dsn)
    job_id = await start_stepwise_job(pool, last=40)
    first.send_signal(signal.SIGTERM)
    assert await first.wait() == 0
    assert await state(pool, job_id) == "todo"
    second = await spawn(dsn)
    await wait_for_status(pool, job_id, status="succeeded")
    second.send_signal(signal.SIGTERM)
    assert await second.wait() == 0
    assert await effects(pool, job_id) == 40


@pytest.mark.slow
async def test_a_frozen_worker_loses_its_job_and_changes_nothing_afterwards(dsn: str, pool: Pool) -> None:
    """A worker that is frozen for longer than the stall timeout does not end the job that another took over."""
    first = await spawn(dsn)
    job_id = await start_stepwise_job(pool, last=20)
    assert first.pid
    os.kill(first.pid, signal.SIGSTOP)
    release = asyncio.Event()

    async def steps(_run: JobRun, _args: Mapping[str, JSON]) -> None:
        await release.wait()

    async def is_taken_over() -> bool:
        return bool(await pool.fetchval(IS_TAKEN_OVER, job_id))

    async with worker(dsn, Task("steps", steps)):
        await until_async(is_taken_over)
        os.kill(first.pid, signal.SIGCONT)
        await asyncio.sleep(3)
        assert await state(pool, job_id) == "doing"
        release.set()
        await wait_for_status(pool, job_id, status="succeeded")
    first.send_signal(signal.SIGTERM)
    assert await first.wait() == 0


@pytest.mark.slow
async def test_a_cancelled_orphan_is_not_restarted(dsn: str, pool: Pool) -> None:
    """A job that is cancelled while its worker is dead is aborted instead of restarted."""
    first = await spawn(dsn)
    job_id = await start_stepwise_job(pool, last=1000)
    first.kill()
    await first.wait()
    async with pool.acquire() as connection:
        assert await cancel(connection, job_id)
    before = await effects(pool, job_id)
    async with worker(dsn, heartbeat=0.2, stalled=1.0):
        await wait_for_status(pool, job_id, status="aborted")
    assert await effects(pool, job_id) == before


async def test_a_job_that_always_kills_its_worker_fails(dsn: str, pool: Pool) -> None:
    """An orphan fails after twenty starts instead of being requeued forever."""
    async with pool.acquire() as connection:
        job_id = await defer(connection, Job("steps"))
    await pool.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = 19 WHERE id = $1", job_id)
    async with worker(dsn):
        await wait_for_status(pool, job_id, status="failed")


async def test_a_worker_reconnects(dsn: str, pool: Pool) -> None:
    """After the server has terminated all its connections, the worker runs further jobs."""
    completed: list[int] = []

    async def record(run: JobRun, _args: Mapping[str, JSON]) -> None:
        completed.append(run.job_id)

    async with worker(dsn, Task("note", record)):
        async with pool.acquire() as connection:
            first = await defer(connection, Job("note"))
            await wait_for_status(pool, first, status="succeeded")
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = 'alcove-worker'"
            )
            second = await defer(connection, Job("note"))
        await wait_for_status(pool, second, status="succeeded")
    assert completed == [first, second]
