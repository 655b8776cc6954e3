"""The lock between backups, which need every file of their snapshot, and the removal of files."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from alcove.foundation.database import Connection, Pool
from alcove.wires.supabase.storage.upkeep import store

WAIT_SECONDS: Final = 600
"""How long a backup waits for a removal, which keeps the lock for a batch of files only."""


@asynccontextmanager
async def hold_files(pool: Pool) -> AsyncIterator[None]:
    """Keep all files of versions for the block; several may do so at once.

    The pool is that of the server's own database. Take the lock before the snapshot of the database: until it is
    released, no file disappears that a row of the snapshot names. DATABASE_LOST, TimeoutError.
    """
    async with pool.acquire() as connection:
        await store.lock_shared(connection, seconds=WAIT_SECONDS)
        try:
            yield
        finally:
            await store.unlock_shared(connection)


async def keep_files(connection: Connection) -> None:
    """Do the same until a connection to the server's own database closes."""
    await store.lock_shared(connection, seconds=WAIT_SECONDS)


@asynccontextmanager
async def try_lock_removal(pool: Pool) -> AsyncIterator[bool]:
    """Yield whether files may be removed in the block, because no backup runs."""
    async with pool.acquire() as connection:
        locked = await store.try_lock(connection)
        try:
            yield locked
        finally:
            if locked:
                await store.unlock(connection)
