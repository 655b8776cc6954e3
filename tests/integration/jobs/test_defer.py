"""Jobs are rows of the caller's transaction."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from alcove.foundation.database import Pool
from alcove.foundation.jobs import Job, cancel, defer, queue_status
from integration.jobs.workers import state


async def test_rolled_back_transaction_defers_nothing(pool: Pool) -> None:
    """A job that is deferred in a failed transaction does not exist."""
    async with pool.acquire() as connection:
        open_transaction = connection.transaction()
        await open_transaction.start()
        assert await defer(connection, Job("noop")) is not None
        await open_transaction.rollback()
    assert await pool.fetchval("SELECT count(*) FROM procrastinate_jobs") == 0


async def test_every_field_reaches_the_queue(pool: Pool) -> None:
    """Arguments, queue, locks, priority and start time are stored as given."""
    at = datetime.now(UTC) + timedelta(hours=1)
    job = Job(
        "t",
        {"a": [1, {"b": None}], "c": "ü"},
        queue="q",
        lock="l",
        queueing_lock="ql",
        priority=7,
        run_at=at,
    )
    async with pool.acquire() as connection:
        job_id = await defer(connection, job)
    row = await pool.fetchrow(
        'SELECT task_name, args = \'{"a": [1, {"b": null}], "c": "ü"}\'::jsonb, queue_name, lock,'
        " queueing_lock, priority, scheduled_at FROM procrastinate_jobs WHERE id = $1",
        job_id,
    )
    assert tuple(row) == ("t", True, "q", "l", "ql", 7, at)


async def test_a_waiting_queueing_lock_returns_none(pool: Pool) -> None:
    """With a waiting queueing lock the result is None, and the transaction stays usable."""
    async with pool.acquire() as connection, connection.transaction():
        first = await defer(connection, Job("noop", queueing_lock="one"))
        second = await defer(connection, Job("noop", queueing_lock="one"))
        third = await defer(connection, Job("noop", queueing_lock="two"))
    assert first is not None
    assert second is None
    assert third is not None
    assert await pool.fetchval("SELECT count(*) FROM procrastinate_jobs") == 2


async def test_concurrent_defers_with_one_queueing_lock(pool: Pool) -> None:
    """Of two open transactions exactly one gets the lock, the other waits, gets None and can still commit."""
    async with pool.acquire() as first, pool.acquire() as second:
        open_transaction = first.transaction()
        await open_transaction.start()
        assert await defer(first, Job("noop", queueing_lock="one")) is not None

        async def defer_concurrently() -> int | None:
            async with second.transaction():
                job_id = await defer(second, Job("noop", queueing_lock="one"))
                await second.execute("INSERT INTO effect (job, step) VALUES (1, 1)")
                return job_id

        waiting = asyncio.create_task(defer_concurrently())
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await open_transaction.commit()
        assert await waiting is None
    assert await pool.fetchval("SELECT count(*) FROM effect") == 1
    assert await pool.fetchval("SELECT count(*) FROM procrastinate_jobs") == 1


async def test_many_concurrent_defers_make_one_job(pool: Pool) -> None:
    """Twenty callers at once with one queueing lock leave one waiting job."""

    async def defer_one() -> int | None:
        async with pool.acquire() as connection:
            return await defer(connection, Job("noop", queueing_lock="one"))

    job_ids = await asyncio.gather(*(defer_one() for _ in range(20)))
    assert len([job_id for job_id in job_ids if job_id is not None]) == 1


async def test_cancel_waiting_job(pool: Pool) -> None:
    """A waiting job is cancelled at once; a second cancel and an unknown job return False."""
    async with pool.acquire() as connection:
        job_id = await defer(connection, Job("noop"))
        assert job_id is not None
        assert await cancel(connection, job_id)
        assert not await cancel(connection, job_id)
        assert not await cancel(connection, 10**9)
    assert await state(pool, job_id) == "cancelled"


async def test_unserialisable_arguments_are_refused_before_the_database(pool: Pool) -> None:
    """An argument that is not JSON raises TypeError, and the transaction stays usable."""
    async with pool.acquire() as connection, connection.transaction():
        with pytest.raises(TypeError):
            await defer(connection, Job("noop", {"x": object()}))  # type: ignore[dict-item] # the point of the test
        assert await defer(connection, Job("noop")) is not None


async def test_other_unique_violations_are_not_swallowed(pool: Pool) -> None:
    """Only the queueing lock returns None: in a failed transaction deferring raises."""
    async with pool.acquire() as connection:
        open_transaction = connection.transaction()
        await open_transaction.start()
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.execute("INSERT INTO effect (job, step) VALUES (1, 1), (1, 1)")
        with pytest.raises(asyncpg.InFailedSQLTransactionError):
            await defer(connection, Job("noop", queueing_lock="one"))
        await open_transaction.rollback()


async def test_queue_status_counts(pool: Pool) -> None:
    """The status counts waiting jobs, and has no heartbeat without a worker."""
    async with pool.acquire() as connection:
        await defer(connection, Job("noop"))
        status = await queue_status(connection)
    assert (status.waiting, status.running, status.workers, status.heartbeat_age) == (1, 0, 0, None)
