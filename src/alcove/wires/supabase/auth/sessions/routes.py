"""Routes of sessions."""

from collections.abc import Mapping

from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.requests import Access, AuthRequest, AuthResponse, AuthRoute, Handler
from alcove.wires.supabase.auth.sessions.password_grant import PasswordSignIn
from alcove.wires.supabase.auth.sessions.refresh_grant import SessionRefresh
from alcove.wires.supabase.auth.sessions.sign_out import SignOut
from alcove.wires.supabase.auth.sessions.well_known import WellKnown


def list_grants(deps: AuthDeps) -> Mapping[str, Handler]:
    """Return the handlers of `POST /token` by `grant_type`."""
    return {"password": PasswordSignIn(deps).handle, "refresh_token": SessionRefresh(deps).handle}


def list_routes(deps: AuthDeps) -> list[AuthRoute]:
    """Return the routes besides the one for tokens."""
    well_known = WellKnown(deps)
    return [
        AuthRoute(method="POST", path="/logout", handler=SignOut(deps).handle, access=Access.USER),
        AuthRoute(method="GET", path="/.well-known/jwks.json", handler=well_known.keys, access=Access.PUBLIC),
        AuthRoute(
            method="GET",
            path="/.well-known/openid-configuration",
            handler=well_known.configuration,
            access=Access.PUBLIC,
        ),
    ]


def token_route(grants: Mapping[str, Handler]) -> AuthRoute:
    """Return the route that exchanges passwords, tokens and codes for sessions."""

    async def exchange(request: AuthRequest) -> AuthResponse:
        handler = grants.get(request.query.get("grant_type", ""))
        if handler is None:
            raise AuthError("invalid_credentials", "unsupported_grant_type")
        return await handler(request)

    return AuthRoute(method="POST", path="/token", handler=exchange, access=Access.ANON)
