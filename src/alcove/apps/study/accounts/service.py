"""Administration of accounts by the operator of the server."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from alcove.apps.study.account_data import AccountDeletion
from alcove.apps.study.account_data.model import AccountKept, AccountMissing
from alcove.apps.study.accounts import store
from alcove.apps.study.accounts.model import StudyAccount
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool

FOREVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""Until when an account is banned that nobody is going to unban."""


class StudyAccounts:
    """What the operator of the server does with accounts; every `name` is an address or id. AccountMissing."""

    def __init__(self, pool: Pool, *, clock: Clock, deletion: AccountDeletion) -> None:
        self._pool = pool
        self._clock = clock
        self._deletion = deletion

    async def list_accounts(self) -> Sequence[StudyAccount]:
        """Return the members of this app, oldest first."""
        return await store.list_accounts(self._pool)

    async def find(self, name: str) -> StudyAccount:
        """Return an account."""
        account = await store.find_account(self._pool, name)
        if account is None:
            raise AccountMissing("There is no account with this address or id.")
        return account

    async def ban(self, name: str, *, days: int | None) -> StudyAccount:
        """End the sessions of an account, and let nobody sign in for some days, or for good."""
        account, now = await self.find(name), self._clock.now()
        await store.ban_account(self._pool, account.id, until=FOREVER if days is None else now + timedelta(days=days))
        return await self.find(str(account.id))

    async def unban(self, name: str) -> StudyAccount:
        """Let the owner of an account sign in again."""
        account = await self.find(name)
        await store.unban_account(self._pool, account.id)
        return await self.find(str(account.id))

    async def delete(self, name: str, *, days: int) -> StudyAccount:
        """End the sessions of an account, and delete it after `days` days; AccountKept, SoleOwner."""
        account = await self.find(name)
        deletion = await self._deletion.schedule(account.id, days=days, email=account.email, replaces=True)
        if deletion is None:
            raise AccountKept("This account cannot be deleted: the server itself uses it.")
        return account if not days else await self.find(str(account.id))

    async def restore(self, name: str) -> StudyAccount:
        """Keep an account that was to be deleted; AccountKept."""
        account = await self.find(name)
        if await self._deletion.take_back(account.id) is None:
            raise AccountKept("The account is not to be deleted.")
        return await self.find(str(account.id))
