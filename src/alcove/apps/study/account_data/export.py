"""The export of an account: one JSON document, made while it is sent."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from typing import Final, Self
from uuid import UUID

import asyncpg
import msgspec

from alcove.apps.study.account_data.store import export as store
from alcove.apps.study.account_data.store.objects import LIST_FILES
from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection, Pool, foreign_connection, open_snapshot
from alcove.wires.supabase.auth.users.body import user_body
from alcove.wires.supabase.auth.users.store.users import find_user

FORMAT: Final = 1
_APPLICATION: Final = "alcove-export"
_CHUNK: Final = 32 * 1024


class AccountExport:
    """The chunks of an export; it must be closed, which frees its connection, even if no chunk was read."""

    def __init__(self, first: bytes, others: AsyncGenerator[bytes, None]) -> None:
        self._first: bytes | None = first
        self._others = others

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        """Return the next chunk."""
        if self._first is None:
            return await anext(self._others)
        first, self._first = self._first, None
        return first

    async def aclose(self) -> None:
        """Stop reading."""
        await self._others.aclose()


async def open_export(pool: Pool, account_id: UUID, *, clock: Clock, object_address: str = "") -> AccountExport | None:
    """Return the export of an account, read from one snapshot; None when there is no such account.

    `object_address` is the database with the rows of stored files, if it is another one. QueryTooSlow when as many
    streams are read as there may be at a time, DATABASE_LOST.
    """
    chunks = _join_parts(_write_export(pool, account_id, clock=clock, object_address=object_address))
    first = await anext(chunks, None)
    return None if first is None else AccountExport(first, chunks)


@asynccontextmanager
async def open_objects(own: Connection, address: str) -> AsyncIterator[Connection | None]:
    """Yield a connection to the rows of stored files: `own` without an address; None when there are none yet."""
    if not address:
        yield own
        return
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(foreign_connection(address, name=_APPLICATION))
        except asyncpg.InvalidCatalogNameError:
            yield None
            return
        await stack.enter_async_context(connection.transaction(isolation="repeatable_read", readonly=True))
        yield connection if await store.has_objects(connection) else None


async def _write_export(
    pool: Pool, account_id: UUID, *, clock: Clock, object_address: str
) -> AsyncGenerator[bytes, None]:
    async with open_snapshot(pool) as connection, open_objects(connection, object_address) as objects:
        user = await find_user(connection, account_id)
        if user is None:
            return
        head = {"format": FORMAT, "exported_at": clock.now(), "user": user_body(user)}
        yield msgspec.json.encode(head)[:-1]
        for name, statement in store.ACCOUNT_LISTS.items():
            yield b',"%s":' % name.encode()
            async for part in _write_rows(connection, statement, account_id=account_id):
                yield part
        yield b',"files":'
        if objects is None:
            yield b"[]"
        else:
            async for part in _write_rows(objects, LIST_FILES, account_id=account_id):
                yield part
        yield b',"data":{'
        for number, table in enumerate(await store.list_owned_tables(connection)):
            yield (b"," if number else b"") + msgspec.json.encode(table.name) + b":"
            async for part in _write_rows(connection, table.rows, account_id=account_id):
                yield part
        yield b"}}"


async def _write_rows(connection: Connection, statement: str, *, account_id: UUID) -> AsyncGenerator[bytes, None]:
    separator = b"["
    async for rows in store.read_owned_rows(connection, statement, account_id=account_id):
        yield separator + b",".join(rows)
        separator = b","
    yield b"[]" if separator == b"[" else b"]"


async def _join_parts(parts: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """Yield the parts in chunks that are worth a write."""
    buffer = bytearray()
    async with aclosing(parts):
        async for part in parts:
            buffer += part
            if len(buffer) >= _CHUNK:
                yield bytes(buffer)
                buffer.clear()
    if buffer:
        yield bytes(buffer)
