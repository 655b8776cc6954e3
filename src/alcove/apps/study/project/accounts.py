"""The server's accounts in the database of a program: they are there when they are made, and follow each change."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

import asyncpg

from alcove.apps.study.api_database import project_address
from alcove.apps.study.project import store
from alcove.foundation.database import DATABASE_LOST, MISSED, Connection, connect, is_away
from alcove.foundation.deps import Deps
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.auth.deps import AuthHooks
from alcove.wires.supabase.auth.errors import unexpected_failure

CHANNEL: Final = "study_account"
"""A trigger notifies the id of an account that was added, changed or deleted."""
MAX_CHANGES: Final = 100
"""Changes that are copied one by one; for more, all accounts are compared."""
RETRY_SECONDS: Final = 5.0

log = get_logger("alcove.study")


class ProjectAccounts:
    """Copies accounts to a project database."""

    def __init__(self, deps: Deps, *, name: str) -> None:
        self._deps = deps
        self._address = project_address(deps.dsn, name)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start to copy changes; first what has changed before is copied. It waits for no database."""
        self._deps.exit_stack.push_async_callback(self.close)
        self._task = asyncio.create_task(self._follow(), name="study-project-accounts")

    async def close(self) -> None:
        """Stop copying."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def add(self, connection: Connection, account_id: UUID) -> None:
        """Copy an account from the transaction that makes it; errors of the program's triggers.

        If that transaction fails afterwards, the copy is removed the next time that all accounts are compared.
        """
        async with self._open() as project:
            if project is not None:
                await store.copy_account(connection, project, account_id=account_id)

    async def remove(self, account_id: UUID) -> bool:
        """Delete an account that is deleted here; False when the program's own rows keep it. DATABASE_LOST."""
        async with self._open() as project:
            return project is None or await store.delete_account(project, account_id)

    async def _follow(self) -> None:
        async with self._deps.pg_listener.subscribe(CHANNEL) as payloads:
            changes: Sequence[str] = [MISSED]
            while True:
                try:
                    await self._copy(changes)
                    changes = [await payloads.get()]
                except DATABASE_LOST as error:
                    log.warning("project_accounts_not_copied", reason=str(error))
                    await self._deps.clock.sleep(RETRY_SECONDS)
                    changes = [MISSED]
                while not payloads.empty():
                    changes = [*changes, payloads.get_nowait()]

    async def _copy(self, changes: Sequence[str]) -> None:
        async with self._open() as project, self._deps.pool.acquire() as server:
            if project is None:
                return
            if MISSED in changes or len(changes) > MAX_CHANGES:
                await store.copy_accounts(server, project)
                return
            for account_id in dict.fromkeys(changes):
                await store.copy_account(server, project, account_id=UUID(account_id))

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[Connection | None]:
        """Yield a connection, None while the database was not made: `alcove study migrate` copies all accounts then."""
        try:
            connection = await connect(self._address, name="alcove-project")
        except asyncpg.InvalidCatalogNameError:
            yield None
            return
        try:
            yield connection if await store.is_project(connection) else None
        finally:
            await connection.close()


class ProjectHooks:
    """Copies every new account to the project database, where the program's own triggers may refuse it."""

    def __init__(self, hooks: AuthHooks, *, accounts: ProjectAccounts) -> None:
        self._hooks = hooks
        self._accounts = accounts

    async def after_create(self, connection: Connection, user_id: UUID) -> None:
        """Follow up on a new account in both databases; AuthError when the program refuses it."""
        await self._hooks.after_create(connection, user_id)
        try:
            await self._accounts.add(connection, user_id)
        except asyncpg.PostgresError as error:
            if is_away(error):
                raise
            log.warning("project_refused_account", reason=str(error))
            raise unexpected_failure("Database error saving new user") from error
