"""What programs read to verify tokens without asking the server: keys, and the description of the issuer."""

from typing import Any, Final

from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.requests import AuthRequest, AuthResponse

_CACHED: Final = (("Cache-Control", "public, max-age=600"),)
_CLAIMS: Final = (
    "sub", "aud", "iss", "exp", "iat", "auth_time", "nonce", "email", "email_verified", "phone_number",
    "phone_number_verified", "name", "picture", "preferred_username", "updated_at",
)  # fmt: skip


class WellKnown:
    """Describes the issuer of the access tokens."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps

    async def keys(self, request: AuthRequest) -> AuthResponse:  # noqa: ARG002 - the interface of handlers
        """Return the public keys as a JSON Web Key Set."""
        return AuthResponse(content=self._deps.signer().public_jwks(), headers=_CACHED)

    async def configuration(self, request: AuthRequest) -> AuthResponse:  # noqa: ARG002 - the interface of handlers
        """Return the OpenID Connect discovery document."""
        return AuthResponse(content=_describe(self._deps.config().issuer), headers=_CACHED)


def _describe(issuer: str) -> dict[str, Any]:
    address = issuer.rstrip("/")
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{address}/oauth/authorize",
        "token_endpoint": f"{address}/oauth/token",
        "jwks_uri": f"{address}/.well-known/jwks.json",
        "userinfo_endpoint": f"{address}/oauth/userinfo",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "HS256", "ES256"],
        "scopes_supported": ["openid", "profile", "email", "phone"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "claims_supported": list(_CLAIMS),
        "code_challenge_methods_supported": ["S256", "plain"],
    }
