"""Authentication and authorization before a request reaches its endpoint."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar, Final

from alcove.foundation.errors import AppError, CrossOriginForbidden, RoleRequired, SignInRequired, SignInUnavailable
from alcove.foundation.settings import Secret
from alcove.foundation.web.access import SAFE_METHODS, Access, Authenticator, Credentials, Principal
from alcove.foundation.web.origin_guard import OriginGuard, is_cross_site

PAGE_HEADER: Final = b"x-alcove-page"
"""Sent by pages with a sign-in form: the browser must not open its own password dialog."""
_LOCAL_OWNER: Final = Principal(account_id=None, name="", kind="local")
_TOKEN_OWNER: Final = Principal(account_id=None, name="", kind="server-token")


class TokenAuthenticator:
    """Identifies callers by the server's token; without a token it accepts every caller."""

    SCHEMES: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "basic": {"type": "http", "scheme": "basic"},
    }

    def __init__(self, token: Secret) -> None:
        self._token = token.reveal().encode()

    @property
    def is_required(self) -> bool:
        """Whether callers need the token."""
        return bool(self._token)

    @property
    def schemes(self) -> Mapping[str, Mapping[str, str]]:
        """The OpenAPI schemes for sending the token."""
        return self.SCHEMES

    async def identify(self, credentials: Credentials, /) -> Principal | None:
        """Return the owner of the token, None for other callers."""
        if not self._token:
            return _LOCAL_OWNER
        token = read_token(credentials.header(b"authorization"))
        return _TOKEN_OWNER if hmac.compare_digest(token, self._token) else None


class AccessGuard:
    """Authorizes requests and stores the caller in `scope["alcove.principal"]`."""

    def __init__(self, authenticator: Authenticator, *, origins: OriginGuard) -> None:
        self._authenticator = authenticator
        self._origins = origins

    async def authorize(
        self, scope: Any, *, access: Access, app: str, changes: bool | None = None, same_site_only: bool = False
    ) -> None:
        """Raise SignInRequired, RoleRequired or CrossOriginForbidden unless the caller may do this.

        `app` is the one whose roles count. `changes` overrides whether the request changes something; by default the
        HTTP method decides. `same_site_only` refuses pages of other sites although nothing changes.
        """
        headers: Mapping[bytes, bytes] = dict(scope["headers"])
        if changes is None:
            changes = scope.get("method", "GET") not in SAFE_METHODS
        if (changes or same_site_only) and is_cross_site(
            headers, scheme=scope["scheme"], origins=self._origins.origins
        ):
            raise CrossOriginForbidden("Web pages of another origin may not change anything here.")
        if access is Access.PUBLIC:
            return
        client = scope.get("client")
        credentials = Credentials(headers=headers, address=client[0] if client else "", scheme=scope["scheme"])
        principal = await self._authenticator.identify(credentials)
        if principal is None:
            raise SignInRequired("Sign in to do this.", headers=_challenge(headers))
        # Browsers always send one of these headers with a change; other programs must not use a session cookie.
        if changes and principal.kind == "session" and not (b"origin" in headers or b"sec-fetch-site" in headers):
            raise CrossOriginForbidden("Only pages of this server may change something with a session.")
        _check_role(principal, access=access, app=app, changes=changes)
        scope["alcove.principal"] = principal
        scope["alcove.is_still_authorized"] = partial(self._is_still_authorized, credentials, access=access, app=app)
        if principal.set_cookie is not None:
            scope.setdefault("alcove.headers", []).append((b"set-cookie", principal.set_cookie.encode("latin-1")))

    async def _is_still_authorized(self, credentials: Credentials, *, access: Access, app: str) -> bool:
        """Return whether the caller may still read a streamed response; True while accounts cannot be read."""
        try:
            principal = await self._authenticator.identify(credentials)
        except AppError as error:
            return error.status == SignInUnavailable.status
        if principal is None:
            return False
        try:
            _check_role(principal, access=access, app=app, changes=False)
        except RoleRequired:
            return False
        return True


def _challenge(headers: Mapping[bytes, bytes]) -> Mapping[str, str]:
    """Return the header that makes browsers ask for a password; none for pages with a form, nor for their streams."""
    has_form = PAGE_HEADER in headers or b"text/event-stream" in headers.get(b"accept", b"")
    return {} if has_form else {"WWW-Authenticate": SignInRequired.challenge}


def _check_role(principal: Principal, *, access: Access, app: str, changes: bool) -> None:
    if principal.scopes is not None and not _is_in_scope(principal.scopes, access=access, app=app, changes=changes):
        raise RoleRequired("The scopes of this token do not allow this.")
    if access is Access.ACCOUNT:
        return
    role = principal.role_in(app)
    if role is None:
        raise RoleRequired(f"Your account has no role in {app}; an owner can give it one.")
    if access is Access.OWNER and role != "owner":
        raise RoleRequired(f"Only an owner of {app} may do this.")


def _is_in_scope(scopes: frozenset[str], *, access: Access, app: str, changes: bool) -> bool:
    if access is Access.ACCOUNT:
        return not changes
    return app in scopes or (f"{app}:read" in scopes and not changes)


def read_token(authorization: str) -> bytes:
    """Return the bearer token or the Basic password of an Authorization header, b"" for neither."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip().encode("latin-1", "replace")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(rest.strip(), validate=True).partition(b":")[2]
    except (binascii.Error, ValueError):
        return b""
