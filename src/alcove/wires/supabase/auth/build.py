"""The composition root of the accounts API."""

from collections.abc import Sequence
from typing import Any

from alcove.wires.supabase.auth import service_info
from alcove.wires.supabase.auth.account import routes as account
from alcove.wires.supabase.auth.admin import routes as admin
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.factors import routes as factors
from alcove.wires.supabase.auth.oauth import routes as oauth
from alcove.wires.supabase.auth.requests import AuthRoute
from alcove.wires.supabase.auth.server import AuthServer
from alcove.wires.supabase.auth.sessions import routes as sessions
from alcove.wires.supabase.auth.sessions.identify import CallerIdentifier


def build_auth_server(deps: AuthDeps, *, log: Any, prefix: str = "") -> AuthServer:
    """Return the ASGI application; `prefix` is the part of paths before the API, without a slash at its end."""
    return AuthServer(
        list_routes(deps),
        identify=CallerIdentifier(deps),
        config=deps.config,
        after_change=deps.after_change,
        log=log,
        prefix=prefix,
    )


def list_routes(deps: AuthDeps) -> Sequence[AuthRoute]:
    """Return all routes; of two for one method and path the first counts."""
    grants = {**sessions.list_grants(deps), **oauth.list_grants(deps)}
    return [
        sessions.token_route(grants),
        *sessions.list_routes(deps),
        *account.list_routes(deps),
        *factors.list_routes(deps),
        *admin.list_routes(deps),
        *service_info.list_routes(deps),
        *oauth.list_routes(deps),
    ]
