"""Endpoints for the caller's own account: password, sessions, API tokens."""

from alcove.foundation.errors import CrossOriginForbidden, RoleRequired, TooManyAttempts
from alcove.foundation.identity.errors import (
    AccountNotFound,
    InvalidCredentials,
    InvalidName,
    InvalidPassword,
    InvalidRoles,
    NoLocalPassword,
    TooManyTokens,
)
from alcove.foundation.identity.routes.context import AccountContext, AnyCall, client_of, path_id
from alcove.foundation.identity.schemas import (
    Done,
    Ended,
    PasswordBody,
    SessionList,
    TokenBody,
    TokenList,
    TokenView,
    session_view,
    token_view,
)
from alcove.foundation.web import Access, Api, Call, Link

_CHANGE = (CrossOriginForbidden, RoleRequired)


def register_own_account(api: Api, context: AccountContext) -> None:
    """Declare the endpoints."""
    _add_password(api, context)
    _add_sessions(api, context)
    _add_tokens(api, context)


def _add_password(api: Api, context: AccountContext) -> None:
    @api.route(
        "POST", "/api/account/password", body=PasswordBody, response_model=Done,
        errors=(*_CHANGE, InvalidCredentials, InvalidPassword, NoLocalPassword, TooManyAttempts),
        access=Access.ACCOUNT, summary="Change the password, which ends the other sessions",
    )  # fmt: skip
    async def change(call: Call[None, PasswordBody]) -> Done:
        principal, account_id = context.person(call)
        await context.service.change_password(
            account_id,
            current=call.body.current,
            new=call.body.new,
            session_id=principal.session_id,
            client=client_of(call),
        )
        return Done()


def _add_sessions(api: Api, context: AccountContext) -> None:
    @api.route(
        "GET",
        "/api/account/sessions",
        response_model=SessionList,
        errors=(RoleRequired,),
        access=Access.ACCOUNT,
        summary="The open sessions",
    )
    async def sessions(call: AnyCall) -> SessionList:
        principal, account_id = context.person(call)
        found = await context.service.list_sessions(account_id)
        return SessionList(sessions=[session_view(session, current=principal.session_id) for session in found])

    @api.route(
        "DELETE",
        "/api/account/sessions",
        response_model=Ended,
        errors=_CHANGE,
        access=Access.ACCOUNT,
        summary="End all sessions but this one",
    )
    async def end_others(call: AnyCall) -> Ended:
        principal, account_id = context.person(call)
        return Ended(await context.service.end_sessions(account_id, except_session=principal.session_id))

    @api.route(
        "DELETE", "/api/account/sessions/{id}", response_model=Done, errors=(*_CHANGE, AccountNotFound),
        access=Access.ACCOUNT, summary="End one session",
    )  # fmt: skip
    async def end(call: AnyCall) -> Done:
        _, account_id = context.person(call)
        await context.service.end_session(account_id, path_id(call))
        return Done()


def _add_tokens(api: Api, context: AccountContext) -> None:
    @api.route(
        "GET",
        "/api/account/tokens",
        response_model=TokenList,
        errors=(RoleRequired,),
        access=Access.ACCOUNT,
        summary="The API tokens",
    )
    async def tokens(call: AnyCall) -> TokenList:
        _, account_id = context.person(call)
        return TokenList(tokens=[token_view(token) for token in await context.service.list_tokens(account_id)])

    @api.route(
        "POST", "/api/account/tokens", body=TokenBody, response_model=TokenView,
        errors=(*_CHANGE, InvalidName, InvalidRoles, TooManyTokens),
        links=[Link("DELETE /api/account/tokens/{id}", {"id": "$response.body#/id"})],
        access=Access.ACCOUNT, summary="Create an API token, which is shown once",
    )  # fmt: skip
    async def add(call: Call[None, TokenBody]) -> TokenView:
        _, account_id = context.person(call)
        body = call.body
        token, text = await context.service.add_token(account_id, name=body.name, scopes=body.scopes, days=body.days)
        return token_view(token, text=text)

    @api.route(
        "DELETE", "/api/account/tokens/{id}", response_model=Done, errors=(*_CHANGE, AccountNotFound),
        access=Access.ACCOUNT, summary="Remove an API token",
    )  # fmt: skip
    async def remove(call: AnyCall) -> Done:
        _, account_id = context.person(call)
        await context.service.remove_token(account_id, path_id(call))
        return Done()
