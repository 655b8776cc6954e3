"""The sign-in endpoints of the newer page; accounts and sessions are those of the server."""

from typing import Any

import msgspec
from starlette.responses import JSONResponse, Response

from alcove.apps.books.accounts.schemas import LoginForm, SignInState, Success
from alcove.apps.books.error_responses import BooksErrorBody
from alcove.apps.books.errors import (
    CrossSite,
    InvalidRequest,
    SignInBroken,
    SignInBrokenPlainText,
    TooManyTries,
    Unauthorized,
)
from alcove.apps.books.model.prefixes import both_paths
from alcove.foundation.errors import SignInUnavailable, TooManyAttempts
from alcove.foundation.identity import (
    INVALID_CREDENTIALS,
    WARN_ATTEMPTS_LEFT,
    AccountAuthenticator,
    ClientInfo,
    Identity,
    SignInFailed,
    parse_session_cookie,
    set_cookie,
)
from alcove.foundation.web import Access, Api, Call, Principal, ResponseSpec, SignInErrors
from alcove.foundation.web import Credentials as Proof

SIGN_IN = SignInErrors(
    errors=(Unauthorized, TooManyTries, SignInBroken, SignInBrokenPlainText), change_errors=(CrossSite,)
)
"""The errors of sign-in in the OpenAPI description."""


def register(api: Api, *, authenticator: AccountAuthenticator, identity: Identity) -> None:
    """Add the endpoints."""

    @api.route(
        "GET",
        *both_paths("/api/auth/check"),
        response_model=SignInState,
        access=Access.PUBLIC,
        summary="Whether the caller is signed in",
    )
    async def check_sign_in(call: Call[None, None]) -> SignInState:
        settings = await identity.sign_in.current()
        mode = authenticator.policy.mode(settings)
        try:
            principal = await _identify(call, authenticator)
        except (SignInUnavailable, TooManyAttempts):
            return SignInState(authenticated=False, auth_required=True, auth_mode="unknown", is_admin=False)
        return SignInState(
            authenticated=principal is not None,
            auth_required=authenticator.is_required,
            # The page shows its form for name and password for this mode.
            auth_mode="builtin" if mode == "accounts" else mode,
            is_admin=principal is not None and principal.role_in(api.name) == "owner",
        )

    _add_login(api, authenticator, identity=identity)
    _add_logout(api, identity)


async def _identify(call: Call[Any, Any], authenticator: AccountAuthenticator) -> Principal | None:
    """Return the caller by the session of a request, or the anonymous principal when sign-in is not required."""
    scope = call.request.scope
    headers = {name: value for name, value in scope["headers"] if name != b"authorization"}
    return await authenticator.identify(Proof(headers=headers, address=_client_address(call), scheme=scope["scheme"]))


def _add_login(api: Api, authenticator: AccountAuthenticator, *, identity: Identity) -> None:
    @api.route(
        "POST",
        *both_paths("/api/auth/login"),
        response_model=Success,
        raw_body=LoginForm,
        errors=(InvalidRequest, Unauthorized, CrossSite, TooManyTries),
        responses=[ResponseSpec(500, "Sign-in is configured but does not work.", model=BooksErrorBody)],
        headers={"Set-Cookie": "If sign-in is required: the session."},
        access=Access.PUBLIC,
        summary="Sign in",
    )
    async def login(call: Call[None, None]) -> Response:
        username, password, remember = await _parse_credentials(call)
        if not authenticator.is_required:
            return JSONResponse({"success": True})
        cookie = call.request.headers.get("cookie", "")
        client = ClientInfo(address=_client_address(call), user_agent=call.request.headers.get("user-agent", ""))
        try:
            found = await identity.sign_in.sign_in(
                username, password, client=client, before=parse_session_cookie(cookie), remember=remember
            )
        except SignInUnavailable:
            return JSONResponse({"error": "Database configuration error"}, status_code=500)
        if isinstance(found, SignInFailed):
            left = f" Tries left: {found.left}" if found.left <= WARN_ATTEMPTS_LEFT else ""
            raise Unauthorized(INVALID_CREDENTIALS + left)
        return await _sign_in_response(call, found.session, identity=identity, remember=remember)


def _add_logout(api: Api, identity: Identity) -> None:
    @api.route(
        "POST",
        *both_paths("/api/auth/logout"),
        response_model=Success,
        errors=(CrossSite,),
        headers={"Set-Cookie": "An expired session cookie."},
        access=Access.PUBLIC,
        summary="Sign out",
    )
    async def logout(call: Call[None, None]) -> Response:
        await identity.sign_in.sign_out(parse_session_cookie(call.request.headers.get("cookie", "")))
        return await _sign_in_response(call, "", identity=identity)


async def _sign_in_response(
    call: Call[Any, Any], session: str, *, identity: Identity, remember: bool = False
) -> Response:
    settings = await identity.sign_in.current()
    response = JSONResponse({"success": True})
    response.headers["Set-Cookie"] = set_cookie(
        session, scheme=call.request.scope["scheme"], secure=settings.session_cookie_secure, remember=remember
    )
    return response


def _client_address(call: Call[Any, Any]) -> str:
    """Return the client's address, as trusted proxies have forwarded it."""
    client = call.request.client
    return client.host if client else ""


async def _parse_credentials(call: Call[Any, Any]) -> tuple[str, str, bool]:
    try:
        body = msgspec.json.decode(await call.request.body())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        body = None
    if not isinstance(body, dict) or not body:
        raise InvalidRequest("No data provided")
    username, password = body.get("username"), body.get("password")
    if not isinstance(username, str) or not isinstance(password, str) or not username.strip() or not password:
        raise InvalidRequest("Username and password are required")
    return username.strip(), password, body.get("remember_me") is True
