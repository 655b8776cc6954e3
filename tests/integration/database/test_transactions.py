"""Transactions that are in each other's way are repeated."""

import asyncio

import pytest

from alcove.foundation.database import Connection, Pool, explain_unavailable, open_pool, run_statement, run_transaction
from alcove.foundation.errors import QueryTooSlow


async def test_a_deadlocked_transaction_is_repeated(pool: Pool) -> None:
    """Of two transactions that wait for each other, PostgreSQL undoes one; it is repeated, and both succeed."""
    both_hold = asyncio.Barrier(2)
    attempts: list[str] = []

    async def take(connection: Connection, *locks: int, name: str) -> str:
        attempts.append(name)
        await connection.execute("SET LOCAL deadlock_timeout = '20ms'")
        await connection.execute("SELECT pg_advisory_xact_lock($1)", locks[0])
        if len(attempts) <= 2:
            await both_hold.wait()
        await connection.execute("SELECT pg_advisory_xact_lock($1)", locks[1])
        return name

    results = await asyncio.gather(
        run_transaction(pool, lambda connection: take(connection, 1, 2, name="one")),
        run_transaction(pool, lambda connection: take(connection, 2, 1, name="two")),
    )
    assert list(results) == ["one", "two"]
    assert len(attempts) == 3


_CONFLICT = """
CREATE SEQUENCE calls;
CREATE FUNCTION fail_once() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE number bigint := nextval('calls');
BEGIN
    IF number = 1 THEN RAISE serialization_failure; END IF;
    RETURN number;
END $$
"""


async def test_a_statement_is_repeated_after_a_conflict(pool: Pool) -> None:
    """A statement in whose way another one was is run again; others are not."""
    await pool.execute(_CONFLICT)
    found = await asyncio.gather(*(run_statement(pool, "SELECT fail_once()") for _ in range(2)))
    assert sorted(row["fail_once"] for [row] in found) == [2, 3]


async def test_other_errors_are_not_repeated(pool: Pool) -> None:
    """An error of the work itself is raised at once."""
    attempts = 0

    async def fail(_connection: Connection) -> None:
        nonlocal attempts
        attempts += 1
        raise LookupError("gone")

    with pytest.raises(LookupError):
        await run_transaction(pool, fail)
    assert attempts == 1


async def test_a_slow_statement_is_stopped(dsn: str) -> None:
    """PostgreSQL stops a statement that takes too long, and callers get an error that says so."""
    pool = await open_pool(dsn, size=1, statement_timeout=0.1)
    with pytest.raises(Exception, match="statement timeout") as stopped:
        await pool.execute("SELECT pg_sleep(30)")
    assert isinstance(explain_unavailable(stopped.value), QueryTooSlow)
    await pool.close()


async def test_statements_of_workers_may_take_long(pool: Pool) -> None:
    """Only a process that serves requests has PostgreSQL stop its statements: a large import takes minutes."""
    assert await pool.fetchval("SELECT current_setting('statement_timeout')") == "0"


def test_faults_of_the_program_are_not_explained_away() -> None:
    """An error that is not the database's stays an internal error."""
    assert explain_unavailable(ValueError("closed")) is None
    assert explain_unavailable(FileNotFoundError("book.epub")) is None
