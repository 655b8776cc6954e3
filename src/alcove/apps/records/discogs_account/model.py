"""What is stored of the connection to Discogs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from alcove.apps.records.stored_secrets import SecretKind, SecretName, build_context

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
