"""The version and clock of the server, and the identity of a database."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from alcove.foundation.database.pool import Connection, Pool


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """The version and the current time of a PostgreSQL server."""

    version: str
    now: datetime


async def read_server_info(source: Pool | Connection) -> ServerInfo:
    """Return the server's version and current time."""
    row = await source.fetchrow("SELECT current_setting('server_version') AS version, clock_timestamp() AS now")
    return ServerInfo(row["version"], row["now"])


async def read_database_id(source: Pool | Connection) -> str:
    """Return an id that distinguishes this database from others, '' before the first migration."""
    with suppress(asyncpg.UndefinedTableError):
        # The time of the first migration, in microseconds, is unique enough.
        first_applied_at = await source.fetchval("SELECT min(applied_at) FROM alcove.migrations")
        return f"{first_applied_at.timestamp() * 1_000_000:.0f}" if first_applied_at else ""
    return ""
