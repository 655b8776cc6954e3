"""The check that comes before an endpoint: who is calling, and may they."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar, Final

from alcove.foundation.errors import AppError, ForeignOrigin, RoleNeeded, SignInNeeded, SignInUnavailable
from alcove.foundation.settings import Secret
from alcove.foundation.web.access import Access, Authenticator, Credentials, Principal
from alcove.foundation.web.guards import Guards, is_foreign

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
PAGE_HEADER: Final = b"x-alcove-page"
"""Sent by a page that has a sign-in form: its browser must not open a window of its own."""
_EVERYBODY: Final = Principal(account_id=None, name="", kind="local")
_SERVER: Final = Principal(account_id=None, name="", kind="server-token")


class TokenAuthenticator:
    """Knows who has the server's token; without one everybody is let in."""

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
        """The two ways to send the token."""
        return self.SCHEMES

    async def identify(self, credentials: Credentials, /) -> Principal | None:
        """Return the owner of the token, None for anybody else."""
        if not self._token:
            return _EVERYBODY
        sent = sent_token(credentials.header(b"authorization"))
        return _SERVER if hmac.compare_digest(sent, self._token) else None


class AccessGuard:
    """Lets a request through to what it asks for, and notes who is calling in `scope["alcove.principal"]`."""

    def __init__(self, authenticator: Authenticator, *, guards: Guards) -> None:
        self._authenticator = authenticator
        self._guards = guards

    async def admit(self, scope: Any, *, access: Access, app: str, changes: bool | None = None) -> None:
        """Raise SignInNeeded, RoleNeeded or ForeignOrigin unless the caller may do this.

        `app` is the one whose roles count; `changes` says whether the request changes something, where that is not
        what its method says.
        """
        headers: Mapping[bytes, bytes] = dict(scope["headers"])
        if changes is None:
            changes = scope.get("method", "GET") not in SAFE
        if changes and is_foreign(headers, scheme=scope["scheme"], origins=self._guards.origins):
            raise ForeignOrigin("Web pages of another origin may not change anything here.")
        if access is Access.PUBLIC:
            return
        client = scope.get("client")
        credentials = Credentials(headers=headers, address=client[0] if client else "", scheme=scope["scheme"])
        principal = await self._authenticator.identify(credentials)
        if principal is None:
            raise SignInNeeded("Sign in to do this.", headers=_challenge(headers))
        # A browser always says where a page is from; a program that sends a cookie and says nothing is none of ours.
        if changes and principal.kind == "session" and not (b"origin" in headers or b"sec-fetch-site" in headers):
            raise ForeignOrigin("Only pages of this server may change something with a session.")
        _check_role(principal, access=access, app=app, changes=changes)
        scope["alcove.principal"] = principal
        scope["alcove.is_still_admitted"] = partial(self._is_still_admitted, credentials, access=access, app=app)
        if principal.set_cookie is not None:
            scope.setdefault("alcove.headers", []).append((b"set-cookie", principal.set_cookie.encode("latin-1")))

    async def _is_still_admitted(self, credentials: Credentials, *, access: Access, app: str) -> bool:
        """Tell whether the caller of an answer that goes on may still read it; while nobody can tell, they may."""
        try:
            principal = await self._authenticator.identify(credentials)
        except AppError as error:
            return error.status == SignInUnavailable.status
        if principal is None:
            return False
        try:
            _check_role(principal, access=access, app=app, changes=False)
        except RoleNeeded:
            return False
        return True


def _challenge(headers: Mapping[bytes, bytes]) -> Mapping[str, str]:
    """Return the header at which browsers open a prompt; not for pages with a form, nor for their streams."""
    has_form = PAGE_HEADER in headers or b"text/event-stream" in headers.get(b"accept", b"")
    return {} if has_form else {"WWW-Authenticate": SignInNeeded.challenge}


def _check_role(principal: Principal, *, access: Access, app: str, changes: bool) -> None:
    if principal.scopes is not None and not _in_scope(principal.scopes, access=access, app=app, changes=changes):
        raise RoleNeeded("This token may not do this: its scopes leave it out.")
    if access is Access.ACCOUNT:
        return
    role = principal.role_in(app)
    if role is None:
        raise RoleNeeded(f"Your account has no role in {app}; an owner can give it one.")
    if access is Access.OWNER and role != "owner":
        raise RoleNeeded(f"Only an owner of {app} may do this.")


def _in_scope(scopes: frozenset[str], *, access: Access, app: str, changes: bool) -> bool:
    if access is Access.ACCOUNT:
        return not changes
    return app in scopes or (f"{app}:read" in scopes and not changes)


def sent_token(authorization: str) -> bytes:
    """Return the bearer token or the password of Basic in a header, b"" for neither."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip().encode("latin-1", "replace")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(rest.strip(), validate=True).partition(b":")[2]
    except (binascii.Error, ValueError):
        return b""
