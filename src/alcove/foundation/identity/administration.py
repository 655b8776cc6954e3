"""What owners do with other people's accounts: list, invite, give roles, remove."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from alcove.foundation.database import Pool, transaction
from alcove.foundation.errors import AppError, RoleNeeded
from alcove.foundation.identity.errors import AccountUnknown, LastOwner, RolesUnsuitable, TooManyTokens
from alcove.foundation.identity.model import (
    LOCAL_OWNER,
    Account,
    Role,
    check_roles,
    digest_of,
    email_of,
    new_code,
)
from alcove.foundation.identity.service import AccountService
from alcove.foundation.identity.store import accounts, codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Administrator:
    """Who administers: the apps that they own, and the account, None for whoever owns the machine."""

    owned: frozenset[str]
    account_id: UUID | None


class Administration:
    """Looks after accounts; nobody gives, takes or removes more than they own."""

    def __init__(self, pool: Pool, *, service: AccountService) -> None:
        self._pool = pool
        self._service = service
        self._apps = service.apps

    async def list_accounts(self) -> list[Account]:
        """Return the accounts, oldest first."""
        return await accounts.list_accounts(self._pool)

    async def find(self, text: str) -> Account:
        """Return the account of an id, an email address or a name; AccountUnknown, also when there are several."""
        found = [
            account
            for account in await accounts.list_accounts(self._pool)
            if text.strip().lower() in (str(account.id), account.email, account.name.lower())
        ]
        if len(found) != 1:
            reason = "Several accounts have this name: take the id." if found else "There is no such account."
            raise AccountUnknown(reason)
        return found[0]

    async def set_roles(self, by: Administrator, account_id: UUID, *, roles: Mapping[str, Role | None]) -> Account:
        """Give an account roles, or with None take them; LastOwner, RoleNeeded."""
        check_roles(roles, self._apps)
        self._check_owned(by, roles)
        lost = [app for app, role in roles.items() if role != "owner"]
        async with transaction(self._pool) as connection:
            alone = await accounts.apps_without_owner(connection, account_id, apps=lost)
            account = await accounts.find(connection, account_id)
            if account is None or account.id == LOCAL_OWNER:
                raise AccountUnknown("There is no such account.")
            _check_others(account, alone)
            for app, role in roles.items():
                await accounts.set_role(connection, account_id, apps=[app], role=role)
        return await self._service.account(account_id)

    async def remove(self, by: Administrator, account_id: UUID) -> None:
        """Remove an account with its sessions and tokens; LastOwner, RoleNeeded."""
        async with transaction(self._pool) as connection:
            account = await accounts.find(connection, account_id)
            if account is None or account.id == LOCAL_OWNER:
                raise AccountUnknown("There is no such account.")
            self._check_owned(by, account.roles)
            _check_others(account, await accounts.apps_without_owner(connection, account_id, apps=account.owned))
            await accounts.remove(connection, account_id)

    async def invite(
        self, by: Administrator, *, email: str | None, roles: Mapping[str, Role]
    ) -> tuple[codes.Invitation, str]:
        """Return a new invitation and its link, which is also sent to `email` where mail is configured."""
        check_roles(roles, self._apps)
        self._check_owned(by, roles)
        if not roles:
            raise RolesUnsuitable("An invitation gives a role in at least one app.")
        address, code = email_of(email), new_code()
        made = await codes.add_invitation(
            self._pool, digest_of(code), email=address, roles=roles, created_by=by.account_id
        )
        if made is None:
            raise TooManyTokens(f"There are {codes.MOST_OPEN} open invitations. Take some back first.")
        link = await self._service.link(f"/invitation?code={code}")
        if address and self._service.mailer.is_configured:
            await self._send(made, to=address, link=link)
        return made, link

    async def list_invitations(self) -> Sequence[codes.Invitation]:
        """Return the invitations that can still be accepted, newest first."""
        return await codes.list_invitations(self._pool)

    async def remove_invitation(self, by: Administrator, invitation_id: UUID) -> None:
        """Take back an invitation; AccountUnknown."""
        found = [one for one in await codes.list_invitations(self._pool) if one.id == invitation_id]
        if found:
            self._check_owned(by, found[0].roles)
        if not found or not await codes.remove_invitation(self._pool, invitation_id):
            raise AccountUnknown("There is no such invitation.")

    async def _send(self, invitation: codes.Invitation, *, to: str, link: str) -> None:
        text = (
            f"You are invited to use: {', '.join(sorted(invitation.roles))}.\n\n"
            f"Make your account here within {codes.INVITED_FOR} days:\n{link}\n"
        )
        try:
            await self._service.mailer.send(to=to, subject="An invitation to Alcove", text=text)
        except AppError:
            # Nobody has seen its link.
            await codes.remove_invitation(self._pool, invitation.id)
            raise

    def _check_owned(self, by: Administrator, roles: Mapping[str, object]) -> None:
        foreign = sorted(set(roles) & set(self._apps) - by.owned)
        if foreign:
            raise RoleNeeded(f"Only an owner may do this, and you are none of: {', '.join(foreign)}.")


def _check_others(account: Account, alone: Sequence[str]) -> None:
    kept = [app for app in alone if app in account.owned]
    if kept:
        raise LastOwner(f"Nobody else owns {', '.join(kept)}. Make somebody else an owner first.")
