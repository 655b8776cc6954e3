"""Which workers count as alive, and for which queues."""

import signal

from alcove.foundation.database import Pool
from alcove.foundation.jobs import STALLED, queue_status, worker_alive
from integration.jobs.working import worker
from support.until import until_async
from support.worker_program import start_worker

LAST_HEARD = "UPDATE procrastinate_workers SET last_heartbeat = now() - $1 * interval '1 second'"


async def alive(pool: Pool) -> dict[str, bool]:
    """Return for which of two queues a worker is alive."""
    return {queue: await worker_alive(pool, queue=queue) for queue in ("scraping", "learning")}


async def registered(pool: Pool) -> bool:
    """Tell whether any worker is registered."""
    return (await queue_status(pool)).workers > 0


async def test_a_worker_is_alive_for_the_queues_that_it_serves(dsn: str, pool: Pool) -> None:
    """A worker of one queue is not alive for another; when it leaves it is alive for none."""
    assert await alive(pool) == {"scraping": False, "learning": False}
    async with worker(dsn, queues=["scraping"]):
        await until_async(lambda: registered(pool))
        assert await alive(pool) == {"scraping": True, "learning": False}
        assert (await queue_status(pool)).worker_alive
    assert await alive(pool) == {"scraping": False, "learning": False}
    assert not (await queue_status(pool)).worker_alive


async def test_a_worker_of_an_older_version_serves_every_queue(dsn: str, pool: Pool) -> None:
    """A worker that has left no list of its queues is alive for each."""
    async with worker(dsn, queues=["scraping"]):
        await until_async(lambda: registered(pool))
        await pool.execute("DELETE FROM alcove_jobs_worker_queues")
        assert await alive(pool) == {"scraping": True, "learning": True}


async def test_a_killed_worker_counts_until_its_jobs_are_taken_over(dsn: str, pool: Pool) -> None:
    """After SIGKILL the worker is alive until it has been silent for as long as its jobs stay its own, then dead."""
    process = await start_worker("integration.jobs.worker_tasks", dsn)
    await until_async(lambda: registered(pool))
    process.send_signal(signal.SIGKILL)
    await process.wait()
    await pool.execute(LAST_HEARD, STALLED / 2)
    assert await worker_alive(pool, queue="default")
    assert (await queue_status(pool)).worker_alive
    await pool.execute(LAST_HEARD, STALLED + 1)
    assert not await worker_alive(pool, queue="default")
    found = await queue_status(pool)
    assert (found.workers, found.worker_alive) == (1, False)
    async with worker(dsn):
        await until_async(lambda: gone(pool))


async def gone(pool: Pool) -> bool:
    """Tell whether no worker is left without its list of queues, nor a list without its worker."""
    counts = await pool.fetchrow(
        "SELECT (SELECT count(*) FROM procrastinate_workers), (SELECT count(*) FROM alcove_jobs_worker_queues)"
    )
    assert counts is not None
    return tuple(counts) == (1, 1)
