"""Keys of other services in the vault: their owners and names, and what a key may be."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.foundation.errors import AppError

PURPOSE: Final = "api key"
MAX_NAME: Final = 200
MAX_PROVIDER: Final = 100
MAX_KEY: Final = 8000
"""Bytes of a key in UTF-8."""
MAX_KEYS: Final = 100
"""Keys of one owner."""
_AI_KEY: Final = re.compile(r"[!-~]{1,1000}")


class KeyNotFound(AppError):
    """The owner has no key of this name."""

    status = 404
    code = "NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("There is no key of this name in the vault.")


class TooManyKeys(AppError):
    """The owner has as many keys as the vault stores."""

    status = 422
    code = "VALIDATION_ERROR"


def build_context(owner: UUID | None, name: str) -> tuple[str, ...]:
    """Return what a ciphertext is bound to: the owner, "" for the server itself, and the name of the key."""
    return PURPOSE, "" if owner is None else str(owner), name


def build_fingerprint_context(owner: UUID | None) -> tuple[str, ...]:
    """Return what a fingerprint is bound to: equal keys of two owners have different ones."""
    return PURPOSE, "" if owner is None else str(owner)


def is_ai_key(text: str) -> bool:
    """Return whether a text can be the key of an AI provider: it is sent in a header."""
    return _AI_KEY.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key to store; `owner` is None for one of the server itself."""

    owner: UUID | None
    name: str
    value: str
    provider: str | None = None
    expires_at: datetime | None = None

    def __repr__(self) -> str:
        return f"NewKey({self.owner}, {self.name!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """From where the vault is used, for the audit."""

    address: str | None = None
    user_agent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """A key as it is stored."""

    id: UUID
    name: str
    provider: str | None
    ciphertext: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewedKeys:
    """The keys that have new data keys now, and those that cannot be decrypted, by name."""

    names: tuple[str, ...]
    unreadable: tuple[str, ...]
