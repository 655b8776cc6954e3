"""The concurrency of queues within one worker."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping

import pytest

from alcove.foundation.database import Pool
from alcove.foundation.jobs import JSON, Job, JobRun, Queue, Task, cancel, defer
from integration.jobs.workers import state, wait_for_status, worker
from support.until import until_async

ONE_AND_TWO = (Queue("a", concurrency=1), Queue("b", concurrency=2))


class BlockingTask:
    """A task whose runs wait until they are released; counts running jobs per queue."""

    def __init__(self) -> None:
        self.running: Counter[str] = Counter()
        self.max_running: Counter[str] = Counter()
        self.started: list[int] = []
        self._release_events: dict[int, asyncio.Event] = defaultdict(asyncio.Event)

    async def run(self, run: JobRun, args: Mapping[str, JSON]) -> None:
        """Wait until the job is released."""
        queue = str(args["queue"])
        self.running[queue] += 1
        self.max_running[queue] = max(self.max_running[queue], self.running[queue])
        self.started.append(run.job_id)
        try:
            await self._release_events[run.job_id].wait()
        finally:
            self.running[queue] -= 1

    def release(self, job_id: int) -> None:
        """Let a job end, even before it starts."""
        self._release_events[job_id].set()

    async def wait_for_running(self, **expected: int) -> None:
        """Wait until so many jobs of each queue are running."""

        async def is_reached() -> bool:
            return all(self.running[queue] == count for queue, count in expected.items())

        await until_async(is_reached)


async def defer_job(pool: Pool, queue: str, *, task: str = "blocking") -> int:
    """Defer a job to a queue and return its id."""
    async with pool.acquire() as connection:
        job_id = await defer(connection, Job(task, {"queue": queue}, queue=queue))
    assert job_id is not None
    return job_id


async def test_never_more_than_a_queue_allows(dsn: str, pool: Pool) -> None:
    """Of two queues one and two jobs run at a time, although the worker could run three of one queue."""
    blocking = BlockingTask()
    jobs = [await defer_job(pool, queue) for _ in range(6) for queue in ("a", "b")]
    async with worker(dsn, Task("blocking", blocking.run), queues=ONE_AND_TWO):
        for ended in range(len(jobs)):
            # Wait until all slots are used before the next job ends.
            remaining = Counter({"a": 6, "b": 6}) - Counter(_queue(jobs, job) for job in blocking.started[:ended])
            await blocking.wait_for_running(a=min(1, remaining["a"]), b=min(2, remaining["b"]))
            blocking.release(blocking.started[ended])
            await wait_for_status(pool, blocking.started[ended], status="succeeded")
    assert blocking.max_running == {"a": 1, "b": 2}
    assert sorted(blocking.started) == jobs


def _queue(jobs: list[int], job: int) -> str:
    return "ab"[jobs.index(job) % 2]


async def test_a_full_queue_does_not_block_others(dsn: str, pool: Pool) -> None:
    """While one queue has no free slot and many jobs wait in it, a job of another queue is run."""
    blocking = BlockingTask()
    first = await defer_job(pool, "a")
    waiting = [await defer_job(pool, "a") for _ in range(20)]
    async with worker(dsn, Task("blocking", blocking.run), queues=ONE_AND_TWO):
        await blocking.wait_for_running(a=1)
        for _ in range(3):
            other = await defer_job(pool, "b")
            blocking.release(other)
            await wait_for_status(pool, other, status="succeeded")
        assert blocking.running["a"] == 1
        assert [await state(pool, job) for job in (first, *waiting)] == ["doing"] + ["todo"] * 20
        for job in (first, *waiting):
            blocking.release(job)
        await wait_for_status(pool, waiting[-1], status="succeeded")


async def test_a_free_slot_is_used_at_once(dsn: str, pool: Pool) -> None:
    """A chain of jobs in a queue with one slot needs no poll between two of them."""
    blocking = BlockingTask()
    jobs = [await defer_job(pool, "a") for _ in range(11)]
    async with worker(dsn, Task("blocking", blocking.run), queues=ONE_AND_TWO, poll=3600):
        await blocking.wait_for_running(a=1)
        for job in jobs:
            blocking.release(job)
        await wait_for_status(pool, jobs[-1], status="succeeded")
    assert blocking.started == jobs


@pytest.mark.parametrize("count", [1, 5])
async def test_an_unknown_task_frees_its_slot(dsn: str, pool: Pool, count: int) -> None:
    """Jobs of a task that this worker does not have fail, and the only slot of their queue is free again."""
    blocking = BlockingTask()
    unknown = [await defer_job(pool, "a", task="unknown") for _ in range(count)]
    known = await defer_job(pool, "a")
    async with worker(dsn, Task("blocking", blocking.run), queues=ONE_AND_TWO):
        blocking.release(known)
        await wait_for_status(pool, known, status="succeeded")
        assert {await state(pool, job) for job in unknown} == {"failed"}


async def test_failing_and_cancelled_jobs_free_their_slots(dsn: str, pool: Pool) -> None:
    """Neither a task that raises nor one that is interrupted keeps a slot."""
    blocking = BlockingTask()

    async def broken(_run: JobRun, _args: Mapping[str, JSON]) -> None:
        raise LookupError("always")

    fails = await defer_job(pool, "a", task="broken")
    endless = await defer_job(pool, "a")
    async with worker(dsn, Task("blocking", blocking.run), Task("broken", broken, attempts=1), queues=ONE_AND_TWO):
        await wait_for_status(pool, fails, status="failed")
        await blocking.wait_for_running(a=1)
        async with pool.acquire() as connection:
            assert await cancel(connection, endless)
        await wait_for_status(pool, endless, status="aborted")
        last = await defer_job(pool, "a")
        blocking.release(last)
        await wait_for_status(pool, last, status="succeeded")
