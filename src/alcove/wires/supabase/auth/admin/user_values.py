"""What an administrator sets of a user, checked and ready to be stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.wires.supabase.auth.admin.durations import parse_ban
from alcove.wires.supabase.auth.admin.schemas import UserParameters
from alcove.wires.supabase.auth.errors import validation_failed
from alcove.wires.supabase.auth.users.addresses import normalize_email, normalize_phone

_MAX_TEXT: Final = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class BanChange:
    """A new end of a ban, None to lift it."""

    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserValues:
    """Values of a user; '' and None for those that are not set."""

    email: str = ""
    phone: str = ""
    role: str = ""
    password: str = ""
    password_hash: str = ""
    ban: BanChange | None = None


def read_values(parameters: UserParameters, *, now: datetime) -> UserValues:
    """Return the values in a body; AuthError."""
    if parameters.password and parameters.password_hash:
        raise validation_failed("Only a password or a password hash should be provided")
    for name in ("role", "aud"):
        if len(getattr(parameters, name) or "") > _MAX_TEXT:
            raise validation_failed(f"{name} is too long")
    return UserValues(
        email=normalize_email(parameters.email) if parameters.email else "",
        phone=normalize_phone(parameters.phone) if parameters.phone else "",
        role=parameters.role or "",
        password=parameters.password or "",
        password_hash=parameters.password_hash or "",
        ban=_read_ban(parameters.ban_duration or "", now=now),
    )


def read_new_id(text: str) -> UUID:
    """Return the id that an administrator chose; AuthError."""
    try:
        chosen = UUID(text)
    except ValueError as error:
        raise validation_failed("ID must conform to the uuid v4 format") from error
    if chosen.int == 0:
        raise validation_failed("ID cannot be a nil uuid")
    return chosen


def _read_ban(text: str, *, now: datetime) -> BanChange | None:
    if not text:
        return None
    duration = parse_ban(text)
    return BanChange(until=now + duration if duration else None)
