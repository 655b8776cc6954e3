"""Reads in one round trip, and streamed reads; PostgreSQL makes the JSON, which is passed on as bytes."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from typing import Any, cast

from asyncpg.transaction import Transaction

from alcove.foundation.database.errors import CONNECTION_LOST
from alcove.foundation.database.pool import Connection, DatabasePool, Pool


async def read_json(source: Pool | Connection, sql: str, *args: object) -> bytes:
    """Return the json or bytea value of a statement as bytes; NULL is `null`."""
    if not isinstance(source, DatabasePool):
        return _as_bytes(await source.fetchval(sql, *args))
    return _as_bytes(await _read(source, sql, args=args, method="fetchval"))


async def read_row(source: Pool | Connection, sql: str, *args: object) -> Mapping[str, Any] | None:
    """Return the first row of a statement by column; the statement must not change session state."""
    if not isinstance(source, DatabasePool):
        return cast("Mapping[str, Any] | None", await source.fetchrow(sql, *args))
    return cast("Mapping[str, Any] | None", await _read(source, sql, args=args, method="fetchrow"))


async def read_table(source: Pool | Connection, sql: str, *args: object) -> Sequence[Mapping[str, Any]]:
    """Return all rows of a statement by column; the statement must not change session state."""
    if not isinstance(source, DatabasePool):
        return cast("Sequence[Mapping[str, Any]]", await source.fetch(sql, *args))
    return cast("Sequence[Mapping[str, Any]]", await _read(source, sql, args=args, method="fetch"))


async def _read(pool: DatabasePool, sql: str, *, args: tuple[object, ...], method: str) -> Any:
    limit = pool.long_reads
    try:
        async with pool.acquire() as connection:
            if limit is not None:
                limit.begin(connection._con)  # noqa: SLF001 - asyncpg's proxy hides the connection
            result = await getattr(connection, method)(sql, *args)
            connection.end_read()
            return result
    except asyncio.CancelledError:
        if limit is None or not limit.was_stopped():
            raise
    async with limit.slots.hold(), pool.acquire() as connection:
        result = await getattr(connection, method)(sql, *args)
        connection.end_read()
        return result


async def read_rows(pool: Pool, sql: str, *args: object, batch: int = 500) -> AsyncGenerator[list[bytes], None]:
    """Yield the json or bytea column of a statement, `batch` rows at a time, from one snapshot.

    A caller that stops early must close the iterator (`contextlib.aclosing`) to release the connection. QueryTooSlow
    before the first batch when as many streams are read as there may be at a time.
    """
    async with open_snapshot(pool) as connection:
        cursor = await connection.cursor(sql, *args)
        while rows := await cursor.fetch(batch):
            yield [row[0] for row in rows]


@asynccontextmanager
async def open_snapshot(pool: Pool) -> AsyncIterator[Connection]:
    """Yield a connection whose statements all read the same snapshot; QueryTooSlow when there are too many streams."""
    streams = pool.streams if isinstance(pool, DatabasePool) else None
    # How long the connection is held depends on how fast the client reads.
    async with streams.hold() if streams is not None else nullcontext():
        connection = await pool.acquire()
        snapshot = connection.transaction(isolation="repeatable_read", readonly=True)
        try:
            await snapshot.start()
            yield connection
        finally:
            # When a client goes away, every wait of its response is cancelled, also the one for the transaction's end.
            await asyncio.shield(_end_read(pool, connection, snapshot=snapshot))


async def _end_read(pool: Pool, connection: Connection, *, snapshot: Transaction) -> None:
    """End the transaction of a read, and return its connection to the pool."""
    try:
        with suppress(*CONNECTION_LOST):
            await snapshot.rollback()
    finally:
        await pool.release(connection)


def _as_bytes(value: Any) -> bytes:
    if value is None:
        return b"null"
    return value.encode() if isinstance(value, str) else value
