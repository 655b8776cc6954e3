"""Users, identities and factors as they are stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """How a user is known to a provider; `provider_id` is the user's id there."""

    id: UUID
    user_id: UUID
    provider: str
    provider_id: str
    identity_data: Mapping[str, Any]
    last_sign_in_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """A second factor; its secret is read by the folder `factors` only."""

    id: UUID
    factor_type: str
    status: str
    friendly_name: str | None = None
    phone: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    last_challenged_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A row of `auth.users` with its identities and factors; `aud` and `role` are those of its tokens."""

    id: UUID
    aud: str
    role: str
    email: str | None
    phone: str | None
    password_hash: str
    app_metadata: Mapping[str, Any]
    user_metadata: Mapping[str, Any]
    identities: Sequence[Identity]
    factors: Sequence[Factor]
    is_anonymous: bool
    is_sso_user: bool
    email_confirmed_at: datetime | None
    phone_confirmed_at: datetime | None
    confirmed_at: datetime | None
    confirmation_sent_at: datetime | None
    recovery_sent_at: datetime | None
    reauthentication_sent_at: datetime | None
    email_change: str | None
    email_change_sent_at: datetime | None
    email_change_confirm_status: int
    phone_change: str | None
    invited_at: datetime | None
    last_sign_in_at: datetime | None
    banned_until: datetime | None
    deleted_at: datetime | None
    created_at: datetime | None
    updated_at: datetime | None

    def is_banned(self, now: datetime) -> bool:
        """Return whether the user may not sign in."""
        return self.banned_until is not None and self.banned_until > now

    @property
    def has_verified_factor(self) -> bool:
        """Whether a second factor is needed for the assurance level aal2."""
        return any(factor.status == "verified" for factor in self.factors)

    def find_identity(self, provider: str) -> Identity | None:
        """Return the identity at a provider, None when there is none."""
        return next((identity for identity in self.identities if identity.provider == provider), None)
