"""Sessions as they are stored, and the claims of their access tokens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from alcove.wires.supabase.auth.config import AuthConfig
from alcove.wires.supabase.auth.users.model import User


@dataclass(frozen=True, slots=True)
class AuthMethod:
    """How a person proved who they are in a session, and when (seconds since 1970)."""

    method: str
    timestamp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthSession:
    """A row of `auth.sessions` with its methods, newest first."""

    id: UUID
    aal: str
    methods: Sequence[AuthMethod]


def access_token_claims(
    user: User, session: AuthSession, *, config: AuthConfig, now: datetime, lifetime: int
) -> Mapping[str, Any]:
    """Return the claims of an access token, which is valid for `lifetime` seconds."""
    issued_at = int(now.timestamp())
    return {
        "aud": user.aud,
        "exp": issued_at + lifetime,
        "iat": issued_at,
        "iss": config.issuer,
        "sub": str(user.id),
        "email": user.email or "",
        "phone": user.phone or "",
        "app_metadata": user.app_metadata,
        "user_metadata": user.user_metadata,
        "role": user.role,
        "aal": session.aal,
        "amr": [{"method": method.method, "timestamp": method.timestamp} for method in session.methods],
        "session_id": str(session.id),
        "is_anonymous": user.is_anonymous,
    }
