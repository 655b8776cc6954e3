"""A database that is away: 503, with the reason and when to try again."""

import os
import signal

import pytest

from alcove.foundation.database import Connection, close_pool, open_foreign_pool
from alcove.wires.supabase.rest.pg_errors import DatabaseUnreachable
from alcove.wires.supabase.rest.query.session import Transaction
from alcove.wires.supabase.rest.transaction.session import acquire_connection, run_in_transaction


async def test_no_server() -> None:
    """Without a database server a request is refused at once."""
    pool = await open_foreign_pool("postgresql://nobody@127.0.0.1:1/x", size=1, name="test", idle_lifetime=1)
    try:
        with pytest.raises(DatabaseUnreachable) as caught:
            async with acquire_connection(pool):
                raise AssertionError
    finally:
        await close_pool(pool)
    error = caught.value
    assert (error.status, error.code, error.headers["Retry-After"]) == (503, "PGRST000", "1")
    assert error.message == "Database connection error. Retrying the connection."


async def test_no_such_database(empty_dsn: str) -> None:
    """A database that the server does not have is the same, with PostgreSQL's text."""
    dsn = empty_dsn.replace("/test_", "/absent_", 1)
    pool = await open_foreign_pool(dsn, size=1, name="test", idle_lifetime=1)
    try:
        with pytest.raises(DatabaseUnreachable) as caught:
            async with acquire_connection(pool):
                raise AssertionError
    finally:
        await close_pool(pool)
    assert "does not exist" in str(caught.value.details)


@pytest.mark.slow
async def test_a_server_that_does_not_roll_back(session_dsn: str) -> None:
    """A connection whose rollback hangs is closed after a while, and the next request gets another one."""
    transaction = Transaction(role="rest_anon", search_path=("public",), settings=())
    stopped: list[int] = []

    async def stop_server(connection: Connection) -> None:
        stopped.append(connection.get_server_pid())
        os.kill(stopped[0], signal.SIGSTOP)
        raise LookupError

    async def read_process(connection: Connection) -> int:
        process: int = connection.get_server_pid()
        return process

    pool = await open_foreign_pool(session_dsn, size=1, name="test", idle_lifetime=60)
    try:
        with pytest.raises(LookupError):
            await run_in_transaction(pool, transaction, work=stop_server, commits=True)
        assert await run_in_transaction(pool, transaction, work=read_process, commits=True) not in stopped
    finally:
        for process in stopped:
            os.kill(process, signal.SIGCONT)
        await close_pool(pool)
