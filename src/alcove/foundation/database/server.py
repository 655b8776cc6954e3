"""What the server says of itself."""

from dataclasses import dataclass
from datetime import datetime

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
