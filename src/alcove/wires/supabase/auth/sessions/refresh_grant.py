"""Refresh of a session: the refresh token is replaced, and using one twice is told apart from stealing one."""

from datetime import datetime, timedelta
from typing import Final

import asyncpg

from alcove.foundation.database import Connection, run_transaction
from alcove.wires.supabase.auth.config import SessionRules
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError, OAuthError
from alcove.wires.supabase.auth.requests import AuthRequest, AuthResponse, ClientInfo
from alcove.wires.supabase.auth.sessions.refresh_tokens import (
    derive_child,
    derive_descendant,
    hash_stored,
    hash_token,
    stored_forms,
)
from alcove.wires.supabase.auth.sessions.schemas import RefreshGrant, SessionBody
from alcove.wires.supabase.auth.sessions.service import make_session_body
from alcove.wires.supabase.auth.sessions.store.refresh_tokens import (
    TokenReplacement,
    TokenState,
    find_token,
    replace_token,
    revoke_family,
)

_PREFIX: Final = "Invalid Refresh Token: "
_NOT_FOUND: Final = f"{_PREFIX}Refresh Token Not Found"
_ALREADY_USED: Final = f"{_PREFIX}Already Used"
_EXPIRED: Final = f"{_PREFIX}Session Expired"
_ATTEMPTS: Final = 3


class SessionRefresh:
    """Exchanges refresh tokens for new ones."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps

    async def handle(self, request: AuthRequest) -> AuthResponse:
        """Return the session with new tokens; AuthError."""
        await self._deps.limiter.check("refresh", client=request.client)
        token = request.read(RefreshGrant).refresh_token
        if not token:
            raise OAuthError("invalid_request", "refresh_token required")
        return AuthResponse(content=await self._refresh(token, client=request.client))

    async def _refresh(self, token: str, *, client: ClientInfo) -> SessionBody:
        # A token that is valid again, for example because the clock went on between the two statements, is tried again.
        for _ in range(_ATTEMPTS):
            session = await self._replace(token, client=client)
            if session is not None:
                return session
            outcome = await run_transaction(self._deps.pool(), lambda connection: self._explain(connection, token))
            if isinstance(outcome, AuthError):
                raise outcome
            if outcome is not None:
                return outcome
        raise AuthError("conflict", "Too many concurrent token refresh requests on the same session", status=409)

    async def _replace(self, token: str, *, client: ClientInfo) -> SessionBody | None:
        deps, token_hash = self._deps, hash_token(token)
        child = derive_child(deps.signer(), token_hash)
        replacement = TokenReplacement(
            forms=stored_forms(token),
            token_hash=token_hash,
            child_hash=hash_token(child),
            at=deps.clock.now(),
            client=client,
        )
        try:
            replaced = await replace_token(deps.pool(), replacement, rules=deps.config().sessions)
        except asyncpg.ForeignKeyViolationError:
            # The session was ended in the meantime.
            return None
        if replaced is None:
            return None
        user, session = replaced
        return make_session_body(deps, user, session=session, refresh_token=child)

    async def _explain(self, connection: Connection, token: str) -> SessionBody | AuthError | None:
        """Return the current token of a session again, or why there is none; None if the token is valid after all."""
        state = await find_token(connection, stored_forms(token))
        if state is None or state.user.deleted_at is not None:
            return AuthError("refresh_token_not_found", _NOT_FOUND)
        refusal = self._find_refusal(state)
        if refusal is not None:
            return refusal
        return await self._repeat(connection, state, token=token) if state.is_revoked else None

    def _find_refusal(self, state: TokenState) -> AuthError | None:
        """Return why no token of the session is accepted."""
        now = self._deps.clock.now()
        if state.user.is_banned(now):
            return AuthError("user_banned", f"{_PREFIX}User Banned")
        if state.active_token is None:
            return AuthError("refresh_token_already_used", _ALREADY_USED)
        reason = _find_expiry(state, self._deps.config().sessions, now=now)
        return AuthError("session_expired", reason) if reason else None

    async def _repeat(self, connection: Connection, state: TokenState, *, token: str) -> SessionBody | AuthError:
        """Return the current token again for a revoked one; after a late use of that the session ends."""
        rules, now = self._deps.config().sessions, self._deps.clock.now()
        if _may_repeat(state, token, interval=rules.reuse_interval, now=now):
            active = derive_descendant(
                self._deps.signer(), hash_token(token), wanted_hash=hash_stored(state.active_token or "")
            )
            if active is not None:
                return make_session_body(self._deps, state.user, session=state.session, refresh_token=active)
        elif rules.rotates_refresh_tokens:
            await revoke_family(connection, state.session.id, now=now)
        return AuthError("refresh_token_already_used", _ALREADY_USED)


def _may_repeat(state: TokenState, token: str, *, interval: float, now: datetime) -> bool:
    """Return whether a revoked token gives the session's current token again."""
    is_parent = state.active_parent in stored_forms(token)
    return is_parent or now <= state.token_updated_at + timedelta(seconds=interval)


def _find_expiry(state: TokenState, rules: SessionRules, *, now: datetime) -> str:
    """Return why a session has ended, '' if it has not."""
    if state.not_after is not None and state.not_after <= now:
        return _EXPIRED
    if rules.timebox is not None and state.session_created_at + timedelta(seconds=rules.timebox) <= now:
        return _EXPIRED
    timeout = rules.inactivity_timeout
    if timeout is not None and state.session_refreshed_at + timedelta(seconds=timeout) <= now:
        return f"{_EXPIRED} (Inactivity)"
    if rules.single_per_user and state.has_newer:
        return f"{_EXPIRED} (Revoked by Newer Login)"
    return ""
