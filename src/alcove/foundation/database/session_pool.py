"""A pool whose connections go from one user to the next as they are, with a read that is still to be committed."""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any, Final

import asyncpg

from alcove.foundation.database.errors import CONNECTION_LOST
from alcove.foundation.database.pool import (
    ACQUIRE_TIMEOUT,
    CONNECT_TIMEOUT,
    Connection,
    DatabasePool,
    Pool,
    PooledConnection,
    foreign_settings,
    set_codecs,
)

LINGER: Final = 0.005
"""Seconds that a connection waits for its next user before its read is committed and asyncpg's pool gets it back."""
MAX_USES: Final = 200
"""Users that a connection goes through before asyncpg's pool gets it back, which replaces old ones."""


class SessionPool(DatabasePool):
    """A pool for users who set up the whole session themselves, and who end what the user before has left open.

    Taking a connection from asyncpg's pool, committing a read and returning the connection are a fifth of the Python
    time of a short read. A user who has come to a good end may pass the connection on (`pass_on`), even with a
    transaction that is still open; the next user ends it with its own first statements (`take_ending`). Without a next
    user, the pool ends it after a moment.
    """

    def __init__(self, *args: Any, size: int, **options: Any) -> None:
        super().__init__(*args, size=size, **options)
        self._size = size
        self._lent = 0
        self._resting: list[tuple[Any, asyncio.TimerHandle]] = []
        self._takers: deque[asyncio.Future[Any]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()

    def get_idle_size(self) -> int:
        """Return the number of connections that nobody uses."""
        return int(super().get_idle_size()) + len(self._resting)

    async def release(self, connection: Any, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - asyncpg's
        """Take a connection back: one that is passed on for whoever waits, any other for asyncpg's pool."""
        session = _open_session(connection)
        if session is not None and session.is_passed_on and session.uses < MAX_USES:
            session.is_passed_on = False
            session.uses += 1
            self._pass_on(connection)
        else:
            await asyncio.shield(self._give_back(connection, timeout=timeout))

    async def _acquire(self, timeout: float | None) -> Any:  # noqa: ASYNC109 - asyncpg's
        connection = await self._take_resting()
        return connection if connection is not None else await super()._acquire(timeout)

    async def _take(self, timeout: float | None) -> Any:  # noqa: ASYNC109 - asyncpg's
        connection = await self._take_resting()
        while connection is None and self._lent >= self._size:
            connection = await self._wait_for_release()
        if connection is not None:
            return connection
        self._lent += 1
        try:
            return await super()._take(timeout)
        except BaseException:
            self._count_return()
            raise

    async def _take_resting(self) -> Any:
        """Return the connection that was used last, None without one."""
        while self._resting:
            connection, timer = self._resting.pop()
            timer.cancel()
            if _open_session(connection) is not None:
                return connection
            await asyncio.shield(self._retire(connection))
        return None

    async def _wait_for_release(self) -> Any:
        """Return a connection that was passed on, or None when asyncpg's pool may have one."""
        taker = asyncio.get_running_loop().create_future()
        self._takers.append(taker)
        try:
            return await taker
        except asyncio.CancelledError:
            if taker.done() and not taker.cancelled():
                # What this user got is for another one.
                self._pass_on(taker.result())
            raise

    def _pass_on(self, connection: Any) -> None:
        if not self._wake_taker(connection) and connection is not None:
            timer = asyncio.get_running_loop().call_later(LINGER, self._end_rest, connection)
            self._resting.append((connection, timer))

    def _wake_taker(self, connection: Any) -> bool:
        while self._takers:
            taker = self._takers.popleft()
            if not taker.done():
                taker.set_result(connection)
                return True
        return False

    def _end_rest(self, connection: Any) -> None:
        self._resting = [rest for rest in self._resting if rest[0] is not connection]
        task = asyncio.get_running_loop().create_task(self._retire(connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _retire(self, connection: Any) -> None:
        # Nobody waits for this read any more, and asyncpg's pool replaces a broken connection.
        with suppress(*CONNECTION_LOST, asyncpg.PostgresError):
            await self._give_back(connection)

    async def _give_back(self, connection: Any, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - asyncpg's
        try:
            session = _open_session(connection)
            if session is not None:
                session.uses, session.is_passed_on = 0, False
                await end_open_transaction(connection)
        finally:
            try:
                await super().release(connection, timeout=timeout)
            finally:
                self._count_return()

    def _count_return(self) -> None:
        self._lent -= 1
        self._wake_taker(None)


async def open_foreign_pool(
    dsn: str,
    *,
    size: int,
    name: str,
    idle_lifetime: float,
    acquire_timeout: float = ACQUIRE_TIMEOUT,
    prepares_statements: bool = True,
) -> Pool:
    """Open a pool on a database of another program, without connecting yet.

    `json` values arrive as raw bytes. Each user sets up its session, which is not reset: see `SessionPool`. An idle
    connection is closed after `idle_lifetime` seconds, and a caller waits for one for `acquire_timeout` seconds.
    """
    return await SessionPool(
        dsn,
        size=size,
        serves_requests=False,
        acquire_timeout=acquire_timeout,
        min_size=0,
        max_queries=50_000,
        max_inactive_connection_lifetime=idle_lifetime,
        setup=None,
        init=set_codecs,
        reset=_keep_session,
        loop=None,
        connection_class=PooledConnection,
        record_class=asyncpg.Record,
        timeout=CONNECT_TIMEOUT,
        server_settings=foreign_settings(dsn, name),
        **({} if prepares_statements else {"statement_cache_size": 0}),
    )


def pass_on(connection: Connection, *, ending: str = "") -> None:
    """Let the pool pass a connection on when it is released; `ending` ends a transaction that is still open."""
    session = _open_session(connection)
    if session is not None:
        session.is_passed_on, session.ending = True, ending


def take_ending(connection: Connection) -> str:
    """Return the statement that ends the transaction of the user before, "" when there is none."""
    session = _open_session(connection)
    if session is None:
        return ""
    ending, session.ending = session.ending, ""
    return ending


async def end_open_transaction(connection: Connection) -> None:
    """End the transaction that the user before has left open."""
    if ending := take_ending(connection):
        await connection.execute(ending)


def _open_session(connection: Any) -> PooledConnection | None:
    """Return the session behind asyncpg's proxy, None when it is closed."""
    session: PooledConnection | None = connection._con  # noqa: SLF001 - the proxy of a lost connection raises
    return session if session is not None and not session.is_closed() else None


async def _keep_session(_connection: Connection) -> None:
    return None
