"""Reads return the bytes that PostgreSQL made, stream with bounded memory, and bind all values."""

import asyncio
import json
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime
from decimal import Decimal

import asyncpg
import pytest

from alcove.foundation.database import (
    Connection,
    Pool,
    WhereClause,
    like_pattern,
    open_pool,
    read_json,
    read_row,
    read_rows,
    transaction,
)
from alcove.foundation.database.pool import close_pool

ADVISORY_LOCKS = """
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
HOSTILE = [
    "'; DROP TABLE things; --",
    '" OR 1=1 --',
    "$1",
    "{}",
    "\\",
    "100%",
    "a_b",
    "%s",
    "\u2028é漢",
    "x' UNION SELECT version() --",
]


@pytest.fixture
async def empty_pool(empty_dsn: str) -> AsyncIterator[Pool]:
    """Yield a pool on an empty database."""
    pool = await open_pool(empty_dsn, size=3)
    yield pool
    await close_pool(pool)


async def insert(pool: Pool, values: list[int | None]) -> None:
    """Insert values one by one in one transaction."""
    async with transaction(pool) as connection:
        for value in values:
            await connection.execute("INSERT INTO t VALUES ($1)", value)


async def test_json_is_returned_unchanged(empty_pool: Pool) -> None:
    """A json value is neither parsed nor changed."""
    raw = b'{"b" :1,  "a":"\xc3\xa9"}'
    assert await read_json(empty_pool, "SELECT $1::json", raw) == raw
    assert await read_json(empty_pool, "SELECT convert_to($1, 'UTF8')", raw.decode()) == raw
    assert json.loads(await read_json(empty_pool, "SELECT $1::jsonb", raw.decode())) == json.loads(raw)


async def test_no_row_and_null_are_null(empty_pool: Pool) -> None:
    """A statement without a row, or with NULL, returns the JSON null."""
    assert await read_json(empty_pool, "SELECT NULL::json") == b"null"


async def test_a_row_is_read_by_column_or_is_none(empty_pool: Pool) -> None:
    """From a pool, and from a connection inside its transaction; no row is None."""
    assert dict(await read_row(empty_pool, "SELECT $1::int AS a, 'x' AS b", 1) or {}) == {"a": 1, "b": "x"}
    assert await read_row(empty_pool, "SELECT 1 WHERE false") is None
    async with transaction(empty_pool) as connection:
        await connection.execute("CREATE TABLE things (a int); INSERT INTO things VALUES (7)")
        assert dict(await read_row(connection, "SELECT a FROM things") or {}) == {"a": 7}
    assert await read_json(empty_pool, "SELECT '1'::json WHERE false") == b"null"


async def test_read_json_sees_its_own_transaction(empty_pool: Pool) -> None:
    """With a connection it reads inside the transaction of this connection."""
    async with transaction(empty_pool) as connection:
        await connection.execute("CREATE TABLE mine (a int); INSERT INTO mine VALUES (7)")
        assert await read_json(connection, "SELECT to_json(a) FROM mine") == b"7"


async def test_types_and_settings_of_a_connection(empty_pool: Pool) -> None:
    """Times are aware and in UTC, numeric is Decimal, and the application is named."""
    row = await empty_pool.fetchrow(
        "SELECT timestamptz '2026-01-01 12:00+02', numeric '12.50', current_setting('TimeZone'),"
        " current_setting('jit'), current_setting('application_name')"
    )
    assert row[0] == datetime(2026, 1, 1, 10, tzinfo=UTC)
    assert row[0].tzinfo is not None
    assert str(row[1]) == "12.50"
    assert isinstance(row[1], Decimal)
    assert tuple(row)[2:] == ("UTC", "off", "alcove")


async def test_transaction_is_all_or_nothing(empty_pool: Pool) -> None:
    """A failed transaction is rolled back; a successful one is committed."""
    await empty_pool.execute("CREATE TABLE t (a int NOT NULL)")
    with pytest.raises(asyncpg.NotNullViolationError):
        await insert(empty_pool, [1, None])
    await insert(empty_pool, [2])
    assert [row[0] for row in await empty_pool.fetch("SELECT a FROM t")] == [2]


async def test_session_settings_do_not_leak(empty_dsn: str) -> None:
    """A connection is reset after a change of session settings, also when reads skip the reset."""
    pool = await open_pool(empty_dsn, size=1)
    for _ in range(3):
        await read_json(pool, "SELECT '1'::json")
        async with pool.acquire() as connection:
            await connection.execute("SET work_mem = '1MB'; SELECT pg_advisory_lock(1)")
        await read_json(pool, "SELECT '1'::json")
        assert await pool.fetchval("SHOW work_mem") == "16MB"
        assert await pool.fetchval(ADVISORY_LOCKS) == 0
    await close_pool(pool)


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_stays_data(empty_pool: Pool, text: str) -> None:
    """Text that looks like SQL or a pattern matches only itself."""
    await empty_pool.execute("CREATE TABLE things (name text)")
    await empty_pool.executemany("INSERT INTO things VALUES ($1)", [(name,) for name in HOSTILE])
    where = WhereClause()
    where.add("name LIKE {}", like_pattern(text))
    where.add("name = {} OR name = {}", text, text)
    sql = f"SELECT name FROM things WHERE {where.sql} LIMIT {where.bind(5)}"  # noqa: S608 - what is tested
    assert [row[0] for row in await empty_pool.fetch(sql, *where.args)] == [text]


async def test_many_filters_in_one_statement(empty_pool: Pool) -> None:
    """A statement with three hundred filters applies them all."""
    where = WhereClause()
    for number in range(1, 300):
        where.add("n <> {}::int", number)
    where.add("n = ANY({}::int[])", list(range(1, 302)))
    sql = f"SELECT json_agg(n ORDER BY n) FROM generate_series(0, 400) AS n WHERE {where.sql}"  # noqa: S608
    assert json.loads(await read_json(empty_pool, sql, *where.args)) == [300, 301]


async def test_streaming_has_bounded_memory(empty_pool: Pool) -> None:
    """Ten thousand rows of 4 kB are streamed with no more than a few batches in memory."""
    sql = "SELECT json_build_object('n', n, 'text', repeat('x', 4000)) FROM generate_series(1, $1::int) AS n"
    async with aclosing(read_rows(empty_pool, sql, 500, batch=100)) as warm_up:
        async for _ in warm_up:
            pass
    count, sizes = 0, set()
    tracemalloc.start()
    try:
        async with aclosing(read_rows(empty_pool, sql, 10_000, batch=100)) as rows:
            async for batch in rows:
                count += len(batch)
                sizes.add(len(batch))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 10_000
    assert sizes == {100}
    assert peak < 4_000_000


async def test_stream_is_one_snapshot(empty_pool: Pool) -> None:
    """Rows written while a stream runs do not appear in it."""
    await empty_pool.execute("CREATE TABLE s AS SELECT n FROM generate_series(1, 1000) AS n")
    count = 0
    async for batch in read_rows(empty_pool, "SELECT to_json(n) FROM s ORDER BY n", batch=100):
        count += len(batch)
        await empty_pool.execute("INSERT INTO s SELECT n FROM generate_series(2000, 2500) AS n")
    assert count == 1000


async def test_a_closed_stream_releases_its_connection(empty_dsn: str) -> None:
    """Closing the iterator early releases the connection."""
    pool = await open_pool(empty_dsn, size=1)
    async with aclosing(read_rows(pool, "SELECT to_json(n) FROM generate_series(1, 5000) AS n", batch=10)) as rows:
        async for _ in rows:
            break
    assert await asyncio.wait_for(pool.fetchval("SELECT 1"), 60) == 1
    await close_pool(pool)


async def test_close_has_a_timeout(empty_dsn: str) -> None:
    """A connection that is never released does not block closing the pool."""
    pool = await open_pool(empty_dsn, size=1)
    await pool.acquire()
    await asyncio.wait_for(close_pool(pool, timeout=0.2), 60)
    assert pool.is_closing()


async def test_transaction_of_a_test_is_rolled_back(connection: Connection) -> None:
    """The shared fixture is a connection to a migrated database."""
    assert await connection.fetchval("SELECT count(*) FROM alcove.migrations") > 0
