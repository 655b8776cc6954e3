"""The role with which the connections for callers log in."""

from alcove.wires.supabase.realtime.changes.database import ChangesDatabase
from alcove.wires.supabase.realtime.changes.store.tables import read_login


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
