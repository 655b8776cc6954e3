"""Who calls the native API: the bearer of a token, the account of a page, or a program that signs."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from uuid import UUID

from alcove.apps.study.keys import KeyStore
from alcove.apps.study.native_api import NotAllowed, NotSignedIn
from alcove.apps.study.permissions import AppRoles
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.token_keys import CurrentVerifier
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.foundation.identity import sign_in_policy
from alcove.foundation.telemetry import ACCOUNT
from alcove.foundation.web import PAGE_HEADER, SAFE_METHODS, Authenticator, Call, Credentials, is_cross_site
from alcove.wires.supabase.auth.sessions.store import find_caller
from alcove.wires.supabase.auth.users.model import User
from alcove.wires.supabase.auth.users.store.users import find_user
from alcove.wires.supabase.tokens import InvalidClaims, TokenError, TokenVerifier, read_bearer

FindSigner: TypeAlias = Callable[[Call[Any, Any]], Awaitable[UUID | None]]
_KINDS = frozenset({"session", "password", "proxy", "local"})
_MISSING = "Sign in, and send the access token as a Bearer token."


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCaller:
    """An account with the session in which it calls; `aal` is the level of an access token's session."""

    user: User
    session_id: UUID | None
    aal: str | None = None


class CallerIdentifier:
    """Finds the account that calls."""

    def __init__(
        self,
        pool: Pool,
        *,
        clock: Clock,
        verifier: Callable[[], TokenVerifier],
        authenticator: Authenticator,
        find_signer: FindSigner,
        study_port: int | None,
    ) -> None:
        """Take how tokens are verified, and who knows the accounts that are signed in to a page of this server.

        `find_signer` returns the account for which a program has signed a call, None for one that is not signed. The
        pages at `study_port` are those of a program, which has accounts of its own.
        """
        self._study_port = study_port
        self._find_signer = find_signer
        self._pool = pool
        self._roles = AppRoles(pool)
        self._clock = clock
        self._verifier = verifier
        self._authenticator = authenticator

    async def identify(self, call: Call[Any, Any]) -> AccountCaller:
        """Return the caller; NotSignedIn, NotAllowed."""
        caller, scope = await self._find_caller(call), call.request.scope
        scope[ACCOUNT] = caller.user.id
        if "alcove.route" in scope:
            await self._roles.check_route(caller.user.id, method=scope["method"], path=scope["alcove.route"])
        return caller

    async def _find_caller(self, call: Call[Any, Any]) -> AccountCaller:
        signer = await self._find_signer(call)
        if signer is not None:
            return await self._find_account(signer)
        bearer = read_bearer(call.request.headers.get("authorization", ""))
        return await (self._identify_token(bearer) if bearer else self._identify_page(call))

    async def _identify_token(self, bearer: str) -> AccountCaller:
        try:
            claims = self._verifier().verify(bearer).claims
        except InvalidClaims as error:
            message = "The access token has expired: refresh it." if error.message == "JWT expired" else error.message
            raise NotSignedIn(message) from error
        except TokenError as error:
            raise NotSignedIn("The access token is not valid: sign in again.") from error
        user_id, session_id, now = _read_id(claims, "sub"), _read_id(claims, "session_id"), self._clock.now()
        if user_id is None:
            raise NotAllowed("This needs the access token of an account, not a key.")
        user, has_session = await find_caller(self._pool, user_id, session_id=session_id, now=now)
        if user is None or user.deleted_at is not None or (session_id is not None and not has_session):
            raise NotSignedIn("The session of the access token has ended: sign in again.")
        self._check_ban(user)
        aal = claims.get("aal")
        return AccountCaller(user=user, session_id=session_id, aal=aal if isinstance(aal, str) else None)

    async def _find_account(self, user_id: UUID) -> AccountCaller:
        user = await find_user(self._pool, user_id)
        if user is None or user.deleted_at is not None:
            raise NotSignedIn(_MISSING)
        self._check_ban(user)
        return AccountCaller(user=user, session_id=None)

    def _check_ban(self, user: User) -> None:
        if user.is_banned(self._clock.now()):
            raise NotAllowed("The account is banned.")

    async def _identify_page(self, call: Call[Any, Any]) -> AccountCaller:
        request = call.request
        headers: Mapping[bytes, bytes] = dict(request.scope["headers"])
        address = request.client.host if request.client else ""
        credentials = Credentials(headers=headers, address=address, scheme=request.scope["scheme"])
        principal = await self._authenticator.identify(credentials)
        if principal is None or principal.account_id is None or principal.kind not in _KINDS:
            raise NotSignedIn(_MISSING)
        if principal.kind == "local" and not self._is_own_page(request.scope, headers):
            raise NotSignedIn(_MISSING)
        # The server has refused pages of other origins; browsers always send one of these headers with a change.
        is_page = b"origin" in headers or b"sec-fetch-site" in headers
        if request.method not in SAFE_METHODS and principal.kind == "session" and not is_page:
            raise NotAllowed("Only pages of this server may change something with a session.")
        user = await find_user(self._pool, principal.account_id)
        if user is None:
            raise NotSignedIn(_MISSING)
        return AccountCaller(user=user, session_id=principal.session_id)

    def _is_own_page(self, scope: Mapping[str, Any], headers: Mapping[bytes, bytes]) -> bool:
        _, port = scope.get("server") or ("", None)
        if b"authorization" in headers or (port is not None and port == self._study_port):
            return False
        return is_own_page(headers, scheme=scope["scheme"], method=scope["method"])


def is_own_page(headers: Mapping[bytes, bytes], *, scheme: str, method: str) -> bool:
    """Return whether a request is sent by a page of this server, or by an address that somebody has entered.

    Only such a request acts as the local owner: pages of other origins never do, not even those in CORS_ORIGINS.
    """
    if is_cross_site(headers, scheme=scheme):
        return False
    site = headers.get(b"sec-fetch-site", b"").lower()
    if PAGE_HEADER in headers or b"origin" in headers or site == b"same-origin":
        return True
    if method not in SAFE_METHODS:
        return False
    # Without TLS, and not at a loopback address, a browser says only by the referrer where a link was followed.
    page = urlsplit(headers.get(b"referer", b"").decode("latin-1"))
    referrer = {b"origin": f"{page.scheme}://{page.netloc}".encode("latin-1"), b"host": headers.get(b"host", b"")}
    return site == b"none" or (bool(page.netloc) and not is_cross_site(referrer, scheme=scheme))


def build_callers(deps: Deps, *, key_store: KeyStore, find_signer: FindSigner) -> CallerIdentifier:
    """Return what finds the callers of the native API."""
    return CallerIdentifier(
        deps.pool,
        clock=deps.clock,
        verifier=CurrentVerifier(key_store, clock=deps.clock),
        authenticator=deps.identity().authenticator(sign_in_policy(deps.server)),
        find_signer=find_signer,
        study_port=deps.load(StudySettings).study_port,
    )


def _read_id(claims: Mapping[str, Any], name: str) -> UUID | None:
    value = claims.get(name)
    if value is None:
        return None
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise NotSignedIn("The access token is not valid: sign in again.") from None
