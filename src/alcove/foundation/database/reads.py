"""Reads in one round trip, and streamed reads; PostgreSQL makes the JSON, which is passed on as bytes."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any, cast

import asyncpg

from alcove.foundation.database.pool import Connection, Pool


async def read_json(source: Pool | Connection, sql: str, *args: object) -> bytes:
    """Return the json or bytea value of a statement as bytes; NULL is `null`."""
    if not isinstance(source, asyncpg.Pool):
        return _as_bytes(await source.fetchval(sql, *args))
    async with source.acquire() as connection:
        value = await connection.fetchval(sql, *args)
        connection.skip_reset()
    return _as_bytes(value)


async def read_row(source: Pool | Connection, sql: str, *args: object) -> Mapping[str, Any] | None:
    """Return the first row of a statement by column; the statement must not change session state."""
    if not isinstance(source, asyncpg.Pool):
        return cast("Mapping[str, Any] | None", await source.fetchrow(sql, *args))
    async with source.acquire() as connection:
        row = await connection.fetchrow(sql, *args)
        connection.skip_reset()
    return cast("Mapping[str, Any] | None", row)


async def read_rows(pool: Pool, sql: str, *args: object, batch: int = 500) -> AsyncGenerator[list[bytes], None]:
    """Yield the json or bytea column of a statement, `batch` rows at a time, from one snapshot.

    A caller that stops early must close the iterator (`contextlib.aclosing`) to release the connection.
    """
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        cursor = await connection.cursor(sql, *args)
        while rows := await cursor.fetch(batch):
            yield [row[0] for row in rows]


def _as_bytes(value: Any) -> bytes:
    if value is None:
        return b"null"
    return value.encode() if isinstance(value, str) else value
