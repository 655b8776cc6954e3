"""The check of the session behind an access token, before the services that accept tokens."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol
from uuid import UUID

from starlette.types import ASGIApp, Receive, Scope, Send

from alcove.wires.supabase.gateway.gateway import CALLER
from alcove.wires.supabase.tokens import InvalidClaims, TokenError, TokenVerifier, VerifiedToken, read_bearer

_ENDED: Final = "The session of the JWT has ended"


class SessionLookup(Protocol):
    """Knows the sessions of this server."""

    async def contains(self, session_id: UUID, *, user_id: UUID) -> bool:
        """Return whether the session is one of the user's and may be used."""
        ...


class SessionGuard:
    """Passes requests on with their verified token, or with the error of one whose session has ended.

    Either is in the scope under CALLER; the service renders the error as its own. Tokens that are not valid anyway, and
    those of other issuers, whose sessions are not known here, are passed on as they are.
    """

    def __init__(
        self,
        service: ASGIApp,
        *,
        verifier: Callable[[], TokenVerifier],
        sessions: SessionLookup,
        is_own_token: Callable[[Mapping[str, Any]], bool] = lambda _: True,
    ) -> None:
        self._service = service
        self._verifier = verifier
        self._sessions = sessions
        self._is_own_token = is_own_token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and scope.get(CALLER) is None:
            result = await self._check(scope)
            if result is not None:
                scope[CALLER] = result
        await self._service(scope, receive, send)

    async def _check(self, scope: Scope) -> VerifiedToken | TokenError | None:
        header = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        bearer = read_bearer(header.decode("latin-1")) if header else None
        if not bearer:
            return None
        try:
            token = self._verifier().verify(bearer)
        except TokenError:
            return None
        session_id, user_id = _read_id(token, "session_id"), _read_id(token, "sub")
        if session_id is None or user_id is None or not self._is_own_token(token.claims):
            return None
        return token if await self._sessions.contains(session_id, user_id=user_id) else InvalidClaims(_ENDED)


def _read_id(token: VerifiedToken, name: str) -> UUID | None:
    value = token.claims.get(name)
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
