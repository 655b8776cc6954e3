"""JSON of sessions and of the requests for tokens."""

from collections.abc import Sequence

import msgspec
from msgspec import UNSET, UnsetType

from alcove.wires.supabase.auth.users.body import UserBody


class WeakPasswordBody(msgspec.Struct, frozen=True, kw_only=True):
    """The remark that a password which is right breaks the rules of today."""

    message: str
    reasons: Sequence[str]


class SessionBody(msgspec.Struct, frozen=True, kw_only=True):
    """A session with its tokens; `expires_at` is in seconds since 1970."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - how the token is sent
    expires_in: int
    expires_at: int
    refresh_token: str
    user: UserBody
    provider_token: str | UnsetType = UNSET
    provider_refresh_token: str | UnsetType = UNSET
    weak_password: WeakPasswordBody | UnsetType = UNSET


class PasswordGrant(msgspec.Struct, frozen=True, kw_only=True):
    """The body of `POST /token?grant_type=password`."""

    email: str | None = None
    phone: str | None = None
    password: str | None = None


class RefreshGrant(msgspec.Struct, frozen=True, kw_only=True):
    """The body of `POST /token?grant_type=refresh_token`."""

    refresh_token: str | None = None
