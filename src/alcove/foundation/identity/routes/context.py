"""What the account endpoints share: services, callers and session cookies."""

import uuid
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from starlette.responses import Response

from alcove.foundation.errors import RoleRequired
from alcove.foundation.identity.administration import Administration, Administrator
from alcove.foundation.identity.authenticator import AccountAuthenticator, effective_roles
from alcove.foundation.identity.cookies import set_cookie
from alcove.foundation.identity.errors import AccountNotFound
from alcove.foundation.identity.model import SignInResult
from alcove.foundation.identity.schemas import AccountView, SignedInView
from alcove.foundation.identity.service import AccountService
from alcove.foundation.identity.sign_in import ClientInfo
from alcove.foundation.web import Call, Credentials, Principal

PRINCIPAL: Final = "alcove.principal"
AnyCall = Call[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountContext:
    """The services that the account endpoints of one address use."""

    service: AccountService
    administration: Administration
    authenticator: AccountAuthenticator

    async def identify(self, call: AnyCall) -> Principal | None:
        """Return the caller, None for an unknown one; TooManyAttempts, SignInUnavailable."""
        principal: Principal | None = call.request.scope.get(PRINCIPAL)
        return principal or await self.authenticator.identify(credentials(call))

    def person(self, call: AnyCall) -> tuple[Principal, uuid.UUID]:
        """Return the caller and their account id; RoleRequired for tokens, which cannot manage accounts."""
        principal = call.principal
        if principal.account_id is None or principal.kind == "token":
            raise RoleRequired("A token cannot do this: sign in with a password.")
        return principal, principal.account_id

    async def administrator(self, call: AnyCall) -> Administrator:
        """Return the caller as the owner of at least one app; RoleRequired."""
        principal = call.principal
        if principal.kind == "server-token":
            return Administrator(owned_apps=frozenset(self.service.apps), account_id=None)
        if principal.account_id is None or principal.kind == "token":
            raise RoleRequired("A token cannot do this: sign in with a password.")
        account = await self.service.get_account(principal.account_id)
        if not account.owned_apps:
            raise RoleRequired("Only an owner of an app may do this.")
        return Administrator(owned_apps=frozenset(account.owned_apps), account_id=account.id)

    async def sign_in_response(self, call: AnyCall, result: SignInResult, *, remember: bool = False) -> Response:
        """Return the response that sets the session cookie."""
        settings = await self.service.sign_in.current()
        account = result.account
        view = AccountView(
            id=account.id, name=account.name, email=account.email, kind="session", backend=result.backend,
            roles=effective_roles(account, backend=result.backend, settings=settings),
        )  # fmt: skip
        return Response(
            msgspec.json.encode(SignedInView(account=view)),
            media_type="application/json",
            headers={
                "Set-Cookie": set_cookie(
                    result.session,
                    scheme=call.request.scope["scheme"],
                    secure=settings.session_cookie_secure,
                    remember=remember,
                )
            },
        )


def request_headers(call: AnyCall) -> dict[bytes, bytes]:
    """Return the request headers by their lower-case names."""
    return dict(call.request.scope["headers"])


def credentials(call: AnyCall) -> Credentials:
    """Return the credentials of a request."""
    return Credentials(
        headers=request_headers(call), address=client_of(call).address, scheme=call.request.scope["scheme"]
    )


def client_of(call: AnyCall) -> ClientInfo:
    """Return the client of a request; headers of trusted proxies are already applied."""
    client = call.request.client
    return ClientInfo(address=client.host if client else "", user_agent=call.request.headers.get("user-agent", ""))


def path_id(call: AnyCall) -> uuid.UUID:
    """Return the id in the request path; AccountNotFound when it is no UUID."""
    try:
        return uuid.UUID(call.path["id"])
    except ValueError:
        raise AccountNotFound("There is nothing with this id.") from None
