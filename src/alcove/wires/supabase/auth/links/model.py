"""One-time links and codes: what they are for, and how they are made."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID

from alcove.wires.supabase.auth.deps import TokenSigner

PKCE_PREFIX: Final = "pkce_"
"""Begins the tokens of links that end with a code for the client that asked for them."""
_DIGITS: Final = "0123456789"
_BYTES_OF_HASH: Final = 28
_STORED_PREFIX: Final = "sha256:"
_TOKEN: Final = re.compile(rf"(?:{PKCE_PREFIX})?[0-9a-f]{{56}}")


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
    """A link that was made: its code of digits, and the token, whose hash is stored; `email` gets them."""

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


def derive_token(signer: TokenSigner, email: str, *, code: str) -> str:
    """Return the token of the link beside a code that is sent to an address.

    It depends on the server's secret: who could compute it from guessed codes would need no address to try them with.
    """
    content = f"{email}\0{code}".encode("utf-8", "surrogatepass")
    return signer.derive("one-time token", content)[:_BYTES_OF_HASH].hex()


def hash_token(token: str) -> str:
    """Return what is stored of a token."""
    return _STORED_PREFIX + hashlib.sha256(token.encode("ascii")).hexdigest()


def list_link_forms(token: str) -> Sequence[str]:
    """Return what the row of a token may contain: its hash, or the token if GoTrue stored it; none for other texts."""
    return (hash_token(token), token) if _TOKEN.fullmatch(token) else ()


def list_code_forms(signer: TokenSigner, email: str, *, code: str) -> Sequence[str]:
    """Return what the row of a code may contain: hashes of its token, or what GoTrue stores of a code."""
    own = derive_token(signer, email, code=code)
    foreign = hashlib.sha224(f"{email}{code}".encode("utf-8", "surrogatepass")).hexdigest()
    return (hash_token(own), hash_token(PKCE_PREFIX + own), foreign, PKCE_PREFIX + foreign)
