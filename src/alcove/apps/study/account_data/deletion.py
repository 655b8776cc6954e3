"""The deletion of an account: scheduled, taken back, and done once it is due."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Final, TypeAlias
from uuid import UUID

from alcove.apps.study.account_data.mails import DeletionMails
from alcove.apps.study.account_data.model import Deletion
from alcove.apps.study.account_data.store import deletion as store
from alcove.apps.study.project_copies import open_project_accounts
from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, Pool, transaction
from alcove.foundation.deps import Deps
from alcove.foundation.errors import AppError
from alcove.foundation.mail import Mailer, MailSettings
from alcove.foundation.telemetry import get_logger

RemoveCopy: TypeAlias = Callable[[UUID], Awaitable[object]]

BATCH: Final = 100
"""Accounts that are looked up at a time."""

log = get_logger("alcove.study")


class SoleOwner(AppError):
    """The account is the only owner of an app, so that it is not deleted."""

    status = 409
    code = "CONFLICT"


class AccountDeletion:
    """Deletes accounts after a grace period, in which they can be used and the deletion can be taken back."""

    def __init__(
        self, pool: Pool, *, clock: Clock, mails: DeletionMails, remove_copy: RemoveCopy | None = None
    ) -> None:
        """Take how the copy of a deleted account is removed from the database of a program, if there is one."""
        self._pool = pool
        self._clock = clock
        self._mails = mails
        self._remove_copy = remove_copy

    async def find(self, account_id: UUID) -> Deletion | None:
        """Return the scheduled deletion of an account, None when it stays."""
        return await store.find_deletion(self._pool, account_id)

    async def schedule(
        self, account_id: UUID, *, days: int, email: str | None, replaces: bool = False
    ) -> Deletion | None:
        """End the sessions of an account and schedule its deletion; with 0 days it is deleted at once. SoleOwner.

        An earlier date stays, unless this one `replaces` it. None when there is no such account.
        """
        now = self._clock.now()
        async with transaction(self._pool) as connection:
            if not await store.lock_account(connection, account_id):
                return None
            if apps := await store.list_apps_without_owner(connection, account_id):
                raise SoleOwner(
                    f"This account is the only owner of {', '.join(apps)}, and is not deleted: make somebody else an"
                    " owner first."
                )
            is_new = replaces or await store.find_deletion(connection, account_id) is None
            deletion = await store.schedule(
                connection, account_id, now=now, due_at=now + timedelta(days=days), replaces=replaces
            )
            if days and is_new:
                await self._mails.send_scheduled(connection, deletion, email=email)
        if deletion.due_at <= now:
            await self.delete_due(account_id)
        return deletion

    async def take_back(self, account_id: UUID) -> Deletion | None:
        """Keep an account that was to be deleted, and return what was scheduled; None when nothing was."""
        async with transaction(self._pool) as connection:
            await store.lock_account(connection, account_id)
            return await store.cancel(connection, account_id)

    async def list_due(self, *, after: UUID) -> Sequence[UUID]:
        """Return the next accounts that are due, at most `BATCH`, by id."""
        return await store.list_due(self._pool, now=self._clock.now(), after=after, limit=BATCH)

    async def delete_due(self, account_id: UUID) -> bool:
        """Delete an account that is due, in one transaction; False when it stays or is already gone.

        An account that has become the only owner of an app in the meantime stays, too.
        """
        async with transaction(self._pool) as connection:
            if not await store.lock_account(connection, account_id):
                return False
            account = await store.find_due(connection, account_id, now=self._clock.now())
            if account is None:
                return False
            if apps := await store.list_apps_without_owner(connection, account_id):
                log.warning("study_account_not_deleted", apps=list(apps), reason="it is their only owner")
                return False
            await store.delete_account(connection, account)
            await self._mails.send_deleted(connection, email=account.email)
        log.info("study_account_deleted")
        await self._delete_copy(account_id)
        return True

    async def _delete_copy(self, account_id: UUID) -> None:
        if self._remove_copy is None:
            return
        try:
            await self._remove_copy(account_id)
        except DATABASE_LOST as error:
            # Every start of the server compares the accounts, and deletes what is gone.
            log.warning("project_account_not_deleted", reason=str(error))


def build_deletion(deps: Deps) -> AccountDeletion:
    """Return the deletion of the server's accounts."""
    mailer = Mailer(deps.load(MailSettings), clock=deps.clock)
    mails, copies = DeletionMails(mailer), open_project_accounts(deps)
    return AccountDeletion(
        deps.pool, clock=deps.clock, mails=mails, remove_copy=None if copies is None else copies.remove
    )
