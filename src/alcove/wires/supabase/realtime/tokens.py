"""Who a client is: the token that it sends for a channel, or the key of its connection."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST
from alcove.wires.supabase.callers import SessionLookup, is_session_ended
from alcove.wires.supabase.realtime import reasons
from alcove.wires.supabase.realtime.model import JoinRefused
from alcove.wires.supabase.realtime.reasons import TokenRefused
from alcove.wires.supabase.tokens import InvalidClaims, TokenError, TokenVerifier, VerifiedToken

_OPAQUE_KEY: Final = "sb_"
_PARTS: Final = 3
MAX_TOKEN_CHARACTERS: Final = 65_536
"""A longer text is no token: its signature would take long to check."""
_NEVER: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Caller:
    """A client as a channel knows it; `expires_at` is in seconds since 1970."""

    token: VerifiedToken
    expires_at: float = _NEVER


class CallerCheck:
    """Checks tokens of clients: signature, expiry, role, and the session behind them."""

    def __init__(
        self,
        *,
        verifier: Callable[[], TokenVerifier],
        find_key_role: Callable[[str], str | None],
        sessions: SessionLookup,
        issuer: str,
        clock: Clock,
    ) -> None:
        """Take what verifies tokens; `find_key_role` returns the role of an API key, None for another text."""
        self.verifier = verifier
        """Returns what verifies tokens with the current keys."""
        self._find_key_role = find_key_role
        self._sessions = sessions
        self._issuer = issuer
        self._clock = clock

    def is_ignored(self, token: str) -> bool:
        """Return whether a token is no token of a user, but an opaque key: the caller stays who it is."""
        return not token or token.startswith(_OPAQUE_KEY)

    async def identify(self, token: str) -> Caller:
        """Return who sends a token; TokenRefused, JoinRefused."""
        if len(token) > MAX_TOKEN_CHARACTERS:
            raise TokenRefused("MalformedJWT", reasons.NO_JWT)
        role = self._find_key_role(token)
        if role is not None:
            return Caller(VerifiedToken.of_role(role))
        return await self.check(self._verify(token))

    async def check(self, token: VerifiedToken) -> Caller:
        """Return the caller of a verified token whose session has not ended; TokenRefused, JoinRefused."""
        expiry = token.claims.get("exp")
        expires_at = float(expiry) if isinstance(expiry, int | float) else _NEVER
        self.check_expiry(expires_at)
        try:
            has_ended = await is_session_ended(token, sessions=self._sessions, issuer=self._issuer)
        except DATABASE_LOST as error:
            raise JoinRefused(reasons.DATABASE_LOST) from error
        if has_ended:
            raise TokenRefused("Unauthorized", reasons.SESSION_ENDED)
        return Caller(token, expires_at)

    def check_expiry(self, expires_at: float) -> None:
        """Check a time in seconds since 1970; TokenRefused when it has passed."""
        late = self._clock.now().timestamp() - expires_at
        if late >= 0:
            raise TokenRefused("InvalidJWTExpiration", f"Token has expired {int(late)} seconds ago")

    def _verify(self, token: str) -> VerifiedToken:
        try:
            verified = self.verifier().verify(token)
        except InvalidClaims as error:
            self.check_expiry(_read_expiry(token))
            raise TokenRefused("InvalidJWTToken", error.message) from error
        except TokenError as error:
            if not _is_jwt(token):
                raise TokenRefused("MalformedJWT", reasons.NO_JWT) from error
            raise TokenRefused("JwtSignatureError", "Failed to validate JWT signature") from error
        if verified.role is None or not isinstance(verified.claims.get("exp"), int | float):
            raise TokenRefused("InvalidJWTToken", "Fields `role` and `exp` are required in JWT")
        return verified


def _is_jwt(token: str) -> bool:
    """Return whether a text has the format of a token, whoever signed it."""
    parts = token.split(".")
    if len(parts) != _PARTS:
        return False
    try:
        return all(_decode_part(part) is not None for part in parts[:2])
    except (ValueError, RecursionError):
        return False


def _decode_part(part: str) -> Mapping[str, Any]:
    """Return the object in a part of a token; ValueError, RecursionError."""
    content = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    return msgspec.json.decode(content, type=dict[str, Any])


def _read_expiry(token: str) -> float:
    """Return when a token whose signature is right expires."""
    expiry = _decode_part(token.split(".")[1]).get("exp")
    return float(expiry) if isinstance(expiry, int | float) else _NEVER
