"""Configured AI providers, and whether they can be asked now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from alcove.foundation.settings import Secret
from alcove.wires.ai_providers import ChatProvider, Outcome

COUNTED: Final = frozenset({
    Outcome.SERVER_ERROR, Outcome.TIMEOUT, Outcome.CONNECTION_LOST, Outcome.INCOMPLETE, Outcome.BAD_ANSWER,
})  # fmt: skip
"""The outcomes that count as failures for the breaker."""
COUNTED_OF_OWN_KEYS: Final = COUNTED - {Outcome.BAD_ANSWER}
"""Those of a call with a key of an account: what such a key may not do says nothing about the provider."""
PROBE_WAIT: Final = timedelta(seconds=5)
"""After this time it is worth to look again whether a probe has ended."""


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
    is_limited: bool = False
    """Whether it has asked for fewer requests."""

    @property
    def is_available(self) -> bool:
        """Whether it can be asked now."""
        return self.reason is Availability.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPermit:
    """The permission for one call of a provider, with one of its keys; a probe has an id."""

    provider: ProviderConfig
    key: ProviderKey | None
    client: ChatProvider
    probe_id: UUID | None = None
    is_own_key: bool = False
    """Whether the key belongs to the account that asks, which pays for the call."""

    @property
    def is_probe(self) -> bool:
        """Whether it is the one call that decides whether the breaker closes."""
        return self.probe_id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerRules:
    """When the breaker of a provider opens and closes; times in seconds."""

    failures: int = 5
    window: float = 300.0
    open_seconds: float = 60.0
    """The first time; it doubles with every further opening until the breaker closes."""
    max_open_seconds: float = 900.0
    successes: int = 2
    probe_lease: float = 30.0
    """How long a probe counts that its process does not renew: after this it belongs to a process that has ended."""
    probe_seconds: float = 600.0
    """How long a call may take at most."""

    @property
    def renewal_seconds(self) -> float:
        """The time between two renewals of a lease, so that two may fail."""
        return self.probe_lease / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CooldownRules:
    """How long a provider or a key is not used; times in seconds."""

    default: float = 30.0
    """After a refusal for too many calls without Retry-After."""
    shortest: float = 1.0
    longest: float = 3600.0
    key: float = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderHealth:
    """What all processes know of a provider; a time that is None, or in the past, holds nobody back."""

    open_until: datetime | None = None
    probe_until: datetime | None = None
    cooling_until: datetime | None = None
    cooling_keys: Mapping[str, datetime] = field(default_factory=dict)
    """Until when keys are not used, by fingerprint."""
    has_probe: bool | None = None
    """Whether this call is the probe; None when nobody has asked for one."""

    def find_hold(self, fingerprints: Sequence[str], *, now: datetime) -> tuple[Availability, datetime | None]:
        """Return whether the provider can be called with one of these keys, and until when not."""
        keys_free_at = min((self.cooling_keys.get(fingerprint, now) for fingerprint in fingerprints), default=now)
        held_until = max(keys_free_at, self.cooling_until or now)
        if self.open_until is not None and self.open_until > now:
            return Availability.OPEN, max(self.open_until, held_until)
        if held_until > now:
            return Availability.COOLING, held_until
        if self.open_until is not None and self._has_other_probe(now):
            # It may end at any moment.
            return Availability.OPEN, now + PROBE_WAIT
        return Availability.OK, None

    def is_limited(self, *, now: datetime) -> bool:
        """Return whether the provider has asked to wait, whatever else holds it."""
        return self.cooling_until is not None and self.cooling_until > now

    def _has_other_probe(self, now: datetime) -> bool:
        """Return whether another call is the probe; callers at the same time do not see it in the row yet."""
        if self.has_probe is not None:
            return not self.has_probe
        return self.probe_until is not None and self.probe_until > now


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

    async def for_account(self, account_id: UUID, *, purpose: str) -> "ProviderRegistry":
        """Return the providers as an account calls them: with its own keys where it has stored some.

        The audit of the keys names the purpose.
        """
        ...
