"""The check of the session behind an access token, before the services that accept tokens."""

from collections.abc import Callable
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from alcove.wires.supabase.callers import CALLER, SessionEnded, SessionLookup, is_session_ended
from alcove.wires.supabase.tokens import TokenError, TokenVerifier, read_bearer

_ENDED: Final = "The session of the JWT has ended"


class SessionGuard:
    """Passes on requests, with an error that the service renders as its own when the session of a token has ended.

    The error is in the scope under CALLER. Tokens that are not valid anyway, and those that name another issuer, whose
    sessions are not known here, are passed on.
    """

    def __init__(
        self, service: ASGIApp, *, verifier: Callable[[], TokenVerifier], sessions: SessionLookup, issuer: str
    ) -> None:
        self._service = service
        self._verifier = verifier
        self._sessions = sessions
        self._issuer = issuer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and scope.get(CALLER) is None and await self._has_ended(scope):
            scope[CALLER] = SessionEnded(_ENDED)
        await self._service(scope, receive, send)

    async def _has_ended(self, scope: Scope) -> bool:
        header = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        bearer = read_bearer(header.decode("latin-1")) if header else None
        if not bearer:
            return False
        try:
            token = self._verifier().verify(bearer)
        except TokenError:
            return False
        return await is_session_ended(token, sessions=self._sessions, issuer=self._issuer)
