"""Bodies of the admin API. Members that are null count as absent, as in Go."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from alcove.wires.supabase.auth.users.body import UserBody


class UserParameters(msgspec.Struct, frozen=True, kw_only=True):
    """What an administrator sets of a user, when it is added and later."""

    id: str | None = None
    aud: str | None = None
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    password: str | None = None
    password_hash: str | None = None
    email_confirm: bool | None = None
    phone_confirm: bool | None = None
    user_metadata: Mapping[str, Any] | None = None
    app_metadata: Mapping[str, Any] | None = None
    ban_duration: str | None = None


class UserPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of users."""

    users: Sequence[UserBody]
    aud: str


class DeleteParameters(msgspec.Struct, frozen=True, kw_only=True):
    """How a user is deleted."""

    should_soft_delete: bool | None = None


class FactorParameters(msgspec.Struct, frozen=True, kw_only=True):
    """What an administrator changes of a factor."""

    friendly_name: str | None = None


class AuditEntryBody(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the audit log."""

    id: str
    payload: msgspec.Raw
    created_at: str | UnsetType = UNSET
    ip_address: str = ""


class InviteParameters(msgspec.Struct, frozen=True, kw_only=True):
    """Who is invited; `data` becomes the metadata of a new user."""

    email: str | None = None
    data: Mapping[str, Any] | None = None


class LinkParameters(msgspec.Struct, frozen=True, kw_only=True):
    """What link is wanted, and for whom."""

    type: str | None = None
    email: str | None = None
    new_email: str | None = None
    password: str | None = None
    data: Mapping[str, Any] | None = None
    redirect_to: str | None = None
