"""Sign-out: of one session, of all others, or of all."""

from alcove.foundation.database import Connection, run_transaction
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import validation_failed
from alcove.wires.supabase.auth.requests import AuthRequest, AuthResponse, Caller
from alcove.wires.supabase.auth.sessions.store import end_session, end_sessions
from alcove.wires.supabase.auth.users.model import User


class SignOut:
    """Ends sessions of the caller."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps

    async def handle(self, request: AuthRequest) -> AuthResponse:
        """End the sessions of the scope: `global` (default), `local` or `others`; AuthError."""
        scope = request.query.get("scope", "") or "global"
        if scope not in ("global", "local", "others"):
            raise validation_failed(f'Unsupported logout scope "{scope}"')
        assert request.caller is not None
        caller, user = request.caller, request.user
        await run_transaction(self._deps.pool(), lambda connection: _end(connection, user, caller=caller, scope=scope))
        return AuthResponse(status=204)


async def _end(connection: Connection, user: User, *, caller: Caller, scope: str) -> None:
    if scope == "global" or caller.session_id is None:
        await end_sessions(connection, user.id)
    elif scope == "others":
        await end_sessions(connection, user.id, except_session=caller.session_id)
    else:
        await end_session(connection, user.id, session_id=caller.session_id)
