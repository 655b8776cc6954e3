"""A pool whose connections go from one user to the next, with a transaction that is still to be ended."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from alcove.foundation.database import (
    Connection,
    Pool,
    close_pool,
    end_open_transaction,
    foreign_connection,
    open_foreign_pool,
    pass_on,
    take_ending,
)
from alcove.foundation.database.errors import DatabaseUnreachable
from alcove.foundation.database.session_pool import LINGER, MAX_USES

_OPEN = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pool' AND state LIKE 'idle in transaction%'"


@asynccontextmanager
async def session_pool(dsn: str, *, size: int = 1, acquire_timeout: float = 5.0) -> AsyncIterator[Pool]:
    """Yield a pool, and close it."""
    pool = await open_foreign_pool(dsn, size=size, name="pool", idle_lifetime=60, acquire_timeout=acquire_timeout)
    try:
        yield pool
    finally:
        await close_pool(pool)


async def read(pool: Pool, *, ending: str = "COMMIT") -> int:
    """Return the backend of a read whose transaction stays open."""
    async with pool.acquire() as connection:
        await connection.execute(f"{take_ending(connection) or 'SELECT'}; BEGIN READ ONLY")
        backend: int = await connection.fetchval("SELECT pg_backend_pid()")
        pass_on(connection, ending=ending)
        return backend


async def test_next_user_ends_the_transaction(dsn: str) -> None:
    """A connection is passed on with the statement that ends its transaction, once."""
    async with session_pool(dsn) as pool:
        backend = await read(pool)
        async with pool.acquire() as connection:
            assert connection.get_server_pid() == backend
            assert connection.is_in_transaction()
            assert (take_ending(connection), take_ending(connection)) == ("COMMIT", "")
            await connection.execute("COMMIT")
            pass_on(connection)
        async with pool.acquire() as connection:
            await end_open_transaction(connection)
            assert not connection.is_in_transaction()
            assert connection.get_server_pid() == backend


async def test_pool_ends_the_transaction(dsn: str) -> None:
    """Without a next user the transaction is ended soon, and what it sent arrives."""
    heard = asyncio.Event()
    async with foreign_connection(dsn, name="listener") as listener, session_pool(dsn) as pool:
        await listener.add_listener("bell", lambda *_: heard.set())
        async with pool.acquire() as reader:
            await reader.execute("BEGIN READ ONLY; NOTIFY bell")
            pass_on(reader, ending="COMMIT")
        assert pool.get_idle_size() == 1
        await asyncio.wait_for(heard.wait(), 60)
        assert await listener.fetchval(_OPEN) == 0
        assert pool.get_idle_size() == 1


async def test_waiting_users_come_in_turn(dsn: str) -> None:
    """One connection serves all who wait for it, and everyone finds the transaction of the one before."""
    async with session_pool(dsn) as pool:
        assert len(set(await asyncio.gather(*(read(pool) for _ in range(50))))) == 1
        assert (pool.waiting, pool.timeouts, pool.get_size()) == (0, 0, 1)


async def test_waiting_has_an_end(dsn: str) -> None:
    """A user who waits in vain gives up, and is counted; the connection is there for the next one."""
    async with session_pool(dsn, acquire_timeout=0.1) as pool:
        async with pool.acquire() as connection:
            with pytest.raises(DatabaseUnreachable):
                await pool.acquire()
            assert (pool.waiting, pool.timeouts) == (0, 1)
            pass_on(connection)
        await read(pool)


async def test_user_who_leaves_passes_on(dsn: str) -> None:
    """Users who stop waiting, also just when they get the connection, do not keep it from others."""
    async with session_pool(dsn) as pool:
        connection = await pool.acquire()
        tasks = [asyncio.create_task(read(pool)) for _ in range(4)]
        await asyncio.sleep(0.01)
        tasks[1].cancel()
        pass_on(connection)
        await pool.release(connection)
        tasks[0].cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [isinstance(result, asyncio.CancelledError) for result in results] == [True, True, False, False]
        connection = await pool.acquire()
        leaving = asyncio.create_task(read(pool))
        await asyncio.sleep(0.01)
        # Not passed on, so that the user who waits takes it from asyncpg's pool.
        await pool.release(connection)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        await read(pool)
        assert pool.waiting == 0


async def test_lost_connection_is_replaced(dsn: str, connection: Connection) -> None:
    """A connection that the server has closed meanwhile is not passed on."""
    async with session_pool(dsn) as pool:
        for pause in (0.0, 3 * LINGER):
            backend = await read(pool)
            await connection.execute(f"SELECT pg_terminate_backend({backend}, 5000)")
            await asyncio.sleep(pause + 0.01)
            assert await read(pool) != backend
        async with pool.acquire() as broken:
            broken.terminate()
            pass_on(broken)
        await read(pool)


async def test_failed_user_does_not_pass_on(dsn: str) -> None:
    """Without `pass_on` a connection goes through asyncpg's pool, and a failed end of a transaction is nobody's."""
    async with session_pool(dsn) as pool:
        await read(pool)
        async with pool.acquire() as connection:
            await connection.execute("COMMIT; BEGIN")
            take_ending(connection)
            await connection.execute("COMMIT")
        async with pool.acquire() as connection:
            assert (take_ending(connection), connection.is_in_transaction()) == ("", False)
            pass_on(connection)
        await read(pool, ending="NONSENSE")
        await asyncio.sleep(5 * LINGER)
        async with pool.acquire() as connection:
            assert (take_ending(connection), connection.is_in_transaction()) == ("", False)


async def test_old_connections_are_replaced(dsn: str) -> None:
    """A connection that never rests goes back to asyncpg's pool now and then, which closes expired ones."""
    async with session_pool(dsn) as pool:
        first = await read(pool)
        await pool.expire_connections()
        backends = [await read(pool) for _ in range(MAX_USES + 2)]
        assert backends[0] == first
        assert backends[-1] != first


async def test_close_waits_for_no_user(dsn: str) -> None:
    """A pool with a resting connection can be closed."""
    async with session_pool(dsn, size=3) as pool:
        await asyncio.gather(*(read(pool) for _ in range(3)))
        await asyncio.wait_for(pool.close(), 60)
