"""Reads that take long use a part of the connections only, so that quick ones never wait for them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from alcove.foundation.database import Pool, close_pool, open_pool, read_json, read_rows, read_table
from alcove.foundation.database.long_reads import ReadSlots
from alcove.foundation.errors import QueryTooSlow

QUICK = "SELECT '1'::json"
LONG = "SELECT to_json(1 + length(pg_sleep($1)::text))"
MANY = "SELECT to_json(number) FROM generate_series(1, 5000) AS number"
SIZE = 10


@pytest.fixture
async def serving_pool(dsn: str) -> AsyncIterator[Pool]:
    """Yield a pool as an api process has it."""
    pool = await open_pool(dsn, size=SIZE, statement_timeout=30)
    yield pool
    await close_pool(pool)


async def count_running(pool: Pool) -> int:
    """Return how many long statements PostgreSQL is running."""
    running: int = await pool.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'"
        " AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()"
    )
    return running


async def test_quick_reads_do_not_wait_for_long_ones(serving_pool: Pool) -> None:
    """While twice as many long reads as connections run or wait, quick reads end before them."""
    long_reads = [asyncio.create_task(read_json(serving_pool, LONG, 1.5)) for _ in range(2 * SIZE)]
    await asyncio.sleep(0)
    await read_json(serving_pool, QUICK)
    assert not all(task.done() for task in long_reads)
    # By now it is known which ones are long.
    await asyncio.sleep(1)
    for _ in range(50):
        await read_json(serving_pool, QUICK)
        assert await count_running(serving_pool) <= 3
        await asyncio.sleep(0.01)
    assert not all(task.done() for task in long_reads)
    results = await asyncio.gather(*long_reads)
    assert results == [b"1"] * 2 * SIZE


async def test_a_read_that_gets_no_turn_has_an_error(serving_pool: Pool) -> None:
    """A long read that waits too long for others raises QueryTooSlow with a time to try again."""
    serving_pool.long_reads.slots = ReadSlots(3, timeout=0.3)
    outcomes = await asyncio.gather(*(read_json(serving_pool, LONG, 2) for _ in range(SIZE)), return_exceptions=True)
    errors = [outcome for outcome in outcomes if isinstance(outcome, QueryTooSlow)]
    assert len(errors) == SIZE - 3
    assert sum(outcome == b"1" for outcome in outcomes) == 3
    assert errors[0].headers["Retry-After"]


async def test_a_cancelled_long_read_ends(serving_pool: Pool) -> None:
    """A caller that leaves ends its read, whether it runs, or waits for its turn; nothing stays taken."""
    long_reads = [asyncio.create_task(read_json(serving_pool, LONG, 20)) for _ in range(SIZE)]
    await asyncio.sleep(1)
    for task in long_reads:
        task.cancel()
    outcomes = await asyncio.gather(*long_reads, return_exceptions=True)
    assert all(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)
    assert await count_running(serving_pool) == 0
    assert await asyncio.gather(*(read_json(serving_pool, LONG, 0.5) for _ in range(SIZE))) == [b"1"] * SIZE


async def test_errors_and_tables_are_passed_on(serving_pool: Pool) -> None:
    """A failed statement raises its error, and a table has its rows by column."""
    with pytest.raises(Exception, match="division by zero"):
        await read_json(serving_pool, "SELECT to_json(1 / 0)")
    rows = await read_table(serving_pool, "SELECT 1 AS one UNION SELECT 2 ORDER BY 1")
    assert [row["one"] for row in rows] == [1, 2]


async def test_slow_readers_of_streams_leave_connections(serving_pool: Pool) -> None:
    """Clients that stop reading hold four connections, and quick reads get others."""
    streams = [read_rows(serving_pool, MANY) for _ in range(SIZE)]
    firsts = [asyncio.create_task(anext(stream)) for stream in streams]
    done, waiting = await asyncio.wait(firsts, timeout=1)
    assert len(done) == 4
    await read_json(serving_pool, QUICK)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    for stream in streams:
        await stream.aclose()
    async with aclosing(read_rows(serving_pool, MANY)) as batches:
        assert sum([len(batch) async for batch in batches]) == 5000
