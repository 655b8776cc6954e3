"""The database that programs see: the server's own, or a project database. Its services share the connections."""

import asyncio
from functools import cached_property
from typing import Final

import asyncpg

from alcove.apps.study.api_database.store import ensure_login, project_address
from alcove.apps.study.settings import StudySettings
from alcove.foundation.database import (
    DatabaseUnreachable,
    PgListener,
    Pool,
    close_pool,
    open_foreign_pool,
    open_pool,
)
from alcove.foundation.deps import Deps
from alcove.foundation.telemetry import get_logger

NAME: Final = "alcove-rest"
IDLE_SECONDS: Final = 30.0
OWNER_CONNECTIONS: Final = 3

log = get_logger("alcove.study")


class ApiDatabase:
    """Connections to the database that programs see, which are opened on first use.

    `pool` is for requests: its role may only become the roles of callers, and each user sets up the session.
    `owner_pool` and `listener` are the server's own and never run what a request contains.
    """

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._settings = deps.load(StudySettings)
        self._lock = asyncio.Lock()
        self._pool: Pool | None = None
        self._owner_pool: Pool | None = None
        self._listener: PgListener | None = None

    @cached_property
    def owner_address(self) -> str:
        """The address of the server's own connections."""
        name = self._settings.study_project_database
        return project_address(self._deps.dsn, name) if name else self._deps.dsn

    async def address(self) -> str:
        """Return the address for requests, for which a role is made at the first call; DatabaseUnreachable."""
        if self._settings.study_database_url:
            return self._settings.study_database_url.reveal()
        try:
            login = await ensure_login(self._deps.pool)
        except asyncpg.InsufficientPrivilegeError as error:
            log.error("rest_role_not_made", reason=str(error), setting="STUDY_DATABASE_URL")  # noqa: TRY400
            raise DatabaseUnreachable(
                "the user of the database may not create the role of the REST API: see STUDY_DATABASE_URL"
            ) from error
        return login.address(self._deps.dsn, database=self._settings.study_project_database)

    async def pool(self) -> Pool:
        """Return the connections for requests; DatabaseUnreachable, DATABASE_LOST."""
        async with self._lock:
            if self._pool is None:
                size = self._settings.study_database_pool_size
                address = await self.address()
                self._pool = await open_foreign_pool(address, size=size, name=NAME, idle_lifetime=IDLE_SECONDS)
                self._deps.exit_stack.push_async_callback(close_pool, self._pool)
            return self._pool

    async def owner_pool(self) -> Pool:
        """Return the server's own connections; DATABASE_LOST."""
        if not self._settings.study_project_database:
            return self._deps.pool
        async with self._lock:
            if self._owner_pool is None:
                self._owner_pool = await open_pool(self.owner_address, size=OWNER_CONNECTIONS, name="alcove-project")
                self._deps.exit_stack.push_async_callback(close_pool, self._owner_pool)
            return self._owner_pool

    async def listener(self) -> PgListener:
        """Return the listener for notifications of this database; DATABASE_LOST."""
        if not self._settings.study_project_database:
            return self._deps.pg_listener
        async with self._lock:
            if self._listener is None:
                listener = PgListener(self.owner_address, name="alcove-project-listener")
                await listener.start()
                self._listener = listener
                self._deps.exit_stack.push_async_callback(listener.close)
            return self._listener
