"""Account administration by owners: list, invite, assign roles, remove."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from alcove.foundation.database import Pool, transaction
from alcove.foundation.errors import AppError, RoleRequired
from alcove.foundation.identity.errors import AccountNotFound, InvalidRoles, LastOwner, TooManyTokens
from alcove.foundation.identity.model import (
    LOCAL_OWNER,
    Account,
    Role,
    check_roles,
    hash_code,
    new_code,
    normalize_email,
)
from alcove.foundation.identity.service import AccountService
from alcove.foundation.identity.store import accounts, codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Administrator:
    """Who administers: their owned apps and their account, None for the operator of the server."""

    owned_apps: frozenset[str]
    account_id: UUID | None


class Administration:
    """Manages accounts; owners can change roles in their own apps only."""

    def __init__(self, pool: Pool, *, service: AccountService) -> None:
        self._pool = pool
        self._service = service
        self._apps = service.apps

    async def list_accounts(self) -> list[Account]:
        """Return the accounts, oldest first."""
        return await accounts.list_accounts(self._pool)

    async def find(self, text: str) -> Account:
        """Return the account with this id, email address or name; AccountNotFound when there is none or several."""
        matches = [
            account
            for account in await accounts.list_accounts(self._pool)
            if text.strip().lower() in (str(account.id), account.email, account.name.lower())
        ]
        if len(matches) != 1:
            reason = "Several accounts have this name: use the id." if matches else "There is no such account."
            raise AccountNotFound(reason)
        return matches[0]

    async def set_roles(self, actor: Administrator, account_id: UUID, *, roles: Mapping[str, Role | None]) -> Account:
        """Set roles of an account; None removes a role. LastOwner, RoleRequired."""
        check_roles(roles, self._apps)
        self._check_actor_owns(actor, roles)
        affected_apps = [app for app, role in roles.items() if role != "owner"]
        async with transaction(self._pool) as connection:
            apps_without_others = await accounts.apps_without_owner(connection, account_id, apps=affected_apps)
            account = await accounts.find(connection, account_id)
            if account is None or account.id == LOCAL_OWNER:
                raise AccountNotFound("There is no such account.")
            _check_other_owners(account, apps_without_others)
            for app, role in roles.items():
                await accounts.set_role(connection, account_id, apps=[app], role=role)
        return await self._service.get_account(account_id)

    async def remove(self, actor: Administrator, account_id: UUID) -> None:
        """Remove an account with its sessions and tokens; LastOwner, RoleRequired."""
        async with transaction(self._pool) as connection:
            account = await accounts.find(connection, account_id)
            if account is None or account.id == LOCAL_OWNER:
                raise AccountNotFound("There is no such account.")
            self._check_actor_owns(actor, account.roles)
            _check_other_owners(
                account, await accounts.apps_without_owner(connection, account_id, apps=account.owned_apps)
            )
            await accounts.remove(connection, account_id)

    async def invite(
        self, actor: Administrator, *, email: str | None, roles: Mapping[str, Role]
    ) -> tuple[codes.Invitation, str]:
        """Return a new invitation and its link, which is also sent to `email` where mail is configured."""
        check_roles(roles, self._apps)
        self._check_actor_owns(actor, roles)
        if not roles:
            raise InvalidRoles("An invitation gives a role in at least one app.")
        address, code = normalize_email(email), new_code()
        invitation = await codes.add_invitation(
            self._pool, hash_code(code), email=address, roles=roles, created_by=actor.account_id
        )
        if invitation is None:
            raise TooManyTokens(f"There are {codes.MAX_OPEN} open invitations. Revoke some first.")
        link = await self._service.link(f"/invitation?code={code}")
        if address and self._service.mailer.is_configured:
            await self._send(invitation, to=address, link=link)
        return invitation, link

    async def list_invitations(self) -> Sequence[codes.Invitation]:
        """Return the invitations that can still be accepted, newest first."""
        return await codes.list_invitations(self._pool)

    async def remove_invitation(self, actor: Administrator, invitation_id: UUID) -> None:
        """Revoke an invitation; AccountNotFound."""
        matches = [
            invitation for invitation in await codes.list_invitations(self._pool) if invitation.id == invitation_id
        ]
        if matches:
            self._check_actor_owns(actor, matches[0].roles)
        if not matches or not await codes.remove_invitation(self._pool, invitation_id):
            raise AccountNotFound("There is no such invitation.")

    async def _send(self, invitation: codes.Invitation, *, to: str, link: str) -> None:
        text = (
            f"You are invited to use: {', '.join(sorted(invitation.roles))}.\n\n"
            f"Create your account here within {codes.INVITATION_DAYS} days:\n{link}\n"
        )
        try:
            await self._service.mailer.send(to=to, subject="An invitation to Alcove", text=text)
        except AppError:
            # The link was not delivered.
            await codes.remove_invitation(self._pool, invitation.id)
            raise

    def _check_actor_owns(self, actor: Administrator, roles: Mapping[str, object]) -> None:
        not_owned = sorted(set(roles) & set(self._apps) - actor.owned_apps)
        if not_owned:
            raise RoleRequired(f"Only an owner may do this, and you do not own: {', '.join(not_owned)}.")


def _check_other_owners(account: Account, apps_without_others: Sequence[str]) -> None:
    orphaned_apps = [app for app in apps_without_others if app in account.owned_apps]
    if orphaned_apps:
        raise LastOwner(f"There is no other owner of {', '.join(orphaned_apps)}. Make somebody else an owner first.")
