"""How a worker runs jobs."""

import asyncio
import time
from collections.abc import Mapping

import pytest

from alcove.foundation.database import Pool
from alcove.foundation.jobs import JSON, Job, JobRun, Task, cancel, defer, queue_status
from alcove.foundation.telemetry import render_metrics
from integration.jobs.workers import state, wait_for_status, worker


async def defer_job(pool: Pool, job: Job) -> int:
    """Defer a job in its own transaction and return its id."""
    async with pool.acquire() as connection:
        job_id = await defer(connection, job)
    assert job_id is not None
    return job_id


async def test_jobs_are_picked_up_without_a_poll(dsn: str, pool: Pool) -> None:
    """A worker that polls once an hour starts each job when it is committed, because it is notified."""
    starts: asyncio.Queue[int] = asyncio.Queue()

    async def record(run: JobRun, _args: Mapping[str, JSON]) -> None:
        await starts.put(run.job_id)

    async with worker(dsn, Task("note", record), poll=3600):
        for _ in range(5):
            job_id = await defer_job(pool, Job("note"))
            assert await asyncio.wait_for(starts.get(), 60) == job_id


async def test_failed_jobs_are_retried_with_growing_waits(dsn: str, pool: Pool) -> None:
    """A task that fails twice succeeds in the third attempt; the waits double."""
    starts: list[tuple[int, float]] = []

    async def flaky(run: JobRun, _args: Mapping[str, JSON]) -> None:
        starts.append((run.attempt, time.monotonic()))
        if run.attempt < 3:
            raise ConnectionError("not yet")

    async with worker(dsn, Task("flaky", flaky, wait=0.2)):
        job_id = await defer_job(pool, Job("flaky"))
        await wait_for_status(pool, job_id, status="succeeded")
    assert [attempt for attempt, _ in starts] == [1, 2, 3]
    assert starts[1][1] - starts[0][1] >= 0.2
    assert starts[2][1] - starts[1][1] >= 0.4


async def test_attempts_run_out(dsn: str, pool: Pool) -> None:
    """A task that always fails is started `attempts` times, and then has failed."""
    started: list[int] = []

    async def broken(run: JobRun, _args: Mapping[str, JSON]) -> None:
        started.append(run.attempt)
        raise ConnectionError("never")

    async with worker(dsn, Task("broken", broken, attempts=2, wait=0.05)):
        job_id = await defer_job(pool, Job("broken"))
        await wait_for_status(pool, job_id, status="failed")
    assert started == [1, 2]


async def test_fatal_errors_are_not_retried(dsn: str, pool: Pool) -> None:
    """A fatal exception fails the job in its first attempt."""
    started: list[int] = []

    async def wrong(run: JobRun, _args: Mapping[str, JSON]) -> None:
        started.append(run.attempt)
        raise LookupError("no such thing")

    async with worker(dsn, Task("wrong", wrong, fatal=(LookupError,), wait=0.05)):
        job_id = await defer_job(pool, Job("wrong"))
        await wait_for_status(pool, job_id, status="failed")
    assert started == [1]


async def test_cancelling_a_running_job_stops_it(dsn: str, pool: Pool) -> None:
    """A cancelled job sees the reason, is interrupted, ends as aborted and is not retried."""
    started = asyncio.Event()
    reasons: list[str] = []

    async def endless(run: JobRun, _args: Mapping[str, JSON]) -> None:
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            reasons.append(str(run.stop_reason()))

    async with worker(dsn, Task("endless", endless)):
        job_id = await defer_job(pool, Job("endless"))
        await asyncio.wait_for(started.wait(), 60)
        async with pool.acquire() as connection:
            assert await cancel(connection, job_id)
        await wait_for_status(pool, job_id, status="aborted")
    assert reasons == ["cancelled"]


async def test_jobs_with_one_lock_never_overlap(dsn: str, pool: Pool) -> None:
    """Six jobs with one lock on two workers never overlap, and none waits for a poll."""
    inside = 0
    most = 0

    async def count_concurrent_runs(_run: JobRun, _args: Mapping[str, JSON]) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.05)
        inside -= 1

    task = Task("guarded", count_concurrent_runs)
    async with worker(dsn, task, poll=3600), worker(dsn, task, poll=3600):
        jobs = [await defer_job(pool, Job("guarded", lock="one")) for _ in range(6)]
        for job_id in jobs:
            await wait_for_status(pool, job_id, status="succeeded")
    assert most == 1


async def test_periodic_task_runs_once_per_tick(dsn: str) -> None:
    """Two workers together defer one job per tick of a periodic task."""
    ticks: list[JSON] = []
    enough = asyncio.Event()

    async def tick(_run: JobRun, args: Mapping[str, JSON]) -> None:
        ticks.append(args["timestamp"])
        if len(ticks) == 3:
            enough.set()

    task = Task("tick", tick, cron="* * * * * */1")
    async with worker(dsn, task), worker(dsn, task):
        await asyncio.wait_for(enough.wait(), 60)
    assert len(ticks) == len(set(ticks))


async def test_a_graceful_stop_finishes_the_step_and_requeues_the_job(dsn: str, pool: Pool) -> None:
    """At a stop the task ends at its next checkpoint, and the job is requeued without counting the attempt."""
    started = asyncio.Event()

    async def stepwise(run: JobRun, _args: Mapping[str, JSON]) -> None:
        started.set()
        for step in range(1000):
            run.checkpoint()
            await pool.execute("INSERT INTO effect (job, step) VALUES ($1, $2)", run.job_id, step)
            await asyncio.sleep(0.05)

    async with worker(dsn, Task("stepwise", stepwise)):
        job_id = await defer_job(pool, Job("stepwise"))
        await asyncio.wait_for(started.wait(), 60)
        await asyncio.sleep(0.2)
    row = await pool.fetchrow("SELECT status::text, attempts, worker_id FROM procrastinate_jobs WHERE id = $1", job_id)
    assert tuple(row) == ("todo", 0, None)
    assert (await queue_status(pool)).workers == 0


async def test_a_job_that_ignores_the_stop_is_cancelled(dsn: str, pool: Pool) -> None:
    """A task that never checks should_stop is cancelled after the grace period and requeued."""
    started = asyncio.Event()

    async def ignore_stop(_run: JobRun, _args: Mapping[str, JSON]) -> None:
        started.set()
        await asyncio.Event().wait()

    async with worker(dsn, Task("deaf", ignore_stop), grace=0.3):
        job_id = await defer_job(pool, Job("deaf"))
        await asyncio.wait_for(started.wait(), 60)
    assert await state(pool, job_id) == "todo"


async def test_retry_with_a_waiting_duplicate(dsn: str, pool: Pool) -> None:
    """A failed job is requeued although another job with its queueing lock waits."""
    started, fail = asyncio.Event(), asyncio.Event()
    runs: list[int] = []

    async def fail_once(run: JobRun, _args: Mapping[str, JSON]) -> None:
        runs.append(run.job_id)
        started.set()
        await fail.wait()
        if run.attempt == 1 and run.job_id == runs[0]:
            raise ConnectionError("once")

    async with worker(dsn, Task("once", fail_once, wait=0.05), concurrency=1):
        first = await defer_job(pool, Job("once", queueing_lock="one"))
        await asyncio.wait_for(started.wait(), 60)
        second = await defer_job(pool, Job("once", queueing_lock="one"))
        fail.set()
        await wait_for_status(pool, first, status="succeeded")
        await wait_for_status(pool, second, status="succeeded")


async def test_finished_jobs_are_deleted_after_a_week(dsn: str, pool: Pool) -> None:
    """The clean-up task deletes jobs that ended over a week ago, and keeps younger and waiting ones."""

    async def noop(_run: JobRun, _args: Mapping[str, JSON]) -> None:
        return

    async with worker(dsn, Task("noop", noop)):
        old, young = await defer_job(pool, Job("noop")), await defer_job(pool, Job("noop"))
        waiting = await defer_job(pool, Job("noop", queue="nobody", priority=-1, lock="held"))
        await wait_for_status(pool, old, status="succeeded")
        await wait_for_status(pool, young, status="succeeded")
        await pool.execute("UPDATE procrastinate_events SET at = at - interval '8 days' WHERE job_id = $1", old)
        cleaning = await defer_job(pool, Job("jobs.clean", {"timestamp": 0}))
        await wait_for_status(pool, cleaning, status="succeeded")
    remaining = await pool.fetch("SELECT id FROM procrastinate_jobs")
    assert old not in {row["id"] for row in remaining}
    assert {young, waiting} <= {row["id"] for row in remaining}


async def test_every_start_is_counted(dsn: str, pool: Pool) -> None:
    """The metrics count the starts of a task by outcome."""

    async def count_run(run: JobRun, _args: Mapping[str, JSON]) -> None:
        if run.attempt == 1:
            raise ConnectionError("once")

    async with worker(dsn, Task("counted", count_run, wait=0.05)):
        await wait_for_status(pool, await defer_job(pool, Job("counted")), status="succeeded")
    text = render_metrics()[0].decode()
    assert 'alcove_job_seconds_count{outcome="failed",task="counted"} 1.0' in text
    assert 'alcove_job_seconds_count{outcome="succeeded",task="counted"} 1.0' in text


@pytest.mark.parametrize("queues", [["fast"], ["fast", "slow"]])
async def test_a_worker_runs_only_its_queues(dsn: str, pool: Pool, queues: list[str]) -> None:
    """A worker does not run jobs of other queues."""
    completed: list[int] = []

    async def record(run: JobRun, _args: Mapping[str, JSON]) -> None:
        completed.append(run.job_id)

    async with worker(dsn, Task("note", record), queues=queues):
        slow = await defer_job(pool, Job("note", queue="slow", priority=5))
        fast = await defer_job(pool, Job("note", queue="fast"))
        await wait_for_status(pool, fast, status="succeeded")
    assert (slow in completed) is ("slow" in queues)
