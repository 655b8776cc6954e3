"""Signs users in with an ID token that their client got from an OpenID provider by itself."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from alcove.foundation.database import Connection, run_transaction
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.auth.config import ProviderConfig
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError, OAuthError, unexpected_failure
from alcove.wires.supabase.auth.oauth.accounts import ExternalAccounts
from alcove.wires.supabase.auth.oauth.model import Account, ExternalSignIn
from alcove.wires.supabase.auth.oauth.providers import ProviderError, ProviderRegistry, is_hash_of, read_audience
from alcove.wires.supabase.auth.requests import Access, AuthRequest, AuthResponse
from alcove.wires.supabase.auth.sessions.identify import CallerIdentifier
from alcove.wires.supabase.auth.sessions.schemas import SessionBody
from alcove.wires.supabase.auth.sessions.service import issue_session

log = get_logger("alcove.supabase.auth")


class IdTokenGrant(msgspec.Struct, frozen=True, kw_only=True):
    """The body of `POST /token?grant_type=id_token`."""

    id_token: str | None = None
    access_token: str | None = None
    nonce: str | None = None
    provider: str | None = None
    client_id: str | None = None
    issuer: str | None = None
    link_identity: bool | None = None


class IdTokenSignIn:
    """Verifies ID tokens and gives sessions to their users."""

    def __init__(self, deps: AuthDeps, providers: ProviderRegistry, *, accounts: ExternalAccounts) -> None:
        self._deps = deps
        self._providers = providers
        self._accounts = accounts
        self._identify = CallerIdentifier(deps)

    async def handle(self, request: AuthRequest) -> AuthResponse:
        """Return the session of the token's user; AuthError."""
        deps = self._deps
        await deps.limiter.check("token", client=request.client)
        grant = request.read(IdTokenGrant)
        if not grant.id_token:
            raise _invalid("id_token required")
        if not grant.provider and not (grant.client_id and grant.issuer):
            raise _invalid("provider or client_id and issuer required")
        if grant.link_identity:
            request = await self._identify_linking(request)
        sign_in = await self._verify(grant, grant.id_token, request=request)

        async def work(connection: Connection) -> SessionBody | AuthError:
            account = await self._find_account(connection, request, sign_in=sign_in)
            if account.refusal is not None:
                return account.refusal
            return await issue_session(deps, connection, user=account.user, method="oauth", client=request.client)

        outcome = await run_transaction(deps.pool(), work)
        if isinstance(outcome, AuthError):
            # Raised here, so that the new account and its mail remain.
            raise outcome
        return AuthResponse(content=outcome)

    async def _identify_linking(self, request: AuthRequest) -> AuthRequest:
        """Return the request with the caller, whose account the identity is added to; AuthError."""
        if not self._deps.config().manual_linking_enabled:
            raise AuthError("manual_linking_disabled", "Manual linking is disabled", status=404)
        return replace(request, caller=await self._identify(request, Access.USER, key=None))

    async def _verify(self, grant: IdTokenGrant, token: str, *, request: AuthRequest) -> ExternalSignIn:
        name, provider, settings = self._providers.find_openid(grant.provider or "", issuer=grant.issuer or "")
        try:
            claims = await provider.read_id_token(token)
        except ProviderError as error:
            log.info("oauth.bad_id_token", provider=name, error=str(error))
            raise _invalid("Bad ID token") from error
        if not claims.get("sub"):
            raise _invalid("Missing sub claim in id_token")
        audience = read_audience(claims)
        if not set(audience) & set(settings.client_ids):
            raise _invalid(f"Unacceptable audience in id_token: [{' '.join(audience)}]")
        _check_nonce(claims, grant.nonce or "", settings=settings)
        _check_access_token(claims, grant.access_token or "")
        try:
            user = provider.describe_user(claims)
        except ProviderError as error:
            raise _invalid("Bad ID token") from error
        if not user.emails and not settings.email_optional:
            raise unexpected_failure("Error getting user email from external provider")
        target = self._deps.config().site_url
        return ExternalSignIn(provider=name, user=user, client=request.client, redirect_to=target)

    async def _find_account(self, connection: Connection, request: AuthRequest, *, sign_in: ExternalSignIn) -> Account:
        if request.caller is not None:
            return await self._accounts.link(connection, request.user.id, sign_in=sign_in)
        return await self._accounts.sign_in(connection, sign_in)


def _check_nonce(claims: Mapping[str, Any], nonce: str, *, settings: ProviderConfig) -> None:
    """Refuse a token that was made for another request; the token has the hash of the client's nonce."""
    if settings.skips_nonce_check:
        return
    claimed = claims.get("nonce") or ""
    if bool(claimed) != bool(nonce):
        raise _invalid("Passed nonce and nonce in id_token should either both exist or not.")
    if nonce and claimed != hashlib.sha256(nonce.encode("utf-8", "surrogatepass")).hexdigest():
        raise OAuthError("invalid nonce", "Nonces mismatch")


def _check_access_token(claims: Mapping[str, Any], access_token: str) -> None:
    if access_token and "at_hash" in claims and not is_hash_of(claims["at_hash"], access_token):
        raise _invalid("Bad ID token")


def _invalid(description: str) -> OAuthError:
    return OAuthError("invalid request", description)
