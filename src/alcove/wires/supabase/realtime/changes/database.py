"""The connections that the feed of changes needs."""

from typing import Protocol

from alcove.foundation.database import PgListener, Pool
from alcove.wires.supabase.realtime.changes.store.tables import read_login


class ChangesDatabase(Protocol):
    """The database that programs see."""

    async def pool(self) -> Pool:
        """Return the connections for statements with the rights of callers; DATABASE_LOST."""
        ...

    async def owner_pool(self) -> Pool:
        """Return the server's own connections; DATABASE_LOST."""
        ...

    async def listener(self) -> PgListener:
        """Return the listener for notifications; DATABASE_LOST."""
        ...


class CallerLogin:
    """Knows the role of the connections for callers, from the first use on.

    A token may name any role, but callers have only the roles that this one may become. Where the database is asked for
    row security, it refuses others by itself; where it is not asked, the rights of a role are looked up with this one.
    """

    def __init__(self, database: ChangesDatabase) -> None:
        self._database = database
        self._name: str | None = None

    async def read(self) -> str:
        """Return the name of the role; DATABASE_LOST."""
        if self._name is None:
            self._name = await read_login(await self._database.pool())
        return self._name
