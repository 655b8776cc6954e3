"""Sessions behind access tokens."""

from typing import Protocol
from uuid import UUID

from alcove.wires.supabase.tokens import VerifiedToken


class SessionLookup(Protocol):
    """Knows the sessions of this server."""

    async def contains(self, session_id: UUID, *, user_id: UUID) -> bool:
        """Return whether the session is one of the user's and may be used."""
        ...


async def is_session_ended(token: VerifiedToken, *, sessions: SessionLookup, issuer: str) -> bool:
    """Return whether the session of a token has ended.

    The sessions of tokens that name another issuer are not known here; they count as open.
    """
    session_id, user_id = _read_id(token, "session_id"), _read_id(token, "sub")
    if session_id is None or user_id is None or token.claims.get("iss", issuer) != issuer:
        return False
    return not await sessions.contains(session_id, user_id=user_id)


def _read_id(token: VerifiedToken, name: str) -> UUID | None:
    value = token.claims.get(name)
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
