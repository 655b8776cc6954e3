"""The state that a browser takes to a provider and back: signed, short-lived, and of one stored flow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from alcove.wires.supabase.auth.deps import AuthDeps, TokenSigner
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.tokens import TokenError

_NOBODY: Final = str(UUID(int=0))
_MAX_LENGTH: Final = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthState:
    """Which flow a callback belongs to, and what its client asked for.

    `redirect_to` was allowed when the flow began. `linking_user_id` is the user who adds an identity to the account.
    """

    provider: str
    flow_id: UUID
    redirect_to: str
    linking_user_id: UUID | None = None
    invite_token: str = ""


def sign_state(deps: AuthDeps, state: OAuthState) -> str:
    """Return the state as a token with the claims of GoTrue's."""
    config = deps.config()
    expires_at = deps.clock.now() + timedelta(seconds=config.flow_lifetime)
    claims = {
        "exp": int(expires_at.timestamp()),
        "site_url": config.site_url,
        "id": _NOBODY,
        "provider": state.provider,
        "referrer": state.redirect_to,
        "flow_state_id": str(state.flow_id),
    }
    if state.invite_token:
        claims["invite_token"] = state.invite_token
    if state.linking_user_id is not None:
        claims["linking_target_id"] = str(state.linking_user_id)
    return deps.signer().sign(claims)


def read_state(deps: AuthDeps, text: str) -> OAuthState:
    """Return the state of a callback; AuthError."""
    if not text:
        raise AuthError("bad_oauth_callback", "OAuth state parameter missing")
    claims = _verify(deps, text)
    provider = claims.get("provider")
    if not isinstance(provider, str) or not provider:
        raise _invalid(" (missing provider)")
    flow_id = _read_id(claims, "flow_state_id")
    if flow_id is None:
        raise _invalid("")
    return OAuthState(
        provider=provider,
        flow_id=flow_id,
        redirect_to=str(claims.get("referrer", "")),
        linking_user_id=_read_id(claims, "linking_target_id"),
        invite_token=str(claims.get("invite_token", "")),
    )


def derive_secret(signer: TokenSigner, flow_id: UUID) -> str:
    """Return the secret of a flow, which the provider gets with the code: the verifier of its own PKCE."""
    return signer.derive("oauth flow", flow_id.bytes).hex()


def _verify(deps: AuthDeps, text: str) -> Mapping[str, Any]:
    if len(text) > _MAX_LENGTH:
        raise _invalid("")
    try:
        claims = deps.signer().verify(text)
    except TokenError as error:
        raise _invalid("") from error
    # The verifier allows for differing clocks, but here it is one server that signs and reads.
    expiry = claims.get("exp")
    if not isinstance(expiry, int) or expiry < deps.clock.now().timestamp():
        raise _invalid("")
    return claims


def _read_id(claims: Mapping[str, Any], name: str) -> UUID | None:
    value = claims.get(name)
    try:
        return UUID(value) if value else None
    except (ValueError, AttributeError, TypeError) as error:
        raise _invalid(f" ({name} must be UUID)") from error


def _invalid(reason: str) -> AuthError:
    return AuthError("bad_oauth_state", f"OAuth callback with invalid state{reason}")
