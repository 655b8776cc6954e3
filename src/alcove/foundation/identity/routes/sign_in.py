"""Public endpoints: sign-in and sign-out, setup, sign-up, invitations and password recovery."""

from typing import Final

import msgspec
from starlette.responses import Response

from alcove.foundation.errors import CrossOriginForbidden, SignInUnavailable, TooManyAttempts
from alcove.foundation.identity.cookies import parse_session_cookie, set_cookie
from alcove.foundation.identity.errors import (
    AccountExists,
    AlreadySetUp,
    CodeExpired,
    InvalidCredentials,
    InvalidName,
    InvalidPassword,
    InvalidSetupCode,
    SignUpClosed,
)
from alcove.foundation.identity.model import NewAccount, SignInFailed
from alcove.foundation.identity.routes.context import AccountContext, AnyCall, client_of
from alcove.foundation.identity.schemas import (
    AccountState,
    AccountView,
    Done,
    InvitationPreview,
    NewAccountBody,
    RecoverBody,
    ResetBody,
    SetupBody,
    SignedInView,
    SignInBody,
)
from alcove.foundation.web import Access, Api, Call, Principal

INVALID_CREDENTIALS: Final = "Invalid username or password."
WARN_ATTEMPTS_LEFT: Final = 5
"""The response says how many attempts are left when there are at most this many."""
_COOKIE: Final = {"Set-Cookie": "The session cookie."}
_NEW_ACCOUNT_ERRORS: Final = (
    InvalidName,
    InvalidPassword,
    AccountExists,
    CrossOriginForbidden,
    TooManyAttempts,
    SignInUnavailable,
)


def register_sign_in(api: Api, context: AccountContext) -> None:
    """Declare the endpoints."""
    _add_state(api, context)
    _add_sign_in(api, context)
    _add_sign_out(api, context)
    _add_new_accounts(api, context)
    _add_invitations(api, context)
    _add_recovery(api, context)


def _add_state(api: Api, context: AccountContext) -> None:
    @api.route(
        "GET",
        "/api/account",
        response_model=AccountState,
        access=Access.PUBLIC,
        summary="Who is signed in, and what is possible without an account",
    )
    async def state(call: AnyCall) -> Response:
        service, authenticator = context.service, context.authenticator
        try:
            principal = await context.identify(call)
        except SignInUnavailable:
            principal = None
        settings = await service.sign_in.current()
        mode = authenticator.policy.mode(settings)
        body = AccountState(
            signed_in=principal is not None and principal.kind != "local",
            sign_in_required=authenticator.policy.is_required(settings),
            setup_needed=mode == "accounts" and not await service.is_set_up(),
            sign_up_allowed=settings.alcove_sign_up,
            password_reset=service.mailer.is_configured,
            backends=[
                *([mode] if mode in ("builtin", "cwa") else []),
                "accounts",
                *(["proxy"] if settings.alcove_proxy_user_header else []),
            ],
            account=_view(principal) if principal is not None else None,
        )
        headers = {"Set-Cookie": principal.set_cookie} if principal is not None and principal.set_cookie else None
        return Response(msgspec.json.encode(body), media_type="application/json", headers=headers)


def _view(principal: Principal) -> AccountView:
    return AccountView(
        id=principal.account_id, name=principal.name, email=principal.email, roles=principal.roles,
        kind=principal.kind, backend=principal.backend,
    )  # fmt: skip


def _add_sign_in(api: Api, context: AccountContext) -> None:
    @api.route(
        "POST", "/api/account/sign-in", body=SignInBody, response_model=SignedInView, access=Access.PUBLIC,
        headers=_COOKIE,
        errors=(InvalidCredentials, CrossOriginForbidden, TooManyAttempts, SignInUnavailable), summary="Sign in",
    )  # fmt: skip
    async def sign_in(call: Call[None, SignInBody]) -> Response:
        result = await context.service.sign_in.sign_in(
            call.body.name.strip(),
            call.body.password,
            client=client_of(call),
            before=parse_session_cookie(call.request.headers.get("cookie", "")),
            remember=call.body.remember,
        )
        if isinstance(result, SignInFailed):
            raise InvalidCredentials(
                INVALID_CREDENTIALS + (f" Tries left: {result.left}" if result.left <= WARN_ATTEMPTS_LEFT else "")
            )
        return await context.sign_in_response(call, result, remember=call.body.remember)


def _add_sign_out(api: Api, context: AccountContext) -> None:
    @api.route(
        "POST", "/api/account/sign-out", response_model=Done, access=Access.PUBLIC, errors=(CrossOriginForbidden,),
        headers={"Set-Cookie": "Deletes the session cookie."}, summary="Sign out",
    )  # fmt: skip
    async def sign_out(call: AnyCall) -> Response:
        await context.service.sign_in.sign_out(parse_session_cookie(call.request.headers.get("cookie", "")))
        settings = await context.service.sign_in.current()
        cookie = set_cookie("", scheme=call.request.scope["scheme"], secure=settings.session_cookie_secure)
        return Response(msgspec.json.encode(Done()), media_type="application/json", headers={"Set-Cookie": cookie})


def _add_new_accounts(api: Api, context: AccountContext) -> None:
    @api.route(
        "POST", "/api/account/setup", body=SetupBody, response_model=SignedInView, access=Access.PUBLIC,
        headers=_COOKIE,
        errors=(*_NEW_ACCOUNT_ERRORS, InvalidSetupCode, AlreadySetUp),
        summary="Create the first account with the setup code",
    )  # fmt: skip
    async def set_up(call: Call[None, SetupBody]) -> Response:
        result = await context.service.set_up(call.body.code, _new_account(call.body), client=client_of(call))
        return await context.sign_in_response(call, result)

    @api.route(
        "POST", "/api/account/sign-up", body=NewAccountBody, response_model=SignedInView,
        access=Access.PUBLIC, headers=_COOKIE,
        errors=(*_NEW_ACCOUNT_ERRORS, SignUpClosed), summary="Create an account, if sign-up is enabled",
    )  # fmt: skip
    async def sign_up(call: Call[None, NewAccountBody]) -> Response:
        return await context.sign_in_response(
            call, await context.service.sign_up(_new_account(call.body), client=client_of(call))
        )


def _add_invitations(api: Api, context: AccountContext) -> None:
    @api.route(
        "GET", "/api/account/invitations/{code}", response_model=InvitationPreview, access=Access.PUBLIC,
        errors=(CodeExpired, TooManyAttempts), summary="What an invitation offers",
    )  # fmt: skip
    async def preview(call: AnyCall) -> InvitationPreview:
        result = await context.service.get_invitation(call.path["code"], client=client_of(call))
        return InvitationPreview(email=result.email, roles=result.roles, expires_at=result.expires_at)

    @api.route(
        "POST", "/api/account/invitations/{code}", body=NewAccountBody, response_model=SignedInView,
        access=Access.PUBLIC,
        headers=_COOKIE, errors=(*_NEW_ACCOUNT_ERRORS, CodeExpired), summary="Accept an invitation",
    )  # fmt: skip
    async def accept(call: Call[None, NewAccountBody]) -> Response:
        result = await context.service.accept_invitation(
            call.path["code"], _new_account(call.body), client=client_of(call)
        )
        return await context.sign_in_response(call, result)


def _add_recovery(api: Api, context: AccountContext) -> None:
    @api.route(
        "POST", "/api/account/recover", body=RecoverBody, response_model=Done, status=202, access=Access.PUBLIC,
        errors=(CrossOriginForbidden, TooManyAttempts),
        summary="Send a password reset link, if an account has the address",
    )  # fmt: skip
    async def recover(call: Call[None, RecoverBody]) -> Response:
        await context.service.recover(call.body.email, client=client_of(call))
        return Response(msgspec.json.encode(Done()), status_code=202, media_type="application/json")

    @api.route(
        "POST", "/api/account/reset", body=ResetBody, response_model=Done, access=Access.PUBLIC,
        errors=(CodeExpired, InvalidPassword, CrossOriginForbidden, TooManyAttempts),
        summary="Set a new password with a recovery code",
    )  # fmt: skip
    async def reset(call: Call[None, ResetBody]) -> Done:
        await context.service.reset(call.body.code, call.body.password, client=client_of(call))
        return Done()


def _new_account(body: NewAccountBody) -> NewAccount:
    return NewAccount(email=body.email, name=body.name, password=body.password)
