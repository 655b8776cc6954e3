"""Connections to PostgreSQL: single ones, the pool of a process, and transactions."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, TypeAlias

import asyncpg

from alcove.foundation.database.errors import DatabaseError

Connection: TypeAlias = asyncpg.Connection
Pool: TypeAlias = asyncpg.Pool

CONNECT_TIMEOUT = 10.0
COMMAND_TIMEOUT = 60.0
CLOSE_TIMEOUT = 10.0

SERVER_SETTINGS = {"TimeZone": "UTC", "jit": "off"}

# Without `public`: other programs may create objects there, which must never be mistaken for ours. The migration
# history lists our schemas.
_SEARCH_PATH = """
SELECT set_config('search_path', coalesce(string_agg(DISTINCT schema, ', '), 'alcove') || ', alcove, pg_temp', false)
FROM alcove.migrations
"""


class PooledConnection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """A pooled connection whose reset can be skipped when its session state has not changed."""

    __slots__ = ("reset_skipped", "search_path")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reset_skipped = False
        self.search_path: str | None = None

    def skip_reset(self) -> None:
        """Skip the reset on the next release: this saves one of the two round trips of a read."""
        self.reset_skipped = True


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


async def open_pool(dsn: str, *, size: int = 10, name: str = "alcove") -> Pool:
    """Open a pool of at most `size` connections whose `json` values arrive as raw bytes."""
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        init=_prepare_pooled,
        reset=_reset,
        connection_class=PooledConnection,
        timeout=CONNECT_TIMEOUT,
        command_timeout=COMMAND_TIMEOUT,
        server_settings={**SERVER_SETTINGS, "application_name": name},
    )


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


async def _prepare(connection: Connection) -> str | None:
    await connection.set_type_codec(
        "json", schema="pg_catalog", format="binary", encoder=_encode_json, decoder=_keep_bytes
    )
    # A database without the migration history has no tables of ours; neither has one whose history we may not read,
    # such as another program's database that an import reads.
    with suppress(asyncpg.UndefinedTableError, asyncpg.InsufficientPrivilegeError):
        path: str = await connection.fetchval(_SEARCH_PATH)
        return path
    return None


async def _prepare_pooled(connection: PooledConnection) -> None:
    connection.search_path = await _prepare(connection)


async def _reset(connection: PooledConnection) -> None:
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
