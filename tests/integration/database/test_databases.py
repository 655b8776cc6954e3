"""New databases on a server that others use, too."""

import asyncio
import uuid

import asyncpg

from alcove.foundation.database import connect, database_exists, ensure_database

REFUSED_AFTER = 5.0
"""Seconds after which PostgreSQL gives up a new database while somebody is connected to its template."""


async def test_a_database_is_created_once(dsn: str) -> None:
    """The second call finds it; a name needs no certain letters."""
    name = f'new "one" {uuid.uuid4()}'
    connection = await connect(dsn)
    try:
        assert not await database_exists(connection, name)
        assert [await ensure_database(connection, name) for _ in range(2)] == [True, False]
        assert await database_exists(connection, name)
    finally:
        await drop(connection, name)


async def test_a_busy_template_is_waited_for(dsn: str) -> None:
    """Somebody connected to `template1` for a moment, such as a program that watches the server, delays it only."""
    name = f"new_{uuid.uuid4().hex}"
    connection, watching = await connect(dsn), await asyncpg.connect(dsn, database="template1")
    try:
        creating = asyncio.create_task(ensure_database(connection, name))
        await asyncio.sleep(REFUSED_AFTER + 0.5)
        assert not creating.done()
        await watching.close()
        assert await creating
    finally:
        watching.terminate()
        await drop(connection, name)


async def drop(connection: asyncpg.Connection, name: str) -> None:
    """Drop a database, and close the connection."""
    quoted = await connection.fetchval("SELECT quote_ident($1)", name)
    await connection.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
    await connection.close()
