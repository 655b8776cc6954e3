"""The transaction of one request: begin with its settings, run the statement, commit or roll back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final, TypeVar

import asyncpg

from alcove.foundation.database import CONNECTION_LOST, Connection, Pool, pass_on, take_ending
from alcove.wires.supabase.rest.pg_errors import ConnectionLost, DatabaseUnreachable, PoolTimeout
from alcove.wires.supabase.rest.query.session import (
    CHECK_AND_ROLLBACK,
    COMMIT,
    ROLLBACK,
    Transaction,
    begin_transaction,
)

T = TypeVar("T")

ROLLBACK_TIMEOUT: Final = 5.0
"""Seconds until a connection that does not roll back is closed."""


async def run_in_transaction(
    pool: Pool,
    transaction: Transaction,
    *,
    work: Callable[[Connection], Awaitable[T]],
    commits: bool,
    commits_later: bool = False,
) -> T:
    """Return what `work` returns in a transaction with these settings.

    An error of `work` rolls back. Without `commits` the transaction is rolled back, too, after its deferred constraints
    were checked. `commits_later` leaves a commit to the next transaction of the connection, or to the pool.
    PoolTimeout, DatabaseUnreachable, ConnectionLost; errors of statements are raised as they are.
    """
    begin = begin_transaction(transaction)
    async with acquire_connection(pool) as connection:
        try:
            ending = take_ending(connection)
            await connection.execute(f"{ending}; {begin}" if ending else begin)
            result = await work(connection)
            if commits_later:
                pass_on(connection, ending=COMMIT)
            else:
                await connection.execute(COMMIT if commits else CHECK_AND_ROLLBACK)
                pass_on(connection)
        except BaseException:
            await _roll_back(connection)
            raise
        return result


@asynccontextmanager
async def acquire_connection(pool: Pool) -> AsyncIterator[Connection]:
    """Yield a connection of the pool; PoolTimeout, DatabaseUnreachable, ConnectionLost."""
    try:
        connection = await pool.acquire()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise _explain_acquisition(error) from error
    try:
        yield connection
    except CONNECTION_LOST as error:
        raise _explain_lost(error, is_closed=_is_closed(connection)) from error
    finally:
        await pool.release(connection)


def _explain_lost(error: BaseException, *, is_closed: bool) -> BaseException:
    """Return ConnectionLost, or the error itself where the connection is not the reason."""
    # SQL may raise any error, and asyncpg has one class for a closed connection and wrong use.
    of_server = isinstance(error, asyncpg.PostgresError) and not str(error.sqlstate).startswith("08")
    of_statement = of_server or (isinstance(error, asyncpg.PostgresError) and not is_closed)
    is_wrong_use = isinstance(error, asyncpg.InterfaceError) and "clos" not in str(error)
    return error if of_statement or is_wrong_use else ConnectionLost(str(error))


def _explain_acquisition(error: BaseException) -> DatabaseUnreachable | PoolTimeout:
    if isinstance(error.__cause__, TimeoutError):
        return PoolTimeout()
    return DatabaseUnreachable(str(error.__cause__ or error))


async def _roll_back(connection: Connection) -> None:
    """Roll back. A connection on which that fails, takes too long or is cancelled is closed, as its work may go on."""
    if _is_closed(connection):
        return
    try:
        async with asyncio.timeout(ROLLBACK_TIMEOUT):
            await connection.execute(ROLLBACK)
    except (*CONNECTION_LOST, asyncpg.PostgresError):
        _terminate(connection)
    except asyncio.CancelledError:
        _terminate(connection)
        raise


def _terminate(connection: Connection) -> None:
    with suppress(asyncpg.InterfaceError):
        connection.terminate()


def _is_closed(connection: Connection) -> bool:
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:
        # The pool has taken back a connection that broke.
        return True
