"""The way to a provider: starts a flow and builds the address that the browser goes to."""

from typing import Final
from uuid import UUID

from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError, unexpected_failure
from alcove.wires.supabase.auth.flows import NewFlow, create_flow, read_challenge
from alcove.wires.supabase.auth.links.model import list_link_forms
from alcove.wires.supabase.auth.links.redirects import read_redirect
from alcove.wires.supabase.auth.oauth.providers import AuthorizationRequest, ProviderError, ProviderRegistry
from alcove.wires.supabase.auth.oauth.state import OAuthState, derive_secret, sign_state
from alcove.wires.supabase.auth.oauth.store import is_invited
from alcove.wires.supabase.auth.requests import AuthRequest, AuthResponse

_OWN_PARAMETERS: Final = frozenset({
    "provider", "scopes", "code_challenge", "code_challenge_method", "redirect_to", "invite_token",
    "skip_http_redirect", "apikey",
})  # fmt: skip
"""Parameters of this API, which are not passed on to providers."""
_RENAMED: Final = {"workos_provider": "provider"}
_FOUND: Final = 302


class OAuthAuthorization:
    """Sends browsers to providers."""

    def __init__(self, deps: AuthDeps, providers: ProviderRegistry) -> None:
        self._deps = deps
        self._providers = providers

    async def authorize(self, request: AuthRequest) -> AuthResponse:
        """Redirect to a provider for a sign-in; AuthError."""
        await self._deps.limiter.check("oauth", client=request.client)
        return AuthResponse.redirect(await self._start(request, linking_user_id=None), status=_FOUND)

    async def link(self, request: AuthRequest) -> AuthResponse:
        """Redirect to a provider to add an identity to the caller's account, or return where to; AuthError."""
        if not self._deps.config().manual_linking_enabled:
            raise AuthError("manual_linking_disabled", "Manual linking is disabled", status=404)
        await self._deps.limiter.check("oauth", client=request.client)
        url = await self._start(request, linking_user_id=request.user.id)
        if request.query.get("skip_http_redirect") == "true":
            return AuthResponse(content={"url": url})
        return AuthResponse.redirect(url, status=_FOUND)

    async def _start(self, request: AuthRequest, *, linking_user_id: UUID | None) -> str:
        deps, query = self._deps, request.query
        name = query.get("provider", "")
        provider = self._providers.find(name)
        challenge = read_challenge(query.get("code_challenge"), method=query.get("code_challenge_method"))
        invite_token = await self._read_invite(query.get("invite_token", ""))
        flow = NewFlow(provider=name, method="oauth", challenge=challenge)
        flow_id = await create_flow(deps.pool(), flow, now=deps.clock.now())
        state = OAuthState(
            provider=name,
            flow_id=flow_id,
            redirect_to=read_redirect(deps.config(), request),
            linking_user_id=linking_user_id,
            invite_token=invite_token,
        )
        authorization = AuthorizationRequest(
            state=sign_state(deps, state),
            secret=derive_secret(deps.signer(), flow_id),
            scopes=query.get("scopes", ""),
            parameters={_RENAMED.get(key, key): text for key, text in query.items() if key not in _OWN_PARAMETERS},
        )
        try:
            return await provider.authorization_url(authorization)
        except ProviderError as error:
            raise unexpected_failure("Error getting the configuration of the external provider") from error

    async def _read_invite(self, token: str) -> str:
        if token and not await is_invited(self._deps.pool(), list_link_forms(token)):
            raise AuthError("user_not_found", "User identified by token not found", status=404)
        return token
