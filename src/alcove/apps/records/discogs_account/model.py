"""What is stored of the connection to Discogs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

SecretName = Literal["account", "sign-in"]
"""The credentials in use, and those of a sign-in that is under way."""

SecretKind = Literal["token", "oauth"]
"""A personal access token, or the token of an OAuth sign-in."""

PURPOSE: Final = "discogs credentials"
"""Binds a ciphertext to this use; the app declares it for rotations of the vault as well."""

CheckState = Literal["ok", "refused", "unreachable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSecret:
    """Encrypted credentials."""

    name: SecretName
    kind: SecretKind
    ciphertext: str
    stored_at: datetime

    @property
    def context(self) -> tuple[str, ...]:
        """What the ciphertext is bound to."""
        return build_context(self.name, self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The result of a test; `username` is the account, `reason` why it failed."""

    source: str
    state: CheckState
    username: str | None
    reason: str | None
    checked_at: datetime


def build_context(name: SecretName, kind: SecretKind) -> tuple[str, ...]:
    """Return what a ciphertext is bound to: in another row it is useless."""
    return PURPOSE, name, kind
