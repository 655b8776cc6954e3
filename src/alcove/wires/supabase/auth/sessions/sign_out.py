"""Sign-out: of one session, of all others, or of all."""

from alcove.foundation.database import Connection, run_transaction
from alcove.wires.supabase.auth.audit import Actor, AuditAction, record_action
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import validation_failed
from alcove.wires.supabase.auth.requests import AuthRequest, AuthResponse
from alcove.wires.supabase.auth.sessions.store import end_session, end_sessions


class SignOut:
    """Ends sessions of the caller."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps

    async def handle(self, request: AuthRequest) -> AuthResponse:
        """End the sessions of the scope: `global` (default), `local` or `others`; AuthError."""
        scope = request.query.get("scope", "") or "global"
        if scope not in ("global", "local", "others"):
            raise validation_failed(f'Unsupported logout scope "{scope}"')

        async def end(connection: Connection) -> None:
            await self._end(connection, request, scope=scope)

        await run_transaction(self._deps.pool(), end)
        return AuthResponse(status=204)

    async def _end(self, connection: Connection, request: AuthRequest, *, scope: str) -> None:
        assert request.caller is not None
        user, session_id = request.user, request.caller.session_id
        actor = Actor.of_user(user)
        await record_action(connection, AuditAction.LOGOUT, deps=self._deps, actor=actor, client=request.client)
        if scope == "global" or session_id is None:
            await end_sessions(connection, user.id)
        elif scope == "others":
            await end_sessions(connection, user.id, except_session=session_id)
        else:
            await end_session(connection, user.id, session_id=session_id)
