"""Who sends a request to the account endpoints, and whether a page of another site does."""

import uuid
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from starlette.responses import Response

from alcove.foundation.errors import RoleNeeded, SignInUnavailable
from alcove.foundation.identity.administration import Administration, Administrator
from alcove.foundation.identity.authenticator import AccountAuthenticator, roles_of
from alcove.foundation.identity.cookies import set_cookie
from alcove.foundation.identity.errors import AccountUnknown
from alcove.foundation.identity.model import SignedIn
from alcove.foundation.identity.schemas import AccountView, SignedInView
from alcove.foundation.identity.service import AccountService
from alcove.foundation.identity.sign_in import Client
from alcove.foundation.web import Call, Credentials, Principal

PRINCIPAL: Final = "alcove.principal"
AnyCall = Call[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountContext:
    """What the account endpoints of one address work with."""

    service: AccountService
    administration: Administration
    authenticator: AccountAuthenticator

    async def identify(self, call: AnyCall) -> Principal | None:
        """Return who is calling, None for a stranger; TooManyAttempts, SignInUnavailable."""
        known: Principal | None = call.request.scope.get(PRINCIPAL)
        return known or await self.authenticator.identify(credentials_of(call))

    def person(self, call: AnyCall) -> tuple[Principal, uuid.UUID]:
        """Return who is calling with their account's id; RoleNeeded for tokens, which look after no account."""
        principal = call.principal
        if principal.account_id is None or principal.kind == "token":
            raise RoleNeeded("A token cannot do this: sign in with a password.")
        return principal, principal.account_id

    async def administrator(self, call: AnyCall) -> Administrator:
        """Return who is calling, an owner of at least one app, by their own roles; RoleNeeded."""
        principal = call.principal
        if principal.kind == "server-token":
            return Administrator(owned=frozenset(self.service.apps), account_id=None)
        if principal.account_id is None or principal.kind == "token":
            raise RoleNeeded("A token cannot do this: sign in with a password.")
        account = await self.service.account(principal.account_id)
        if not account.owned:
            raise RoleNeeded("Only an owner of an app may do this.")
        return Administrator(owned=frozenset(account.owned), account_id=account.id)

    async def signed_in(self, call: AnyCall, found: SignedIn, *, remember: bool = False) -> Response:
        """Return the answer that begins a session in the browser."""
        settings = await self.service.sign_in.current()
        account = found.account
        view = AccountView(
            id=account.id, name=account.name, email=account.email, kind="session", backend=found.backend,
            roles=roles_of(account, backend=found.backend, settings=settings),
        )  # fmt: skip
        return Response(
            msgspec.json.encode(SignedInView(account=view)),
            media_type="application/json",
            headers={
                "Set-Cookie": set_cookie(
                    found.session,
                    scheme=call.request.scope["scheme"],
                    secure=settings.session_cookie_secure,
                    remember=remember,
                )
            },
        )

    async def is_available(self) -> bool:
        """Tell whether the accounts of the configured way of signing in can be read."""
        try:
            await self.service.sign_in.assure()
        except SignInUnavailable:
            return False
        return True


def headers_of(call: AnyCall) -> dict[bytes, bytes]:
    """Return a request's headers by their names in lower case."""
    return dict(call.request.scope["headers"])


def credentials_of(call: AnyCall) -> Credentials:
    """Return what a request says about its caller."""
    return Credentials(headers=headers_of(call), address=client_of(call).address, scheme=call.request.scope["scheme"])


def client_of(call: AnyCall) -> Client:
    """Return where a request comes from, which trusted proxies have told already."""
    client = call.request.client
    return Client(address=client.host if client else "", user_agent=call.request.headers.get("user-agent", ""))


def id_in(call: AnyCall) -> uuid.UUID:
    """Return the id in a request's path; AccountUnknown when it is none."""
    try:
        return uuid.UUID(call.path["id"])
    except ValueError:
        raise AccountUnknown("There is nothing of that id.") from None
