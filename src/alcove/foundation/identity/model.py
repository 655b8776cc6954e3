"""Accounts, people and codes as values, and what names, addresses, passwords and roles may be."""

import hashlib
import re
import secrets
import unicodedata
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from alcove.foundation.identity.errors import NameUnsuitable, PasswordUnsuitable, RolesUnsuitable

Role = Literal["owner", "member"]
Provider = Literal["local", "calibre-web", "proxy"]

LOCAL_OWNER: Final = uuid.UUID("00000000-0000-4000-8000-00000000a1c0")
"""The account that everybody has where nobody has to sign in."""
LONGEST_NAME: Final = 64
LONGEST_EMAIL: Final = 255
SHORTEST_PASSWORD: Final = 8
MOST_BYTES: Final = 72
"""Bytes of a password that bcrypt looks at."""
TOKEN_PREFIX: Final = "alc_"  # noqa: S105 - the beginning of every token

_NAME = re.compile(r"[\w.-]+")
_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"\\]+@[^\s@,;:<>()\[\]\"\\]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whom a backend knows; with `account_id`, by an account that exists already."""

    username: str
    is_admin: bool
    account_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class ExternalId:
    """What a way of signing in knows a person by: the key of a row of `auth.identities`."""

    provider: Provider
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may sign in, and what they may do in each app."""

    id: uuid.UUID
    name: str
    email: str | None
    roles: Mapping[str, Role] = field(default_factory=dict)
    password_hash: str = ""
    created_at: datetime | None = None
    last_sign_in_at: datetime | None = None

    @property
    def owned(self) -> list[str]:
        """Return the apps that the account is an owner of."""
        return sorted(app for app, role in self.roles.items() if role == "owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What an account is made from; either a name or an email address is there."""

    email: str | None
    name: str | None
    password: str
    roles: Mapping[str, Role] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session that has not ended: whose it is, and the seconds since it was used and since it was checked."""

    id: uuid.UUID
    account: Account
    backend: str
    fingerprint: bytes
    username: str
    unseen: float
    unchecked: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An API token that was found, and how often a wrong one came from the same place lately."""

    account: Account | None
    scopes: frozenset[str] | None
    is_locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A sign-in that worked; `session` is the text for the cookie, empty where none was begun."""

    account: Account
    backend: str
    session_id: uuid.UUID | None = None
    session: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A sign-in that failed, and how many more may fail."""

    left: int


def new_code() -> str:
    """Return a random text that nobody guesses, fit for a link."""
    return secrets.token_urlsafe(24)


def digest_of(code: str) -> bytes:
    """Return what a code or token is kept under."""
    return hashlib.sha256(code.encode("utf-8", "replace")).digest()


def name_of(text: str | None) -> str | None:
    """Return a name to sign in with, in its one form; None for an empty one. NameUnsuitable."""
    name = unicodedata.normalize("NFKC", text or "").strip()
    if not name:
        return None
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        raise NameUnsuitable(
            f"A name has at most {LONGEST_NAME} letters, digits, dots, hyphens and underscores, and no spaces."
        )
    return name


def email_of(text: str | None) -> str | None:
    """Return an email address in its one form; None for an empty one. NameUnsuitable."""
    email = (text or "").strip().lower()
    if not email:
        return None
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        raise NameUnsuitable("This is not an email address.")
    return email


def check_password(password: str) -> None:
    """Raise PasswordUnsuitable for a password that a new one may not be."""
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordUnsuitable(f"A password has at least {SHORTEST_PASSWORD} characters.")
    if len(password.encode("utf-8", "surrogatepass")) > MOST_BYTES or "\0" in password:
        raise PasswordUnsuitable(f"A password has at most {MOST_BYTES} bytes; letters beyond ASCII count for several.")


def check_roles(roles: Mapping[str, str | None], apps: Collection[str]) -> None:
    """Raise RolesUnsuitable unless these are roles of apps that the server has."""
    for app, role in roles.items():
        if app not in apps:
            raise RolesUnsuitable(f"There is no app '{app[:40]}' here; there are: {', '.join(sorted(apps))}.")
        if role not in ("owner", "member", None):
            raise RolesUnsuitable(f"A role is owner or member, not '{str(role)[:40]}'.")


def check_scopes(scopes: Collection[str], apps: Collection[str]) -> None:
    """Raise RolesUnsuitable unless each scope is an app, or an app with `:read` behind it."""
    if not scopes:
        raise RolesUnsuitable("A token needs at least one scope.")
    for scope in scopes:
        app = scope.partition(":")[0]
        if app not in apps or scope not in (app, f"{app}:read"):
            raise RolesUnsuitable(
                f"There is no scope '{scope[:40]}'; a scope is an app ({', '.join(sorted(apps))}) or, to read only,"
                f" its name with ':read' behind it."
            )
