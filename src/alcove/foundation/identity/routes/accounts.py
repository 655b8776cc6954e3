"""Endpoints for owners: accounts and invitations."""

from alcove.foundation.errors import CrossOriginForbidden, RoleRequired
from alcove.foundation.identity.errors import (
    AccountNotFound,
    InvalidName,
    InvalidRoles,
    LastOwner,
    TooManyTokens,
)
from alcove.foundation.identity.routes.context import AccountContext, AnyCall, path_id
from alcove.foundation.identity.schemas import (
    AccountList,
    Done,
    InvitationBody,
    InvitationList,
    InvitationView,
    ListedAccount,
    RolesBody,
    invitation_view,
    listed_account,
)
from alcove.foundation.web import Access, Api, Call, Link

_CHANGE = (CrossOriginForbidden, RoleRequired)
_FIRST_ACCOUNT = {"id": "$response.body#/accounts/0/id"}


def register_accounts(api: Api, context: AccountContext) -> None:
    """Declare the endpoints."""
    _add_accounts(api, context)
    _add_invitations(api, context)


def _add_accounts(api: Api, context: AccountContext) -> None:
    @api.route(
        "GET",
        "/api/accounts",
        response_model=AccountList,
        errors=(RoleRequired,),
        links=[Link(f"{method} /api/accounts/{{id}}", _FIRST_ACCOUNT) for method in ("PATCH", "DELETE")],
        access=Access.ACCOUNT,
        summary="All accounts",
    )
    async def accounts(call: AnyCall) -> AccountList:
        await context.administrator(call)
        found = await context.administration.list_accounts()
        return AccountList(accounts=[listed_account(account) for account in found])

    @api.route(
        "PATCH", "/api/accounts/{id}", body=RolesBody, response_model=ListedAccount,
        errors=(*_CHANGE, AccountNotFound, InvalidRoles, LastOwner), access=Access.ACCOUNT,
        summary="Set or remove the roles of an account",
    )  # fmt: skip
    async def set_roles(call: Call[None, RolesBody]) -> ListedAccount:
        actor = await context.administrator(call)
        return listed_account(await context.administration.set_roles(actor, path_id(call), roles=call.body.roles))

    @api.route(
        "DELETE", "/api/accounts/{id}", response_model=Done, errors=(*_CHANGE, AccountNotFound, LastOwner),
        access=Access.ACCOUNT, summary="Remove an account with its sessions and tokens",
    )  # fmt: skip
    async def remove(call: AnyCall) -> Done:
        await context.administration.remove(await context.administrator(call), path_id(call))
        return Done()


def _add_invitations(api: Api, context: AccountContext) -> None:
    @api.route(
        "GET", "/api/accounts/invitations", response_model=InvitationList, errors=(RoleRequired,),
        access=Access.ACCOUNT, summary="The invitations that can still be accepted",
    )  # fmt: skip
    async def invitations(call: AnyCall) -> InvitationList:
        await context.administrator(call)
        found = await context.administration.list_invitations()
        return InvitationList(invitations=[invitation_view(invitation) for invitation in found])

    @api.route(
        "POST", "/api/accounts/invitations", body=InvitationBody, response_model=InvitationView,
        errors=(*_CHANGE, InvalidName, InvalidRoles, TooManyTokens),
        links=[Link("DELETE /api/accounts/invitations/{id}", {"id": "$response.body#/id"})],
        access=Access.ACCOUNT, summary="Invite somebody; the response has the link, once",
    )  # fmt: skip
    async def invite(call: Call[None, InvitationBody]) -> InvitationView:
        actor = await context.administrator(call)
        invitation, link = await context.administration.invite(actor, email=call.body.email, roles=call.body.roles)
        return invitation_view(invitation, link=link)

    @api.route(
        "DELETE", "/api/accounts/invitations/{id}", response_model=Done, errors=(*_CHANGE, AccountNotFound),
        access=Access.ACCOUNT, summary="Revoke an invitation",
    )  # fmt: skip
    async def remove(call: AnyCall) -> Done:
        await context.administration.remove_invitation(await context.administrator(call), path_id(call))
        return Done()
