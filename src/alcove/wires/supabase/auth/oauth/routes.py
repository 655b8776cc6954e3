"""Routes of sign-in through providers."""

from collections.abc import Mapping

from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.oauth.accounts import ExternalAccounts
from alcove.wires.supabase.auth.oauth.authorize import OAuthAuthorization
from alcove.wires.supabase.auth.oauth.callback import OAuthCallback
from alcove.wires.supabase.auth.oauth.code_grant import CodeExchange
from alcove.wires.supabase.auth.oauth.disabled import list_disabled_routes, refuse_web3
from alcove.wires.supabase.auth.oauth.id_token_grant import IdTokenSignIn
from alcove.wires.supabase.auth.oauth.identities import IdentityRemoval
from alcove.wires.supabase.auth.oauth.providers import ProviderRegistry
from alcove.wires.supabase.auth.requests import Access, AuthRoute, Handler


def list_grants(deps: AuthDeps) -> Mapping[str, Handler]:
    """Return the handlers of `POST /token` by `grant_type`."""
    id_tokens = IdTokenSignIn(deps, ProviderRegistry(deps), accounts=ExternalAccounts(deps))
    return {"pkce": CodeExchange(deps).handle, "id_token": id_tokens.handle, "web3": refuse_web3}


def list_routes(deps: AuthDeps) -> list[AuthRoute]:
    """Return the routes of providers and identities."""
    providers, accounts = ProviderRegistry(deps), ExternalAccounts(deps)
    authorization = OAuthAuthorization(deps, providers)
    callback = OAuthCallback(deps, providers, accounts=accounts)
    removal = IdentityRemoval(deps)
    return [
        AuthRoute(method="GET", path="/authorize", handler=authorization.authorize, access=Access.PUBLIC),
        AuthRoute(method="POST", path="/authorize", handler=authorization.authorize, access=Access.PUBLIC),
        AuthRoute(method="GET", path="/callback", handler=callback.handle, access=Access.PUBLIC),
        AuthRoute(method="POST", path="/callback", handler=callback.handle, access=Access.PUBLIC),
        AuthRoute(method="GET", path="/user/identities/authorize", handler=authorization.link, access=Access.USER),
        AuthRoute(method="DELETE", path="/user/identities/{identity_id}", handler=removal.handle, access=Access.USER),
        *list_disabled_routes(),
    ]
