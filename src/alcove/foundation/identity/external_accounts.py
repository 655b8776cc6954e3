"""Accounts of users of external backends, created at their first sign-in."""

from collections.abc import Sequence

from alcove.foundation.database import Connection, Pool, transaction
from alcove.foundation.identity.model import Account, BackendUser, ExternalId
from alcove.foundation.identity.store import accounts
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.identity")


class ExternalAccounts:
    """Finds or creates accounts of external users, and keeps their administrator status up to date.

    Administrators own all `apps`; other users become members of the `shared_apps` at their first sign-in.
    """

    def __init__(self, pool: Pool, *, apps: Sequence[str], shared_apps: Sequence[str]) -> None:
        self._pool = pool
        self._apps = list(apps)
        self._shared_apps = list(shared_apps)

    async def find_or_create(self, user: BackendUser, *, external_id: ExternalId) -> Account | None:
        """Return the account of a user, created if needed; None when it is banned."""
        if user.account_id is not None:
            return await accounts.find(self._pool, user.account_id)
        existing = await accounts.find_by_identity(self._pool, external_id)
        if existing is not None and self._is_current(existing[0], was_admin=existing[1], is_admin=user.is_admin):
            return existing[0]
        async with transaction(self._pool) as connection:
            await accounts.lock(connection, f"{external_id.provider} {external_id.id}")
            return await self._update(connection, user, external_id=external_id)

    def _is_current(self, account: Account, *, was_admin: bool, is_admin: bool) -> bool:
        if is_admin:
            return was_admin and all(account.roles.get(app) == "owner" for app in self._apps)
        return not was_admin

    async def _update(self, connection: Connection, user: BackendUser, *, external_id: ExternalId) -> Account | None:
        existing = await accounts.find_by_identity(connection, external_id)
        if existing is None and await accounts.has_identity(connection, external_id):
            return None
        if existing is None:
            account = await accounts.add_external_user(
                connection, external_id, name=user.username, is_admin=user.is_admin
            )
            log.info("account_created", account=str(account.id), provider=external_id.provider)
        else:
            account = existing[0]
            await accounts.set_admin(connection, external_id, is_admin=user.is_admin)
        if user.is_admin:
            await accounts.set_role(connection, account.id, apps=self._apps, role="owner")
        elif existing is None:
            await accounts.set_role(connection, account.id, apps=self._shared_apps, role="member")
        elif existing[1]:
            await accounts.demote_owner(connection, account.id)
        return await accounts.find(connection, account.id)
