"""The providers for an account that has stored keys of its own: they are called with those, before all others."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol
from uuid import UUID

from alcove.apps.study.ai_providers.model import (
    CallPermit,
    ProviderConfig,
    ProviderKey,
    ProviderRegistry,
    ProviderStatus,
)
from alcove.apps.study.ai_setting_checks import find_provider
from alcove.wires.ai_providers import Outcome


class ReadOwnKeys(Protocol):
    """Reads the keys of providers that an account has stored, for a purpose that the audit names."""

    async def __call__(self, account_id: UUID, /, *, purpose: str) -> Mapping[str, Sequence[ProviderKey]]:
        """Return the keys by the name of their provider."""
        ...


async def read_no_keys(account_id: UUID, /, *, purpose: str) -> Mapping[str, Sequence[ProviderKey]]:
    """Return no keys: the accounts of this registry have none."""
    del account_id, purpose
    return {}


class OwnKeyProviders(Protocol):
    """What a registry does for accounts with keys of their own."""

    @property
    def providers(self) -> Mapping[str, ProviderConfig]:
        """All providers by name, also those that are off."""
        ...

    def order(self, requested: str | None = None) -> Sequence[ProviderConfig]:
        """Return the configured providers in their order, `requested` first."""
        ...

    async def acquire(self, name: str) -> CallPermit | ProviderStatus:
        """Return a permit for one call with a key of the server, or why there is none."""
        ...

    async def acquire_own(self, provider: ProviderConfig) -> CallPermit | ProviderStatus:
        """Return a permit for one call with a key of the account, or why there is none."""
        ...

    async def record(self, permit: CallPermit, outcome: Outcome, *, retry_after: float | None = None) -> None:
        """Record how the call ended."""
        ...

    async def list_statuses(self) -> Sequence[ProviderStatus]:
        """Return the state of all providers, by the keys of the server."""
        ...

    async def list_own_statuses(self, providers: Sequence[ProviderConfig]) -> Sequence[ProviderStatus]:
        """Return the state of providers with keys of an account."""
        ...


class AccountProviders:
    """The providers as one account calls them; a provider of which it has a key is never called with the server's."""

    def __init__(self, shared: OwnKeyProviders, keys: Mapping[str, Sequence[ProviderKey]]) -> None:
        self._shared = shared
        self._own = {
            name: replace(provider, keys=keys[name], is_enabled=True)
            for name, provider in shared.providers.items()
            if keys.get(name)
        }

    def order(self, requested: str | None = None) -> Sequence[ProviderConfig]:
        """Return the providers with own keys, then the configured ones; `requested` first if it is one of them."""
        own = [*self._own.values()]
        providers = [*own, *(provider for provider in self._shared.order() if provider.name not in self._own)]
        first = find_provider(requested or "")
        # The sort is stable.
        return sorted(providers, key=lambda provider: provider.name != first)

    async def acquire(self, name: str) -> CallPermit | ProviderStatus:
        """Return a permit for one call, with an own key if there is one, or why there is none."""
        own = self._own.get(find_provider(name) or "")
        return await (self._shared.acquire(name) if own is None else self._shared.acquire_own(own))

    async def record(self, permit: CallPermit, outcome: Outcome, *, retry_after: float | None = None) -> None:
        """Record how the call ended."""
        await self._shared.record(permit, outcome, retry_after=retry_after)

    async def list_statuses(self) -> Sequence[ProviderStatus]:
        """Return the state of all providers, with the account's keys where it has some."""
        own = {status.name: status for status in await self._shared.list_own_statuses([*self._own.values()])}
        return [own.get(status.name, status) for status in await self._shared.list_statuses()]

    async def for_account(self, _account_id: UUID, *, purpose: str) -> ProviderRegistry:
        """Return these providers, which are those of an account."""
        del purpose
        return self
