"""Connections to PostgreSQL: one pool per process, transactions at the edge."""

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

SESSION = {"TimeZone": "UTC", "jit": "off"}

# `public` is open to other programs: what they put there must never be taken for a table or function of ours, so
# it is not looked at. The ledger knows which schemas are ours.
_SEARCH_PATH = """
SELECT set_config('search_path', coalesce(string_agg(DISTINCT schema, ', '), 'alcove') || ', alcove, pg_temp', false)
FROM alcove.migrations
"""


class Session(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """A connection that knows when nothing was done to it that would have to be undone."""

    __slots__ = ("search_path", "untouched")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.untouched = False
        self.search_path: str | None = None

    def spare_reset(self) -> None:
        """Skip the next reset: this saves a plain read the second of its two round trips."""
        self.untouched = True


async def connect(dsn: str, *, name: str = "alcove") -> Connection:
    """Open one connection outside of any pool."""
    with user_named():
        connection = await asyncpg.connect(
            dsn,
            timeout=CONNECT_TIMEOUT,
            command_timeout=COMMAND_TIMEOUT,
            server_settings={**SESSION, "application_name": name},
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
        connection_class=Session,
        timeout=CONNECT_TIMEOUT,
        command_timeout=COMMAND_TIMEOUT,
        server_settings={**SESSION, "application_name": name},
    )


@contextmanager
def user_named() -> Iterator[None]:
    """Raise DatabaseError where an address names no user and the system knows none for this process."""
    try:
        yield
    except KeyError as error:
        raise DatabaseError(
            "the database's address names no user, and this process's user has no name: write"
            " postgresql://user@host/name"
        ) from error


async def close_pool(pool: Pool, *, timeout: float = CLOSE_TIMEOUT) -> None:  # noqa: ASYNC109 - a deadline, then force
    """Close a pool once its connections are free, or by force when the time is up."""
    try:
        await asyncio.wait_for(pool.close(), timeout)
    except TimeoutError:
        pool.terminate()


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """Give a connection inside a transaction that commits when the block ends well."""
    async with pool.acquire() as connection, connection.transaction():
        yield connection


async def _prepare(connection: Connection) -> str | None:
    await connection.set_type_codec("json", schema="pg_catalog", format="binary", encoder=_encode_json, decoder=_same)
    # A database without the ledger has nothing of ours that could be mistaken, and who may not read it owns nothing of
    # ours: such as the reader of another database that is imported from.
    with suppress(asyncpg.UndefinedTableError, asyncpg.InsufficientPrivilegeError):
        path: str = await connection.fetchval(_SEARCH_PATH)
        return path
    return None


async def _prepare_pooled(connection: Session) -> None:
    connection.search_path = await _prepare(connection)


async def _reset(connection: Session) -> None:
    if connection.untouched:
        connection.untouched = False
        return
    query = connection.get_reset_query()
    if connection.search_path is not None:
        query += f"\nSET search_path = {connection.search_path};"
    if query:
        await connection.execute(query)


def _encode_json(value: bytes | str) -> bytes:
    return value.encode() if isinstance(value, str) else value


def _same(value: bytes) -> bytes:
    return value
