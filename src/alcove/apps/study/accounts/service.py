"""Administration of accounts: export, and deletion after a grace period."""

from collections.abc import Sequence
from datetime import timedelta

from alcove.apps.study.accounts import store
from alcove.apps.study.accounts.model import AccountMissing, NotToBeDeleted, OwnerKept, StudyAccount
from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection, Pool, transaction


class StudyAccounts:
    """What the operator of the server does with accounts."""

    def __init__(self, pool: Pool, *, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def list_accounts(self) -> Sequence[StudyAccount]:
        """Return the members of this app, oldest first."""
        return await store.list_accounts(self._pool)

    async def export(self, name: str) -> bytes:
        """Return everything about an account but its secrets, as JSON; AccountMissing."""
        async with transaction(self._pool) as connection:
            account = await _find(connection, name)
            return await store.export_account(connection, account.id)

    async def delete(self, name: str, *, days: int) -> StudyAccount:
        """Let nobody sign in to an account, and delete it after `days` days; AccountMissing, OwnerKept."""
        async with transaction(self._pool) as connection:
            account = await _find(connection, name)
            if account.owns_app:
                raise OwnerKept(
                    "The account owns an app: give that role to another one first, with `alcove account role`."
                )
            due_at = self._clock.now() + timedelta(days=days)
            await store.request_deletion(connection, account.id, due_at=due_at)
            account = await _find(connection, name)
        if not days:
            await store.delete_due_accounts(self._pool)
        return account

    async def restore(self, name: str) -> StudyAccount:
        """Keep an account that was to be deleted; AccountMissing, NotToBeDeleted."""
        async with transaction(self._pool) as connection:
            account = await _find(connection, name)
            if not await store.cancel_deletion(connection, account.id):
                raise NotToBeDeleted("The account is not to be deleted.")
            return await _find(connection, name)


async def _find(connection: Connection, name: str) -> StudyAccount:
    account = await store.find_account(connection, name)
    if account is None:
        raise AccountMissing("There is no account with this address or id.")
    return account
