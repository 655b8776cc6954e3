"""What the server says of itself."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from alcove.foundation.database.pool import Connection, Pool


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server that answers."""

    version: str
    now: datetime


async def ask_server(source: Pool | Connection) -> Server:
    """Return the server's version and what its clock says."""
    row = await source.fetchrow("SELECT current_setting('server_version') AS version, clock_timestamp() AS now")
    return Server(row["version"], row["now"])


async def identify(source: Pool | Connection) -> str:
    """Return what tells this database from others, '' for one that Alcove has not set up."""
    with suppress(asyncpg.UndefinedTableError):
        # Its first migration was applied at a microsecond of its own.
        since = await source.fetchval("SELECT min(applied_at) FROM alcove.migrations")
        return f"{since.timestamp() * 1_000_000:.0f}" if since else ""
    return ""
