"""Exchanges the code of a flow of PKCE for a session."""

import msgspec
from msgspec import UNSET

from alcove.foundation.database import transaction
from alcove.wires.supabase.auth.audit import Actor, AuditAction, record_action
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError, validation_failed
from alcove.wires.supabase.auth.flows import ProviderTokens, delete_flow, find_flow_by_code
from alcove.wires.supabase.auth.requests import AuthRequest, AuthResponse
from alcove.wires.supabase.auth.sessions.schemas import SessionBody
from alcove.wires.supabase.auth.sessions.service import issue_session
from alcove.wires.supabase.auth.users.store.users import find_user


class CodeGrant(msgspec.Struct, frozen=True, kw_only=True):
    """The body of `POST /token?grant_type=pkce`."""

    auth_code: str | None = None
    code_verifier: str | None = None


class CodeExchange:
    """Exchanges codes for sessions, for flows of providers and of mail alike."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps

    async def handle(self, request: AuthRequest) -> AuthResponse:
        """Return the session of a code, which is valid once; AuthError."""
        deps = self._deps
        await deps.limiter.check("token", client=request.client)
        grant = request.read(CodeGrant)
        code, verifier = grant.auth_code, grant.code_verifier
        if not code or not verifier:
            raise validation_failed("invalid request: both auth code and code verifier should be non-empty")
        async with transaction(deps.pool()) as connection:
            # The row is locked, so of two exchanges the second finds nothing.
            flow = await find_flow_by_code(connection, code)
            if flow is None or flow.user_id is None:
                raise AuthError("flow_state_not_found", "invalid flow state, no valid flow state found", status=404)
            if flow.is_expired(deps.clock.now(), lifetime=deps.config().flow_lifetime):
                raise AuthError("flow_state_expired", "invalid flow state, flow state has expired", status=403)
            flow.challenge.check(verifier)
            user = await find_user(connection, flow.user_id)
            if user is None or user.deleted_at is not None:
                raise AuthError("user_not_found", "User not found", status=404)
            if user.is_banned(deps.clock.now()):
                raise AuthError("user_banned", "User is banned", status=403)
            await delete_flow(connection, flow.id)
            session = await issue_session(deps, connection, user=user, method=flow.method, client=request.client)
            await record_action(
                connection,
                AuditAction.LOGIN,
                deps=deps,
                actor=Actor.of_user(user),
                client=request.client,
                traits={"provider_type": flow.provider},
            )
        return AuthResponse(content=add_provider_tokens(session, flow.tokens))


def add_provider_tokens(session: SessionBody, tokens: ProviderTokens) -> SessionBody:
    """Return a session with the tokens at its provider, if there are any."""
    if not tokens.access_token:
        return session
    return msgspec.structs.replace(
        session,
        provider_token=tokens.access_token,
        provider_refresh_token=tokens.refresh_token or UNSET,
    )
