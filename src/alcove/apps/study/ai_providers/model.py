"""Configured AI providers, and whether they can be asked now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from alcove.foundation.settings import Secret
from alcove.wires.ai_providers import ChatProvider, Outcome


class Dialect(StrEnum):
    """Which wire protocol a provider speaks."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"
    GOOGLE = "google"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderKey:
    """A key of a pool; the fingerprint names it where its text must not appear."""

    text: Secret
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderConfig:
    """A provider as the owner has configured it; `keys` is empty where none is set."""

    name: str
    dialect: Dialect
    base_url: str
    keys: Sequence[ProviderKey]
    needs_key: bool
    is_enabled: bool
    model: str
    reasoning_model: str
    models: Sequence[str]
    """All models of which the settings or the prices know."""


class Availability(StrEnum):
    """Why a provider can or cannot be asked."""

    OK = "ok"
    NO_KEY = "no_key"
    OPEN = "open"
    COOLING = "cooling"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderStatus:
    """Whether a provider can be asked, and until when not."""

    name: str
    models: Sequence[str]
    reason: Availability
    until: datetime | None = None

    @property
    def is_available(self) -> bool:
        """Whether it can be asked now."""
        return self.reason is Availability.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPermit:
    """The permission for one call of a provider, with one of its keys; `is_probe` is the one call while half-open."""

    provider: ProviderConfig
    key: ProviderKey | None
    client: ChatProvider
    is_probe: bool = False


class ProviderRegistry(Protocol):
    """The providers, and what all api processes know of their health."""

    def order(self, requested: str | None = None) -> Sequence[ProviderConfig]:
        """Return the configured providers (enabled, with a key where needed) in their order, `requested` first.

        Names of the database (`anthropic`, `google`) are accepted as well.
        """
        ...

    async def acquire(self, name: str) -> CallPermit | ProviderStatus:
        """Return a permit for one call, or why there is none. A probe is given once until it is recorded or too old."""
        ...

    async def record(self, permit: CallPermit, outcome: Outcome, *, retry_after: float | None = None) -> None:
        """Record how the call ended: opens the breaker, cools the key or the provider, closes a half-open breaker."""
        ...

    async def list_statuses(self) -> Sequence[ProviderStatus]:
        """Return the state of all providers without calling any."""
        ...
