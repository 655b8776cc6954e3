"""The connections that the feed of changes needs."""

from typing import Protocol

from alcove.foundation.database import PgListener, Pool


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
