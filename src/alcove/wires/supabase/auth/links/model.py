"""One-time links and codes: what they are for, and how they are made."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID

PKCE_PREFIX: Final = "pkce_"
"""Begins the tokens of links that end with a code for the client that asked for them."""
_DIGITS: Final = "0123456789"
_BYTES_OF_HASH: Final = 28


class LinkKind(Enum):
    """What a link is for."""

    SIGNUP = ("signup", "confirmation_token", "confirmation")
    INVITE = ("invite", "confirmation_token", "invite")
    RECOVERY = ("recovery", "recovery_token", "recovery")
    MAGIC_LINK = ("magiclink", "recovery_token", "magic_link")
    EMAIL_CHANGE_CURRENT = ("email_change", "email_change_token_current", "email_change")
    EMAIL_CHANGE_NEW = ("email_change", "email_change_token_new", "email_change")
    REAUTHENTICATION = ("reauthentication", "reauthentication_token", "reauthentication")

    @property
    def verification_type(self) -> str:
        """The type in requests and links."""
        return self.value[0]

    @property
    def token_type(self) -> str:
        """The type of its token, of which a user has one."""
        return self.value[1]

    @property
    def mail_kind(self) -> str:
        """The kind of its mail."""
        return self.value[2]


TOKEN_TYPES: Final = {
    "signup": ("confirmation_token",),
    "invite": ("confirmation_token",),
    "recovery": ("recovery_token",),
    "magiclink": ("recovery_token",),
    "email": ("confirmation_token", "recovery_token"),
    "email_change": ("email_change_token_current", "email_change_token_new"),
}
"""The types of tokens that a type of verification accepts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link that was made: its code of digits, and the token, which is stored; `email` gets them."""

    kind: LinkKind
    email: str
    code: str
    token: str
    redirect_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredToken:
    """A token that was used up, with the address it was made for."""

    user_id: UUID
    token_type: str
    email: str
    created_at: datetime


def generate_code(length: int) -> str:
    """Return a random code of decimal digits."""
    return "".join(secrets.choice(_DIGITS) for _ in range(length))


def hash_code(email: str, code: str) -> str:
    """Return the token of a code that was sent to an address."""
    return hashlib.sha224(f"{email}{code}".encode("utf-8", "surrogatepass")).hexdigest()


def token_variants(token: str) -> Sequence[str]:
    """Return the tokens that a token of a request may be stored as: with the prefix of PKCE, too."""
    return (token, PKCE_PREFIX + token)


def looks_like_token(token: str) -> bool:
    """Return whether a text can be a stored token, so that others need no search."""
    return len(token.removeprefix(PKCE_PREFIX)) == 2 * _BYTES_OF_HASH and token.isascii() and "\0" not in token
