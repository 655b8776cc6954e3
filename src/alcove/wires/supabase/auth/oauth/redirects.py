"""Where browsers are sent after a provider: with a session, a code or an error."""

from typing import Final

from alcove.wires.supabase.auth.errors import AuthError, OAuthError
from alcove.wires.supabase.auth.flows import ProviderTokens
from alcove.wires.supabase.auth.links.redirects import add_fragment, add_query
from alcove.wires.supabase.auth.requests import AuthResponse
from alcove.wires.supabase.auth.sessions.schemas import SessionBody

_DENIED: Final = frozenset({"signup_disabled", "user_banned", "provider_email_needs_verification"})
_BY_STATUS: Final = {
    400: "invalid_request",
    401: "unauthorized_client",
    403: "access_denied",
    503: "temporarily_unavailable",
}
_FOUND: Final = 302
_SEE_OTHER: Final = 303


def redirect_with_session(url: str, session: SessionBody, *, tokens: ProviderTokens) -> AuthResponse:
    """Return the redirect of the implicit flow: the session is in the fragment, which servers do not see."""
    parameters = {
        "access_token": session.access_token,
        "expires_at": str(session.expires_at),
        "expires_in": str(session.expires_in),
        "provider_token": tokens.access_token,
        "refresh_token": session.refresh_token,
        "token_type": session.token_type,
    }
    if tokens.refresh_token:
        parameters["provider_refresh_token"] = tokens.refresh_token
    return AuthResponse.redirect(add_fragment(url, parameters), status=_FOUND)


def redirect_with_code(url: str, code: str) -> AuthResponse:
    """Return the redirect of the flow of PKCE."""
    return AuthResponse.redirect(add_query(url, {"code": code}), status=_FOUND)


def redirect_with_error(url: str, error: AuthError) -> AuthResponse:
    """Return the redirect after a sign-in that failed; the error is in the query and in the fragment."""
    parameters = describe_error(error)
    return AuthResponse.redirect(add_fragment(add_query(url, parameters), parameters), status=_FOUND)


def redirect_without_flow(site_url: str, error: AuthError) -> AuthResponse:
    """Return the redirect of a callback that belongs to no flow."""
    return AuthResponse.redirect(add_query(site_url, describe_error(error)), status=_SEE_OTHER)


def describe_error(error: AuthError) -> dict[str, str]:
    """Return the parameters of a redirect that describe an error."""
    if isinstance(error, OAuthError):
        return {"error": error.code, "error_description": error.message}
    kind = "access_denied" if error.code in _DENIED else _BY_STATUS.get(error.status, "server_error")
    return {"error": kind, "error_code": error.code, "error_description": error.message}
