"""Values of accounts, users and codes, and the rules for names, addresses, passwords and roles."""

import hashlib
import re
import secrets
import unicodedata
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from alcove.foundation.identity.errors import InvalidName, InvalidPassword, InvalidRoles

Role = Literal["owner", "member"]
Provider = Literal["local", "calibre-web", "proxy"]

LOCAL_OWNER: Final = uuid.UUID("00000000-0000-4000-8000-00000000a1c0")
"""The account of all callers where sign-in is not required."""
MAX_NAME_LENGTH: Final = 64
MAX_EMAIL_LENGTH: Final = 255
MIN_PASSWORD_LENGTH: Final = 8
MAX_PASSWORD_BYTES: Final = 72
"""Bytes of a password that bcrypt uses."""
TOKEN_PREFIX: Final = "alc_"  # noqa: S105 - a prefix

_NAME = re.compile(r"[\w.-]+")
_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"\\]+@[^\s@,;:<>()\[\]\"\\]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendUser:
    """A user of a backend; `account_id` is set when the backend knows the account."""

    username: str
    is_admin: bool
    account_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class ExternalId:
    """A user's id at a backend: the key of a row of `auth.identities`."""

    provider: Provider
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account with its role in each app."""

    id: uuid.UUID
    name: str
    email: str | None
    roles: Mapping[str, Role] = field(default_factory=dict)
    password_hash: str = ""
    created_at: datetime | None = None
    last_sign_in_at: datetime | None = None

    @property
    def owned_apps(self) -> list[str]:
        """The apps that the account owns."""
        return sorted(app for app, role in self.roles.items() if role == "owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """The data of a new account; a name, an email address, or both."""

    email: str | None
    name: str | None
    password: str
    roles: Mapping[str, Role] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An active session, with the seconds since its last use and since its user was last checked."""

    id: uuid.UUID
    account: Account
    backend: str
    fingerprint: bytes
    username: str
    seconds_unused: float
    seconds_unchecked: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """The account of an API token, and whether its client address is locked."""

    account: Account | None
    scopes: frozenset[str] | None
    is_locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInResult:
    """A successful sign-in; `session` is the cookie value, empty when no session was started."""

    account: Account
    backend: str
    session_id: uuid.UUID | None = None
    session: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFailed:
    """A failed sign-in, with the number of attempts left."""

    left: int


def new_code() -> str:
    """Return a random code that is safe in URLs."""
    return secrets.token_urlsafe(24)


def hash_code(code: str) -> bytes:
    """Return the hash under which a code or token is stored."""
    return hashlib.sha256(code.encode("utf-8", "replace")).digest()


def normalize_name(text: str | None) -> str | None:
    """Return a normalized user name, None for an empty one; InvalidName."""
    name = unicodedata.normalize("NFKC", text or "").strip()
    if not name:
        return None
    if len(name) > MAX_NAME_LENGTH or not _NAME.fullmatch(name):
        raise InvalidName(
            f"A name has at most {MAX_NAME_LENGTH} letters, digits, dots, hyphens and underscores, and no spaces."
        )
    return name


def normalize_email(text: str | None) -> str | None:
    """Return a normalized email address, None for an empty one; InvalidName."""
    email = (text or "").strip().lower()
    if not email:
        return None
    if len(email) > MAX_EMAIL_LENGTH or not _EMAIL.fullmatch(email):
        raise InvalidName("This is not an email address.")
    return email


def check_password(password: str) -> None:
    """Raise InvalidPassword for a password that is too short or too long."""
    if len(password) < MIN_PASSWORD_LENGTH:
        raise InvalidPassword(f"A password has at least {MIN_PASSWORD_LENGTH} characters.")
    if len(password.encode("utf-8", "surrogatepass")) > MAX_PASSWORD_BYTES or "\0" in password:
        raise InvalidPassword(
            f"A password has at most {MAX_PASSWORD_BYTES} bytes; letters beyond ASCII count for several."
        )


def check_roles(roles: Mapping[str, str | None], apps: Collection[str]) -> None:
    """Raise InvalidRoles for an unknown app or role."""
    for app, role in roles.items():
        if app not in apps:
            raise InvalidRoles(f"There is no app '{app[:40]}' here; there are: {', '.join(sorted(apps))}.")
        if role not in ("owner", "member", None):
            raise InvalidRoles(f"A role is owner or member, not '{str(role)[:40]}'.")


def check_scopes(scopes: Collection[str], apps: Collection[str]) -> None:
    """Raise InvalidRoles unless every scope is an app name, optionally with `:read`."""
    if not scopes:
        raise InvalidRoles("A token needs at least one scope.")
    for scope in scopes:
        app = scope.partition(":")[0]
        if app not in apps or scope not in (app, f"{app}:read"):
            raise InvalidRoles(
                f"There is no scope '{scope[:40]}'; a scope is an app ({', '.join(sorted(apps))}) or, for read access,"
                f" its name followed by ':read'."
            )
