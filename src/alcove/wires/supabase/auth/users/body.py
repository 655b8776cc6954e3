"""The JSON of a user."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from alcove.wires.supabase.auth.users.model import Factor, Identity, User


class IdentityBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An identity in the JSON of a user."""

    identity_id: UUID
    id: str
    user_id: UUID
    identity_data: Mapping[str, Any]
    provider: str
    last_sign_in_at: str | UnsetType = UNSET
    created_at: str | UnsetType = UNSET
    updated_at: str | UnsetType = UNSET
    email: str | UnsetType = UNSET


class FactorBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A factor in the JSON of a user."""

    id: UUID
    created_at: str | UnsetType = UNSET
    updated_at: str | UnsetType = UNSET
    status: str
    friendly_name: str | UnsetType = UNSET
    factor_type: str
    phone: str | UnsetType = UNSET
    last_challenged_at: str | UnsetType = UNSET


class UserBody(msgspec.Struct, frozen=True, kw_only=True):
    """A user; members that are not set are left out."""

    id: UUID
    aud: str
    role: str
    email: str
    email_confirmed_at: str | UnsetType = UNSET
    invited_at: str | UnsetType = UNSET
    phone: str
    phone_confirmed_at: str | UnsetType = UNSET
    confirmation_sent_at: str | UnsetType = UNSET
    confirmed_at: str | UnsetType = UNSET
    recovery_sent_at: str | UnsetType = UNSET
    new_email: str | UnsetType = UNSET
    email_change_sent_at: str | UnsetType = UNSET
    new_phone: str | UnsetType = UNSET
    reauthentication_sent_at: str | UnsetType = UNSET
    last_sign_in_at: str | UnsetType = UNSET
    app_metadata: Mapping[str, Any]
    user_metadata: Mapping[str, Any]
    factors: Sequence[FactorBody] | UnsetType = UNSET
    identities: Sequence[IdentityBody]
    created_at: str | UnsetType = UNSET
    updated_at: str | UnsetType = UNSET
    banned_until: str | UnsetType = UNSET
    deleted_at: str | UnsetType = UNSET
    is_anonymous: bool


def user_body(user: User) -> UserBody:
    """Return the JSON of a user."""
    return UserBody(
        id=user.id,
        aud=user.aud,
        role=user.role,
        email=user.email or "",
        phone=user.phone or "",
        email_confirmed_at=format_time(user.email_confirmed_at),
        phone_confirmed_at=format_time(user.phone_confirmed_at),
        confirmed_at=format_time(user.confirmed_at),
        confirmation_sent_at=format_time(user.confirmation_sent_at),
        recovery_sent_at=format_time(user.recovery_sent_at),
        reauthentication_sent_at=format_time(user.reauthentication_sent_at),
        new_email=user.email_change or UNSET,
        email_change_sent_at=format_time(user.email_change_sent_at),
        new_phone=user.phone_change or UNSET,
        invited_at=format_time(user.invited_at),
        last_sign_in_at=format_time(user.last_sign_in_at),
        banned_until=format_time(user.banned_until),
        deleted_at=format_time(user.deleted_at),
        created_at=format_time(user.created_at),
        updated_at=format_time(user.updated_at),
        app_metadata=user.app_metadata,
        user_metadata=user.user_metadata,
        factors=[factor_body(factor) for factor in user.factors] or UNSET,
        identities=[identity_body(identity) for identity in user.identities],
        is_anonymous=user.is_anonymous,
    )


def identity_body(identity: Identity) -> IdentityBody:
    """Return the JSON of an identity; its `id` is the user's id at the provider."""
    return IdentityBody(
        identity_id=identity.id,
        id=identity.provider_id,
        user_id=identity.user_id,
        identity_data=identity.identity_data,
        provider=identity.provider,
        last_sign_in_at=format_time(identity.last_sign_in_at),
        created_at=format_time(identity.created_at),
        updated_at=format_time(identity.updated_at),
        email=identity.email or UNSET,
    )


def factor_body(factor: Factor) -> FactorBody:
    """Return the JSON of a factor."""
    return FactorBody(
        id=factor.id,
        status=factor.status,
        factor_type=factor.factor_type,
        friendly_name=factor.friendly_name or UNSET,
        phone=factor.phone or UNSET,
        created_at=format_time(factor.created_at),
        updated_at=format_time(factor.updated_at),
        last_challenged_at=format_time(factor.last_challenged_at),
    )


def format_time(time: datetime | None) -> str | UnsetType:
    """Return a time in RFC 3339 with `Z`, UNSET without one."""
    return UNSET if time is None else time.astimezone(UTC).isoformat().replace("+00:00", "Z")
