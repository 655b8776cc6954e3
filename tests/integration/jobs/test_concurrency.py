"""How many jobs of each queue one worker runs at a time."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping

import pytest

from alcove.foundation.database import Pool
from alcove.foundation.jobs import JSON, Job, JobRun, Queue, Task, cancel, defer
from integration.jobs.working import reaches, state, worker
from support.until import until_async

ONE_AND_TWO = (Queue("a", concurrency=1), Queue("b", concurrency=2))


class Gate:
    """A task of which each run waits until it is let go; counts who is inside, per queue."""

    def __init__(self) -> None:
        self.inside: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.started: list[int] = []
        self._open: dict[int, asyncio.Event] = defaultdict(asyncio.Event)

    async def run(self, run: JobRun, args: Mapping[str, JSON]) -> None:
        """Wait inside."""
        queue = str(args["queue"])
        self.inside[queue] += 1
        self.most[queue] = max(self.most[queue], self.inside[queue])
        self.started.append(run.job_id)
        try:
            await self._open[run.job_id].wait()
        finally:
            self.inside[queue] -= 1

    def let_go(self, job_id: int) -> None:
        """Let one job end, also one that has not started."""
        self._open[job_id].set()

    async def holds(self, **inside: int) -> None:
        """Wait until that many jobs of each queue are inside."""

        async def there() -> bool:
            return all(self.inside[queue] == count for queue, count in inside.items())

        await until_async(there)


async def put(pool: Pool, queue: str, *, task: str = "gate") -> int:
    """Defer one job into a queue."""
    async with pool.acquire() as connection:
        job_id = await defer(connection, Job(task, {"queue": queue}, queue=queue))
    assert job_id is not None
    return job_id


async def test_never_more_than_a_queue_allows(dsn: str, pool: Pool) -> None:
    """Of twelve jobs in two queues one and two run at a time, although the worker has a place for three of either."""
    gate = Gate()
    jobs = [await put(pool, queue) for _ in range(6) for queue in ("a", "b")]
    async with worker(dsn, Task("gate", gate.run), queues=ONE_AND_TWO):
        for ended in range(len(jobs)):
            # All places that are wanted are taken before the next job may end.
            left = Counter({"a": 6, "b": 6}) - Counter(_queue(jobs, job) for job in gate.started[:ended])
            await gate.holds(a=min(1, left["a"]), b=min(2, left["b"]))
            gate.let_go(gate.started[ended])
            await reaches(pool, gate.started[ended], status="succeeded")
    assert gate.most == {"a": 1, "b": 2}
    assert sorted(gate.started) == jobs


def _queue(jobs: list[int], job: int) -> str:
    return "ab"[jobs.index(job) % 2]


async def test_a_saturated_queue_holds_up_no_other(dsn: str, pool: Pool) -> None:
    """While one queue has no place left and many jobs wait in it, a job of the other queue is run from start to end."""
    gate = Gate()
    first = await put(pool, "a")
    waiting = [await put(pool, "a") for _ in range(20)]
    async with worker(dsn, Task("gate", gate.run), queues=ONE_AND_TWO):
        await gate.holds(a=1)
        for _ in range(3):
            other = await put(pool, "b")
            gate.let_go(other)
            await reaches(pool, other, status="succeeded")
        assert gate.inside["a"] == 1
        assert [await state(pool, job) for job in (first, *waiting)] == ["doing"] + ["todo"] * 20
        for job in (first, *waiting):
            gate.let_go(job)
        await reaches(pool, waiting[-1], status="succeeded")


async def test_a_freed_place_is_taken_at_once(dsn: str, pool: Pool) -> None:
    """A chain of jobs in a queue of one place needs no poll between two of them."""
    gate = Gate()
    jobs = [await put(pool, "a") for _ in range(11)]
    async with worker(dsn, Task("gate", gate.run), queues=ONE_AND_TWO, poll=3600):
        await gate.holds(a=1)
        for job in jobs:
            gate.let_go(job)
        await reaches(pool, jobs[-1], status="succeeded")
    assert gate.started == jobs


@pytest.mark.parametrize("count", [1, 5])
async def test_an_unknown_task_gives_its_place_back(dsn: str, pool: Pool, count: int) -> None:
    """Jobs of a task that this worker does not have fail, and the only place of their queue is free again."""
    gate = Gate()
    unknown = [await put(pool, "a", task="unknown") for _ in range(count)]
    known = await put(pool, "a")
    async with worker(dsn, Task("gate", gate.run), queues=ONE_AND_TWO):
        gate.let_go(known)
        await reaches(pool, known, status="succeeded")
        assert {await state(pool, job) for job in unknown} == {"failed"}


async def test_a_failing_and_a_cancelled_job_give_their_places_back(dsn: str, pool: Pool) -> None:
    """Neither a task that raises nor one that is interrupted keeps a place."""
    gate = Gate()

    async def broken(_run: JobRun, _args: Mapping[str, JSON]) -> None:
        raise LookupError("always")

    fails = await put(pool, "a", task="broken")
    endless = await put(pool, "a")
    async with worker(dsn, Task("gate", gate.run), Task("broken", broken, attempts=1), queues=ONE_AND_TWO):
        await reaches(pool, fails, status="failed")
        await gate.holds(a=1)
        async with pool.acquire() as connection:
            assert await cancel(connection, endless)
        await reaches(pool, endless, status="aborted")
        last = await put(pool, "a")
        gate.let_go(last)
        await reaches(pool, last, status="succeeded")
