"""Reads that cost one round trip; answers that PostgreSQL has already made: bytes in, bytes out."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any, cast

import asyncpg

from alcove.foundation.database.pool import Connection, Pool


async def read_json(source: Pool | Connection, sql: str, *args: object) -> bytes:
    """Run one statement that gives one json or bytea value and return its bytes; NULL is `null`."""
    if not isinstance(source, asyncpg.Pool):
        return _as_bytes(await source.fetchval(sql, *args))
    async with source.acquire() as connection:
        value = await connection.fetchval(sql, *args)
        connection.spare_reset()
    return _as_bytes(value)


async def read_row(source: Pool | Connection, sql: str, *args: object) -> Mapping[str, Any] | None:
    """Run one statement that changes nothing of its connection and return its first row, by column."""
    if not isinstance(source, asyncpg.Pool):
        return cast("Mapping[str, Any] | None", await source.fetchrow(sql, *args))
    async with source.acquire() as connection:
        row = await connection.fetchrow(sql, *args)
        connection.spare_reset()
    return cast("Mapping[str, Any] | None", row)


async def read_rows(pool: Pool, sql: str, *args: object, batch: int = 500) -> AsyncGenerator[list[bytes], None]:
    """Stream a statement's one json or bytea column, `batch` rows at a time, all of one snapshot.

    A caller that stops early closes the iterator (`contextlib.aclosing`), which frees the connection.
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
