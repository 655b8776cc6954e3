"""Jobs are rows of the caller's transaction."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from alcove.foundation.database import Pool
from alcove.foundation.jobs import Job, cancel, defer, queue_status
from integration.jobs.working import state


async def test_rolled_back_transaction_defers_nothing(pool: Pool) -> None:
    """A job deferred in a transaction that fails has never existed."""
    async with pool.acquire() as connection:
        opened = connection.transaction()
        await opened.start()
        assert await defer(connection, Job("noop")) is not None
        await opened.rollback()
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


async def test_waiting_queueing_lock_gives_none_and_spoils_nothing(pool: Pool) -> None:
    """A second job with a waiting queueing lock is None and the caller's transaction goes on."""
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
        opened = first.transaction()
        await opened.start()
        assert await defer(first, Job("noop", queueing_lock="one")) is not None

        async def contender() -> int | None:
            async with second.transaction():
                found = await defer(second, Job("noop", queueing_lock="one"))
                await second.execute("INSERT INTO effect (job, step) VALUES (1, 1)")
                return found

        waiting = asyncio.create_task(contender())
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await opened.commit()
        assert await waiting is None
    assert await pool.fetchval("SELECT count(*) FROM effect") == 1
    assert await pool.fetchval("SELECT count(*) FROM procrastinate_jobs") == 1


async def test_many_concurrent_defers_make_one_job(pool: Pool) -> None:
    """Twenty callers at once with one queueing lock leave one waiting job."""

    async def one() -> int | None:
        async with pool.acquire() as connection:
            return await defer(connection, Job("noop", queueing_lock="one"))

    found = await asyncio.gather(*(one() for _ in range(20)))
    assert len([job_id for job_id in found if job_id is not None]) == 1


async def test_cancel_waiting_job(pool: Pool) -> None:
    """A waiting job is cancelled at once; a second cancel and an unknown job answer False."""
    async with pool.acquire() as connection:
        job_id = await defer(connection, Job("noop"))
        assert job_id is not None
        assert await cancel(connection, job_id)
        assert not await cancel(connection, job_id)
        assert not await cancel(connection, 10**9)
    assert await state(pool, job_id) == "cancelled"


async def test_unserialisable_arguments_are_refused_before_the_database(pool: Pool) -> None:
    """An argument that is no JSON raises TypeError and leaves the transaction usable."""
    async with pool.acquire() as connection, connection.transaction():
        with pytest.raises(TypeError):
            await defer(connection, Job("noop", {"x": object()}))  # type: ignore[dict-item] # the point of the test
        assert await defer(connection, Job("noop")) is not None


async def test_other_unique_violations_are_not_swallowed(pool: Pool) -> None:
    """Only the queueing lock turns into None: in a transaction that has failed, deferring is an error."""
    async with pool.acquire() as connection:
        opened = connection.transaction()
        await opened.start()
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.execute("INSERT INTO effect (job, step) VALUES (1, 1), (1, 1)")
        with pytest.raises(asyncpg.InFailedSQLTransactionError):
            await defer(connection, Job("noop", queueing_lock="one"))
        await opened.rollback()


async def test_queue_status_counts(pool: Pool) -> None:
    """The status counts waiting jobs and says that no worker has ever registered."""
    async with pool.acquire() as connection:
        await defer(connection, Job("noop"))
        found = await queue_status(connection)
    assert (found.waiting, found.running, found.workers, found.heartbeat_age) == (1, 0, 0, None)
