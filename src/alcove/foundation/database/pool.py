"""Connections to PostgreSQL: single ones, the pool of a process, and transactions."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, Final, TypeAlias, TypeVar

import asyncpg

from alcove.foundation.database.errors import CONNECTION_LOST, DatabaseError, DatabaseUnreachable
from alcove.foundation.database.long_reads import LongReads, ReadSlots
from alcove.foundation.retry import backoff, retry

T = TypeVar("T")

Connection: TypeAlias = asyncpg.Connection
Pool: TypeAlias = asyncpg.Pool

CONNECT_TIMEOUT = 10.0
COMMAND_TIMEOUT = 60.0
CLOSE_TIMEOUT = 10.0
ACQUIRE_TIMEOUT = 10.0
"""Seconds to wait for a connection: of the pool, or of a server that is starting or has none left."""
ACQUIRE_PAUSE = 0.05

CONFLICTS: Final = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
"""Two transactions wanted the same rows, and PostgreSQL undid this one: it may be repeated as it was."""
CONFLICT_ATTEMPTS: Final = 8

SERVER_SETTINGS = {"TimeZone": "UTC", "jit": "off"}

# Without `public`: other programs may create objects there, which must never be mistaken for ours. The migration
# history lists our schemas.
_SEARCH_PATH = """
SELECT set_config('search_path', coalesce(string_agg(DISTINCT schema, ', '), 'alcove') || ', alcove, pg_temp', false)
FROM alcove.migrations
"""


class PooledConnection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """A pooled connection whose reset can be skipped when its session state has not changed."""

    __slots__ = ("ending", "is_passed_on", "reader", "reading_since", "reset_skipped", "search_path", "uses")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reset_skipped = False
        self.search_path: str | None = None
        self.reader: asyncio.Task[Any] | None = None
        self.reading_since = 0.0
        self.is_passed_on = False
        self.ending = ""
        self.uses = 0

    def end_read(self) -> None:
        """Skip the reset on the next release: this saves one of the two round trips of a read."""
        self.reader = None
        self.reset_skipped = True


class DatabasePool(asyncpg.Pool):  # type: ignore[misc]  # asyncpg has no types
    """A pool whose callers wait for a connection for a bounded time.

    When it serves requests, `long_reads` and `streams` limit how many of its connections are held for long by reads.
    """

    def __init__(
        self, *args: Any, size: int, serves_requests: bool, acquire_timeout: float = ACQUIRE_TIMEOUT, **options: Any
    ) -> None:
        super().__init__(*args, max_size=size, **options)
        self._acquire_timeout = acquire_timeout
        self.long_reads: LongReads | None = None
        self.streams: ReadSlots | None = None
        self._waiting = 0
        self.timeouts = 0
        """How many callers have waited for a connection in vain."""
        if serves_requests:
            # Of ten connections three are for long reads and four for streams, and three are left for quick reads.
            slots = ReadSlots(max(1, size * 3 // 10))
            self.long_reads = LongReads(slots, connections=self._open_connections)
            self.streams = ReadSlots(max(1, size * 4 // 10))

    @property
    def waiting(self) -> int:
        """How many callers wait for a connection."""
        return self._waiting

    def _open_connections(self) -> list[PooledConnection]:
        return [holder._con for holder in self._holders if holder.is_connected()]  # noqa: SLF001 - asyncpg has no other way

    def _acquire(self, timeout: float | None) -> Awaitable[Any]:
        """Return a connection; DatabaseUnreachable."""
        # Of a read's Python time, the timeout would be a tenth. An idle connection may be another's who waits for it.
        is_free = not self._waiting and self.get_idle_size()
        return self._take(timeout) if is_free else self._wait_for_connection(timeout)

    def _take(self, timeout: float | None) -> Awaitable[Any]:
        taken: Awaitable[Any] = super()._acquire(timeout)
        return taken

    async def _wait_for_connection(self, timeout: float | None) -> Any:  # noqa: ASYNC109 - asyncpg's parameter
        self._waiting += 1
        try:
            async with asyncio.timeout(self._acquire_timeout):
                while True:
                    try:
                        return await self._take(timeout)
                    except asyncpg.TooManyConnectionsError:
                        # One that is released meanwhile is taken first.
                        await asyncio.sleep(ACQUIRE_PAUSE)
        except OSError as error:
            # TimeoutError is one of them.
            self.timeouts += isinstance(error, TimeoutError)
            raise DatabaseUnreachable("no connection to the database") from error
        finally:
            self._waiting -= 1


async def connect(dsn: str, *, name: str = "alcove") -> Connection:
    """Open one connection outside of any pool."""
    with explain_missing_user():
        connection = await asyncpg.connect(
            dsn,
            timeout=CONNECT_TIMEOUT,
            command_timeout=COMMAND_TIMEOUT,
            server_settings={**SERVER_SETTINGS, "application_name": name},
        )
    await _prepare(connection)
    return connection


async def open_pool(
    dsn: str,
    *,
    size: int = 10,
    name: str = "alcove",
    statement_timeout: float = 0.0,
    on_statement: Callable[[Any], None] | None = None,
) -> Pool:
    """Open a pool of at most `size` connections whose `json` values arrive as raw bytes.

    `on_statement` gets each statement that has ended, as asyncpg describes it.

    PostgreSQL cancels a statement after `statement_timeout` seconds, if it is not 0. Then the pool serves requests, and
    reads that take long get only a part of it.
    """
    milliseconds = str(int(statement_timeout * 1000))

    async def prepare(connection: Connection) -> None:
        await _prepare_pooled(connection)
        if on_statement is not None:
            connection.add_query_logger(on_statement)

    return await DatabasePool(
        dsn,
        size=size,
        serves_requests=bool(statement_timeout),
        min_size=1,
        max_queries=50_000,
        max_inactive_connection_lifetime=300.0,
        setup=None,
        init=prepare,
        reset=_reset,
        loop=None,
        connection_class=PooledConnection,
        record_class=asyncpg.Record,
        timeout=CONNECT_TIMEOUT,
        command_timeout=COMMAND_TIMEOUT,
        server_settings={**SERVER_SETTINGS, "application_name": name, "statement_timeout": milliseconds},
    )


async def connect_foreign(dsn: str, *, name: str) -> Connection:
    """Open a connection to a database of another program: the settings of its session are those of the server."""
    with explain_missing_user():
        connection = await asyncpg.connect(
            dsn,
            timeout=CONNECT_TIMEOUT,
            command_timeout=COMMAND_TIMEOUT,
            server_settings=foreign_settings(dsn, name),
        )
    await set_codecs(connection)
    return connection


@asynccontextmanager
async def foreign_connection(dsn: str, *, name: str) -> AsyncIterator[Connection]:
    """Yield a connection of `connect_foreign`, and close it."""
    connection = await connect_foreign(dsn, name=name)
    try:
        yield connection
    finally:
        # What was done with it is done, even if the database is lost now.
        with suppress(*CONNECTION_LOST):
            await connection.close(timeout=CLOSE_TIMEOUT)


@contextmanager
def explain_missing_user() -> Iterator[None]:
    """Raise DatabaseError when the DSN has no user and the user of this process has no name."""
    try:
        yield
    except KeyError as error:
        raise DatabaseError(
            "the database's address names no user, and this process's user has no name: write"
            " postgresql://user@host/name"
        ) from error


async def close_pool(pool: Pool, *, timeout: float = CLOSE_TIMEOUT) -> None:  # noqa: ASYNC109 - then terminate
    """Close a pool when its connections are free; terminate it after `timeout` seconds."""
    try:
        await asyncio.wait_for(pool.close(), timeout)
    except TimeoutError:
        pool.terminate()


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction, which commits when the block succeeds."""
    async with pool.acquire() as connection, connection.transaction():
        yield connection


async def run_transaction(pool: Pool, work: Callable[[Connection], Awaitable[T]]) -> T:
    """Return the result of `work` in a transaction, which is repeated when another one was in its way."""

    async def attempt() -> T:
        async with transaction(pool) as connection:
            return await work(connection)

    return await _repeat_after_conflict(attempt)


async def run_statement(
    pool: Pool,
    sql: str,
    *args: object,
    timeout: float | None = None,  # noqa: ASYNC109 - asyncpg's parameter
) -> list[Any]:
    """Return the rows of a statement that is a transaction of its own, repeated when another one was in its way.

    The statement must not change session state: the connection is not reset, and one round trip does for all.
    """

    async def attempt() -> list[Any]:
        async with pool.acquire() as connection:
            rows: list[Any] = await connection.fetch(sql, *args, timeout=timeout)
            connection.end_read()
            return rows

    return await _repeat_after_conflict(attempt)


async def _repeat_after_conflict(attempt: Callable[[], Awaitable[T]]) -> T:
    try:
        return await attempt()
    except CONFLICTS:
        wait = backoff(0.01, 0.2, jitter=1.0, rng=random.Random())  # noqa: S311 - no secret
        return await retry(attempt, on=CONFLICTS, wait=wait, sleep=asyncio.sleep, attempts=CONFLICT_ATTEMPTS)


async def set_codecs(connection: Connection) -> None:
    """Let `json` values arrive as raw bytes."""
    await connection.set_type_codec(
        "json", schema="pg_catalog", format="binary", encoder=_encode_json, decoder=_keep_bytes
    )


def foreign_settings(dsn: str, name: str) -> dict[str, str]:
    """Return the settings of a session in a database of another program; its address may have a name of its own."""
    return {} if "application_name=" in dsn else {"application_name": name}


async def _prepare(connection: Connection) -> str | None:
    await set_codecs(connection)
    # A database without the migration history has no tables of ours; neither has one whose history we may not read,
    # such as another program's database that an import reads.
    with suppress(asyncpg.UndefinedTableError, asyncpg.InsufficientPrivilegeError):
        path: str = await connection.fetchval(_SEARCH_PATH)
        return path
    return None


async def _prepare_pooled(connection: PooledConnection) -> None:
    connection.search_path = await _prepare(connection)


async def _reset(connection: PooledConnection) -> None:
    connection.reader = None
    if connection.reset_skipped:
        connection.reset_skipped = False
        return
    query = connection.get_reset_query()
    if connection.search_path is not None:
        query += f"\nSET search_path = {connection.search_path};"
    if query:
        await connection.execute(query)


def _encode_json(value: bytes | str) -> bytes:
    return value.encode() if isinstance(value, str) else value


def _keep_bytes(value: bytes) -> bytes:
    return value
