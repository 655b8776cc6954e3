"""Which workers count as alive, and for which queues."""

import signal

from alcove.foundation.database import Pool
from alcove.foundation.jobs import STALLED, queue_status, worker_alive
from integration.jobs.workers import worker
from support.until import until_async
from support.worker_program import start_worker

SET_HEARTBEAT_AGE = "UPDATE procrastinate_workers SET last_heartbeat = now() - $1 * interval '1 second'"


async def alive_queues(pool: Pool) -> dict[str, bool]:
    """Return for each of two queues whether a worker is alive."""
    return {queue: await worker_alive(pool, queue=queue) for queue in ("scraping", "learning")}


async def is_registered(pool: Pool) -> bool:
    """Return whether a worker is registered."""
    return (await queue_status(pool)).workers > 0


async def test_a_worker_is_alive_for_the_queues_that_it_serves(dsn: str, pool: Pool) -> None:
    """A worker is alive only for its queues, and for none after it has stopped."""
    assert await alive_queues(pool) == {"scraping": False, "learning": False}
    async with worker(dsn, queues=["scraping"]):
        await until_async(lambda: is_registered(pool))
        assert await alive_queues(pool) == {"scraping": True, "learning": False}
        assert (await queue_status(pool)).worker_alive
    assert await alive_queues(pool) == {"scraping": False, "learning": False}
    assert not (await queue_status(pool)).worker_alive


async def test_a_worker_of_an_older_version_serves_every_queue(dsn: str, pool: Pool) -> None:
    """A worker without a list of queues is alive for all queues."""
    async with worker(dsn, queues=["scraping"]):
        await until_async(lambda: is_registered(pool))
        await pool.execute("DELETE FROM alcove_jobs_worker_queues")
        assert await alive_queues(pool) == {"scraping": True, "learning": True}


async def test_a_killed_worker_counts_until_its_jobs_are_taken_over(dsn: str, pool: Pool) -> None:
    """After SIGKILL a worker counts as alive until its last heartbeat is older than `STALLED`."""
    process = await start_worker("integration.jobs.worker_tasks", dsn)
    await until_async(lambda: is_registered(pool))
    process.send_signal(signal.SIGKILL)
    await process.wait()
    await pool.execute(SET_HEARTBEAT_AGE, STALLED / 2)
    assert await worker_alive(pool, queue="default")
    assert (await queue_status(pool)).worker_alive
    await pool.execute(SET_HEARTBEAT_AGE, STALLED + 1)
    assert not await worker_alive(pool, queue="default")
    status = await queue_status(pool)
    assert (status.workers, status.worker_alive) == (1, False)
    async with worker(dsn):
        await until_async(lambda: is_cleaned_up(pool))


async def is_cleaned_up(pool: Pool) -> bool:
    """Return whether exactly one worker and one list of queues are left."""
    counts = await pool.fetchrow(
        "SELECT (SELECT count(*) FROM procrastinate_workers), (SELECT count(*) FROM alcove_jobs_worker_queues)"
    )
    assert counts is not None
    return tuple(counts) == (1, 1)
