"""Signing in and out, and the gate that every other endpoint asks."""

import base64
import binascii
from collections.abc import Collection, Mapping
from typing import Any, Final

import msgspec
from starlette.responses import JSONResponse, Response

from alcove.apps.books.errors import (
    AdminNeeded,
    CrossSite,
    InvalidRequest,
    SignInBroken,
    SignInBrokenPlain,
    TooManyTries,
    Unauthorized,
)
from alcove.apps.books.model.identity import Identity
from alcove.apps.books.routes.context import Context
from alcove.apps.books.routes.paths import both
from alcove.apps.books.schemas import BooksErrorBody
from alcove.apps.books.schemas.signing_in import Credentials, Done, SignInState
from alcove.apps.books.service.opened_sources import Preferences
from alcove.apps.books.service.signing_in import WARNED, WRONG, SignedIn, SigningIn
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.store.sessions import OLDEST
from alcove.foundation.settings import Secret
from alcove.foundation.web import Access, Api, Call, Reply, SignIn, same_origin

COOKIE: Final = "alcove_books"
REALM: Final = 'Basic realm="Alcove books", charset="UTF-8"'
SCHEMES: Final = {
    "booksSession": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    "booksToken": {"type": "http", "scheme": "bearer"},
    "booksPassword": {"type": "http", "scheme": "basic"},
}
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class HttpGate:
    """Lets in who has a session, a password or a token; what a page of another site asks for is refused."""

    def __init__(
        self,
        signing_in: SigningIn,
        *,
        preferences: Preferences,
        server_token: Secret,
        origins: Collection[str] = (),
    ) -> None:
        """Take the sign-ins; the server's own token is nobody's password here, pages of `origins` count as ours."""
        self.signing_in = signing_in
        self._preferences = preferences
        self._server_token = server_token
        self._origins = frozenset(origin.lower() for origin in origins)

    async def user(self, call: Call[Any, Any], /) -> Identity:
        """Return who is calling."""
        is_old = call.request.scope["path"].startswith("/request")
        try:
            found = await self._found(call)
            if found is None:
                await self.signing_in.assure()
        except SignInBroken as error:
            raise SignInBrokenPlain(error.message) if is_old else error from error
        if found is None:
            raise Unauthorized("Unauthorized", headers={"WWW-Authenticate": REALM} if is_old else None)
        return found

    async def admin(self, call: Call[Any, Any], /) -> Identity:
        """Return who is calling, an administrator."""
        identity = await self.user(call)
        if not identity.is_admin:
            raise AdminNeeded("Administrator access is required")
        return identity

    async def who(self, headers: Mapping[bytes, bytes], /) -> Identity | None:
        """Return who sends these headers."""
        session = session_in(headers.get(b"cookie", b"").decode("latin-1"))
        found = await self.signing_in.by_session(session)
        if found is None:
            signed_in = await self._authorized(headers.get(b"authorization", b"").decode("latin-1"), address="")
            return signed_in.identity if signed_in else None
        return found

    async def current(self, call: Call[Any, Any]) -> Identity | None:
        """Return who has the session of a request."""
        return await self.signing_in.by_session(session_of(call))

    async def _found(self, call: Call[Any, Any]) -> Identity | None:
        request = call.request
        found = await self.signing_in.by_session(session_of(call))
        if found is not None and found.mode == "none":
            return found
        authorization = request.headers.get("authorization", "")
        if found is not None and (request.method in _SAFE or self._is_own(call)):
            return found
        if found is not None and not authorization:
            raise CrossSite("Only pages of this server may ask for this with a session")
        signed_in = await self._authorized(authorization, address=address_of(call))
        if signed_in is None:
            return None
        is_basic = authorization[:6].lower() == "basic "
        if is_basic and request.method not in _SAFE and self.is_foreign(call):
            raise CrossSite("A page of another site may not ask for this")
        if signed_in.session:
            set_cookie(call, cookie(call, signed_in.session, settings=await self._preferences.current()))
        return signed_in.identity

    def is_foreign(self, call: Call[Any, Any]) -> bool:
        """Tell whether a browser says that a page of another server asks."""
        headers = call.request.headers
        site, origin = headers.get("sec-fetch-site", "").strip().lower(), headers.get("origin", "")
        if origin.lower() in self._origins:
            return False
        if site and site not in ("same-origin", "none"):
            return True
        host, scheme = headers.get("host", ""), call.request.scope["scheme"]
        return bool(origin) and not same_origin(origin[:300], scheme=scheme, host=host)

    def _is_own(self, call: Call[Any, Any]) -> bool:
        """Tell whether a browser says that a page of ours asks; it always sends one of the two headers."""
        headers = call.request.headers
        return not self.is_foreign(call) and ("origin" in headers or "sec-fetch-site" in headers)

    async def _authorized(self, authorization: str, *, address: str) -> SignedIn | None:
        scheme, _, rest = authorization.partition(" ")
        if scheme.lower() == "bearer":
            identity = await self.signing_in.by_token(rest.strip())
            return SignedIn(identity=identity, session="") if identity else None
        if scheme.lower() != "basic":
            return None
        username, password = _decoded(rest)
        if not username or not password or (self._server_token and Secret(password) == self._server_token):
            return None
        return await self.signing_in.by_password(username, password, address=address)


def documented(context: Context) -> SignIn | None:
    """Return how callers sign in, for the description; None where the app asks nobody."""
    if not isinstance(context.gate, HttpGate):
        return None
    return SignIn(
        schemes=SCHEMES,
        errors=(Unauthorized, TooManyTries, SignInBroken, SignInBrokenPlain),
        change_errors=(CrossSite,),
        optional=context.settings.sign_in == "none",
    )


def register(api: Api, context: Context) -> None:
    """Add the endpoints."""
    gate = context.gate
    if not isinstance(gate, HttpGate):
        return

    @api.route("GET", *both("/api/auth/check"), answers=SignInState, access=Access.PUBLIC, summary="Who is signed in")
    async def check(call: Call[None, None]) -> SignInState:
        try:
            mode = await gate.signing_in.mode()
            identity = await gate.current(call)
            if identity is None:
                await gate.signing_in.assure()
        except SignInBroken:
            return SignInState(authenticated=False, auth_required=True, auth_mode="unknown", is_admin=False)
        return SignInState(
            authenticated=identity is not None,
            auth_required=mode != "none",
            auth_mode=mode,
            is_admin=identity is not None and identity.is_admin,
        )

    _add_login(api, context, gate=gate)
    _add_logout(api, context, gate=gate)


def _add_login(api: Api, context: Context, *, gate: HttpGate) -> None:
    @api.route(
        "POST",
        *both("/api/auth/login"),
        answers=Done,
        reads=Credentials,
        errors=(InvalidRequest, Unauthorized, CrossSite, TooManyTries),
        replies=[Reply(500, "Sign-in is configured and does not work.", answers=BooksErrorBody)],
        headers={"Set-Cookie": "If somebody has to sign in: the session."},
        access=Access.PUBLIC,
        summary="Sign in",
    )
    async def login(call: Call[None, None]) -> Response:
        username, password, remember = await _credentials(call)
        _refuse_foreign(call, gate)
        try:
            outcome = await gate.signing_in.sign_in(
                username, password, address=address_of(call), before=session_of(call), remember=remember
            )
        except SignInBroken:
            return JSONResponse({"error": "Database configuration error"}, status_code=500)
        if not isinstance(outcome, SignedIn):
            left = f" Tries left: {outcome.left}" if outcome.left <= WARNED else ""
            raise Unauthorized(WRONG + left)
        response = JSONResponse({"success": True})
        if outcome.session:
            settings = await context.preferences.current()
            response.headers["Set-Cookie"] = cookie(call, outcome.session, settings=settings, remember=remember)
        return response


def _add_logout(api: Api, context: Context, *, gate: HttpGate) -> None:
    @api.route(
        "POST", *both("/api/auth/logout"), answers=Done, errors=(CrossSite,), access=Access.PUBLIC,
        headers={"Set-Cookie": "The end of the session."}, summary="Sign out, whoever is signed in",
    )  # fmt: skip
    async def logout(call: Call[None, None]) -> Response:
        _refuse_foreign(call, gate)
        await gate.signing_in.sign_out(session_of(call))
        response = JSONResponse({"success": True})
        response.headers["Set-Cookie"] = cookie(call, "", settings=await context.preferences.current())
        return response


def session_of(call: Call[Any, Any]) -> str:
    """Return the session's id in a request, or nothing."""
    return session_in(call.request.headers.get("cookie", ""))


def session_in(header: str) -> str:
    """Return the session's id in a Cookie header, or nothing."""
    for part in header[:8192].split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value.strip('"')[:200]
    return ""


def address_of(call: Call[Any, Any]) -> str:
    """Return the caller's address, which trusted proxies have told already."""
    client = call.request.client
    return client.host if client else ""


def cookie(call: Call[Any, Any], session: str, *, settings: BooksSettings, remember: bool = False) -> str:
    """Return the header that keeps a session in the browser, until it is closed or for a week; none ends it."""
    parts = [f"{COOKIE}={session}", "Path=/", "HttpOnly", "SameSite=Lax"]
    if not session or remember:
        parts.append(f"Max-Age={OLDEST if session else 0}")
    wish = settings.session_cookie_secure
    if wish == "true" or (wish == "auto" and call.request.scope["scheme"] in ("https", "wss")):
        parts.append("Secure")
    return "; ".join(parts)


def set_cookie(call: Call[Any, Any], header: str) -> None:
    """Have the answer set a cookie, whatever it is."""
    call.request.scope.setdefault("alcove.headers", []).append((b"set-cookie", header.encode("latin-1")))


async def _credentials(call: Call[Any, Any]) -> tuple[str, str, bool]:
    try:
        given = msgspec.json.decode(await call.request.body())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        given = None
    if not isinstance(given, dict) or not given:
        raise InvalidRequest("No data provided")
    username, password = given.get("username"), given.get("password")
    if not isinstance(username, str) or not isinstance(password, str) or not username.strip() or not password:
        raise InvalidRequest("Username and password are required")
    return username.strip(), password, given.get("remember_me") is True


def _decoded(text: str) -> tuple[str, str]:
    try:
        username, _, password = base64.b64decode(text.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return username, password


def _refuse_foreign(call: Call[Any, Any], gate: HttpGate) -> None:
    if gate.is_foreign(call):
        raise CrossSite("A page of another site may not ask for this")
