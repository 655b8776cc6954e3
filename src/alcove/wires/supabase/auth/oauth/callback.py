"""The way back from a provider: ends a flow with a session, a code or an error."""

from collections.abc import Mapping
from typing import Final

from alcove.foundation.database import Connection, run_transaction
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError, OAuthError, unexpected_failure
from alcove.wires.supabase.auth.flows import Flow, ProviderTokens, issue_code, take_flow
from alcove.wires.supabase.auth.links.redirects import choose_redirect
from alcove.wires.supabase.auth.oauth.accounts import ExternalAccounts
from alcove.wires.supabase.auth.oauth.model import Account, ExternalSignIn
from alcove.wires.supabase.auth.oauth.providers import ExternalUser, ProviderError, ProviderRegistry, TokenResponse
from alcove.wires.supabase.auth.oauth.providers.apple import add_name
from alcove.wires.supabase.auth.oauth.redirects import (
    redirect_with_code,
    redirect_with_error,
    redirect_with_session,
    redirect_without_flow,
)
from alcove.wires.supabase.auth.oauth.state import OAuthState, derive_secret, read_state
from alcove.wires.supabase.auth.requests import AuthRequest, AuthResponse, parse_query
from alcove.wires.supabase.auth.sessions.service import issue_session

log = get_logger("alcove.supabase.auth")
_MAX_TEXT: Final = 2048


class OAuthCallback:
    """Receives browsers from providers."""

    def __init__(self, deps: AuthDeps, providers: ProviderRegistry, *, accounts: ExternalAccounts) -> None:
        self._deps = deps
        self._providers = providers
        self._accounts = accounts

    async def handle(self, request: AuthRequest) -> AuthResponse:
        """Redirect to the client that started the flow; errors are told in the redirect."""
        # Apple and others send a form.
        fields = request.query if request.method != "POST" else parse_query(request.body.decode("utf-8", "replace"))
        config = self._deps.config()
        try:
            state = read_state(self._deps, fields.get("state", ""))
        except AuthError as error:
            return redirect_without_flow(config.site_url, error)
        # What was allowed when the flow began may no longer be.
        target = choose_redirect(config, state.redirect_to)
        try:
            return await self._finish(state, fields, request=request, target=target)
        except AuthError as error:
            return redirect_with_error(target, error)

    async def _finish(
        self, state: OAuthState, fields: Mapping[str, str], *, request: AuthRequest, target: str
    ) -> AuthResponse:
        flow = await take_flow(self._deps.pool(), state.flow_id)
        if flow is None or flow.provider != state.provider:
            raise AuthError("flow_state_not_found", "Flow state not found", status=422)
        if fields.get("error"):
            raise OAuthError(fields["error"][:_MAX_TEXT], fields.get("error_description", "")[:_MAX_TEXT])
        tokens, user = await self._ask_provider(state, fields.get("code", ""))
        if state.provider == "apple":
            user = add_name(user, fields.get("user", ""))
        sign_in = ExternalSignIn(provider=state.provider, user=user, client=request.client, redirect_to=target)
        granted = ProviderTokens(access_token=tokens.access_token, refresh_token=tokens.refresh_token)

        async def work(connection: Connection) -> AuthResponse:
            account = await self._find_account(connection, state, sign_in=sign_in)
            if account.refusal is not None:
                # The new account and its mail remain.
                return redirect_with_error(target, account.refusal)
            return await self._grant(connection, account, flow=flow, granted=granted, sign_in=sign_in)

        return await run_transaction(self._deps.pool(), work)

    async def _ask_provider(self, state: OAuthState, code: str) -> tuple[TokenResponse, ExternalUser]:
        """Return the provider's tokens for a code and their user; AuthError."""
        if not code:
            raise AuthError("bad_oauth_callback", "OAuth callback with missing authorization code missing")
        try:
            provider = self._providers.find(state.provider)
        except AuthError as error:
            raise AuthError("oauth_provider_not_supported", error.message) from error
        secret = derive_secret(self._deps.signer(), state.flow_id)
        try:
            tokens = await provider.exchange_code(code, secret=secret)
        except ProviderError as error:
            log.warning("oauth.failed", provider=state.provider, error=str(error))
            raise unexpected_failure(f"Unable to exchange external code: {code[:_MAX_TEXT]}") from error
        try:
            user = await provider.read_user(tokens, secret=secret)
        except ProviderError as error:
            log.warning("oauth.failed", provider=state.provider, error=str(error))
            raise unexpected_failure("Error getting user profile from external provider") from error
        settings = self._deps.config().providers.get(state.provider)
        if not user.emails and not (settings is not None and settings.email_optional):
            raise unexpected_failure("Error getting user email from external provider")
        return tokens, user

    async def _find_account(self, connection: Connection, state: OAuthState, *, sign_in: ExternalSignIn) -> Account:
        if state.linking_user_id is not None:
            return await self._accounts.link(connection, state.linking_user_id, sign_in=sign_in)
        if state.invite_token:
            return await self._accounts.accept_invite(connection, state.invite_token, sign_in=sign_in)
        return await self._accounts.sign_in(connection, sign_in)

    async def _grant(
        self, connection: Connection, account: Account, *, flow: Flow, granted: ProviderTokens, sign_in: ExternalSignIn
    ) -> AuthResponse:
        deps, user = self._deps, account.user
        if flow.uses_pkce:
            code = await issue_code(connection, flow, user_id=user.id, tokens=granted, now=deps.clock.now())
            return redirect_with_code(sign_in.redirect_to, code)
        session = await issue_session(deps, connection, user=user, method="oauth", client=sign_in.client)
        return redirect_with_session(sign_in.redirect_to, session, tokens=granted)
