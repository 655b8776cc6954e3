"""The accounts of people whom another way of signing in knows, made when they first come."""

from collections.abc import Sequence

from alcove.foundation.database import Connection, Pool, transaction
from alcove.foundation.identity.model import Account, ExternalId, Person
from alcove.foundation.identity.store import accounts
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.identity")


class People:
    """Finds or makes the accounts of people from elsewhere, and follows who is an administrator there.

    Administrators are owners of all `apps`; others become members of the `household`'s apps when they first come.
    """

    def __init__(self, pool: Pool, *, apps: Sequence[str], household: Sequence[str]) -> None:
        self._pool = pool
        self._apps = list(apps)
        self._household = list(household)

    async def account_of(self, person: Person, *, known_by: ExternalId) -> Account | None:
        """Return a person's account; None when it is banned."""
        if person.account_id is not None:
            return await accounts.find(self._pool, person.account_id)
        found = await accounts.find_by_identity(self._pool, known_by)
        if found is not None and self._is_current(found[0], was_admin=found[1], is_admin=person.is_admin):
            return found[0]
        async with transaction(self._pool) as connection:
            await accounts.lock(connection, f"{known_by.provider} {known_by.id}")
            return await self._follow(connection, person, known_by=known_by)

    def _is_current(self, account: Account, *, was_admin: bool, is_admin: bool) -> bool:
        if is_admin:
            return was_admin and all(account.roles.get(app) == "owner" for app in self._apps)
        return not was_admin

    async def _follow(self, connection: Connection, person: Person, *, known_by: ExternalId) -> Account | None:
        found = await accounts.find_by_identity(connection, known_by)
        if found is None and await accounts.has_identity(connection, known_by):
            return None
        if found is None:
            account = await accounts.add_person(connection, known_by, name=person.username, is_admin=person.is_admin)
            log.info("account_made", account=str(account.id), provider=known_by.provider)
        else:
            account = found[0]
            await accounts.set_admin(connection, known_by, is_admin=person.is_admin)
        if person.is_admin:
            await accounts.set_role(connection, account.id, apps=self._apps, role="owner")
        elif found is None:
            await accounts.set_role(connection, account.id, apps=self._household, role="member")
        elif found[1]:
            await accounts.demote(connection, account.id)
        return await accounts.find(connection, account.id)
