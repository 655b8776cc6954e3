"""Ways to sign in that this server does not have; each is answered as GoTrue does when it is switched off."""

from typing import Final

from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.requests import Access, AuthRequest, AuthResponse, AuthRoute

_SAML: Final = ("saml_provider_disabled", "SAML 2.0 is disabled")
_OAUTH_SERVER: Final = ("feature_disabled", "OAuth server is disabled")
_PASSKEYS: Final = ("passkey_disabled", "Passkeys are disabled")
_NOT_FOUND: Final = 404

_ROUTES: Final = (
    ("POST", "/sso", _SAML),
    ("POST", "/sso/saml/acs", _SAML),
    ("GET", "/sso/saml/metadata", _SAML),
    ("GET", "/.well-known/oauth-authorization-server", _OAUTH_SERVER),
    ("GET", "/oauth/authorize", _OAUTH_SERVER),
    ("POST", "/oauth/token", _OAUTH_SERVER),
    ("GET", "/oauth/userinfo", _OAUTH_SERVER),
    ("POST", "/oauth/clients/register", _OAUTH_SERVER),
    ("GET", "/oauth/authorizations/{id}", _OAUTH_SERVER),
    ("POST", "/oauth/authorizations/{id}/consent", _OAUTH_SERVER),
    ("GET", "/user/oauth/grants", _OAUTH_SERVER),
    ("DELETE", "/user/oauth/grants", _OAUTH_SERVER),
    ("GET", "/passkeys", _PASSKEYS),
    ("POST", "/passkeys/registration/options", _PASSKEYS),
    ("POST", "/passkeys/registration/verify", _PASSKEYS),
    ("POST", "/passkeys/authentication/options", _PASSKEYS),
    ("POST", "/passkeys/authentication/verify", _PASSKEYS),
    ("PATCH", "/passkeys/{id}", _PASSKEYS),
    ("DELETE", "/passkeys/{id}", _PASSKEYS),
)


def list_disabled_routes() -> list[AuthRoute]:
    """Return the routes of what is switched off."""
    return [_build_route(method, path, error=error) for method, path, error in _ROUTES]


async def refuse_web3(request: AuthRequest) -> AuthResponse:  # noqa: ARG001 - it is a handler
    """Refuse a sign-in with a wallet; AuthError."""
    raise AuthError("web3_provider_disabled", "Web3 provider is disabled", status=422)


def _build_route(method: str, path: str, *, error: tuple[str, str]) -> AuthRoute:
    async def refuse(request: AuthRequest) -> AuthResponse:  # noqa: ARG001 - it is a handler
        raise AuthError(*error, status=_NOT_FOUND)

    return AuthRoute(method=method, path=path, handler=refuse, access=Access.ANON)
