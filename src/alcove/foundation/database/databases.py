"""The databases of a server: whether one exists, and a new one."""

from typing import Final

import asyncpg

from alcove.foundation.database.pool import Connection

ATTEMPTS: Final = 4
"""PostgreSQL itself waits 5 s before it refuses."""

_EXISTS: Final = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)"


async def database_exists(connection: Connection, name: str) -> bool:
    """Return whether the server has a database of that name."""
    result: bool = await connection.fetchval(_EXISTS, name)
    return result


async def ensure_database(connection: Connection, name: str) -> bool:
    """Create a database unless it exists; return whether it was created.

    A database is a copy of `template1`, which PostgreSQL refuses while somebody is connected to that, as programs that
    watch or administer a server are for a moment. Then it is tried again; asyncpg.ObjectInUseError after 20 s.
    """
    quoted = await connection.fetchval("SELECT quote_ident($1)", name)
    for attempt in range(1, ATTEMPTS + 1):
        if await database_exists(connection, name):
            return False
        try:
            await connection.execute(f"CREATE DATABASE {quoted}")
        except asyncpg.ObjectInUseError:
            if attempt == ATTEMPTS:
                raise
        else:
            return True
    return False
