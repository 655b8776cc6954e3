"""The providers of this process, and their health, which all processes share in PostgreSQL."""

import math
import random
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final, TypeAlias

from alcove.apps.study.ai_providers.configuration import digest_address
from alcove.apps.study.ai_providers.model import (
    COUNTED,
    COUNTED_OF_OWN_KEYS,
    Availability,
    BreakerRules,
    CallPermit,
    CooldownRules,
    ProviderConfig,
    ProviderHealth,
    ProviderKey,
    ProviderRegistry,
    ProviderStatus,
)
from alcove.apps.study.ai_providers.own_holds import OwnHolds
from alcove.apps.study.ai_providers.own_keys import AccountProviders, ReadOwnKeys, read_no_keys
from alcove.apps.study.ai_providers.probe_leases import ProbeLeases
from alcove.apps.study.ai_providers.store import (
    HealthRow,
    RecordedOutcome,
    acquire_call,
    list_health,
    record_outcome,
    renew_probe,
)
from alcove.apps.study.ai_setting_checks import PROVIDER_NAMES, find_provider
from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, Pool, explain_unavailable
from alcove.foundation.telemetry import get_logger
from alcove.wires.ai_providers import ChatProvider, Outcome

ClientFactory: TypeAlias = Callable[[ProviderConfig], ChatProvider]

log = get_logger("alcove.study")
_BREAKER: Final = BreakerRules()
_COOLDOWN: Final = CooldownRules()


class SharedProviderRegistry:
    """The configured providers; what one process records, all others see at their next call."""

    def __init__(  # noqa: PLR0913 - the parts of a registry
        self,
        providers: Sequence[ProviderConfig],
        *,
        pool: Pool,
        clock: Clock,
        open_client: ClientFactory,
        keyless_fingerprint: str,
        rng: random.Random,
        read_own_keys: ReadOwnKeys = read_no_keys,
        breaker: BreakerRules = _BREAKER,
        cooldown: CooldownRules = _COOLDOWN,
    ) -> None:
        """Take all providers in their order, also those that are off, and how the client of one is opened."""
        self._read_own_keys = read_own_keys
        self._providers: Mapping[str, ProviderConfig]
        self.set_providers(providers)
        self._rows = {
            provider.name: HealthRow(provider=provider.name, address=digest_address(provider.base_url))
            for provider in providers
        }
        self._pool = pool
        self._clock = clock
        self._open_client = open_client
        self._keyless_fingerprint = keyless_fingerprint
        self._breaker = breaker
        self._cooldown = cooldown
        self._rng = rng
        self._leases = ProbeLeases(interval=breaker.renewal_seconds, longest=breaker.probe_seconds)
        self._own_holds = OwnHolds(clock)
        self._clients: dict[str, ChatProvider] = {}
        # Processes that start together begin with different keys.
        self._turns = {provider.name: rng.randrange(len(provider.keys) or 1) for provider in providers}

    def set_providers(self, providers: Sequence[ProviderConfig]) -> None:
        """Replace the order of the providers, and which of them are off; their keys and addresses are the same."""
        self._providers = {provider.name: provider for provider in providers}

    async def close(self) -> None:
        """End the renewals of probes that nobody has recorded."""
        await self._leases.close()

    def order(self, requested: str | None = None) -> Sequence[ProviderConfig]:
        """Return the configured providers in their order, `requested` first if it is one of them."""
        configured = [provider for provider in self._providers.values() if _find_absence(provider) is None]
        first = find_provider(requested or "")
        # The sort is stable.
        return sorted(configured, key=lambda provider: provider.name != first)

    async def acquire(self, name: str) -> CallPermit | ProviderStatus:
        """Return a permit for one call, or why there is none; DatabaseUnavailable."""
        provider = self._providers.get(find_provider(name) or "")
        if provider is None:
            return ProviderStatus(name=name, models=(), reason=Availability.DISABLED)
        absence = _find_absence(provider)
        return await self._acquire(provider) if absence is None else _describe(provider, absence)

    async def acquire_own(self, provider: ProviderConfig) -> CallPermit | ProviderStatus:
        """Return a permit for one call with a key of an account, or why there is none; DatabaseUnavailable.

        Waits that the provider has asked for concern the keys of the server.
        """
        return await self._acquire(provider, is_own_key=True)

    async def for_account(self, account_id: uuid.UUID, *, purpose: str) -> ProviderRegistry:
        """Return the providers as an account calls them; DatabaseUnavailable."""
        with _explain_loss():
            keys = await self._read_own_keys(account_id, purpose=purpose)
        return AccountProviders(self, keys) if keys else self

    @property
    def providers(self) -> Mapping[str, ProviderConfig]:
        """All providers by name, also those that are off."""
        return self._providers

    async def _acquire(self, provider: ProviderConfig, *, is_own_key: bool = False) -> CallPermit | ProviderStatus:
        now, seen = self._clock.now(), self._own_holds.count
        probe_id = uuid.UUID(int=self._rng.getrandbits(128))
        with _explain_loss():
            health = await acquire_call(
                self._pool,
                self._rows[provider.name],
                fingerprints=self._list_fingerprints(provider),
                now=now,
                probe_id=probe_id,
                probe_lease=self._breaker.probe_lease,
                key_seconds=self._cooldown.key,
            )
        if is_own_key:
            health = replace(health, cooling_until=None)
        reason, until = health.find_hold(self._list_fingerprints(provider), now=now)
        if reason is not Availability.OK:
            return _describe(provider, reason, until=until, is_limited=health.is_limited(now=now))
        if health.has_probe:
            self._leases.hold(probe_id, partial(self._renew, provider, probe_id))
        permit = CallPermit(
            provider=provider,
            key=self._take_key(provider, health=health),
            client=self._find_client(provider),
            probe_id=probe_id if health.has_probe else None,
            is_own_key=is_own_key,
        )
        if is_own_key:
            return permit
        # Another call of this process may have been refused since the row was read, or could not store it.
        if (held_until := self._own_holds.find(provider.name, seen=seen)) is None:
            return permit
        await self.record(permit, Outcome.CANCELLED)
        return _describe(provider, Availability.COOLING, until=held_until, is_limited=True)

    async def record(self, permit: CallPermit, outcome: Outcome, *, retry_after: float | None = None) -> None:
        """Record how the call ended; DatabaseUnavailable. What changes nothing needs no database, such as a success."""
        provider = permit.provider
        if permit.probe_id is not None:
            self._leases.release(permit.probe_id)
        cooldown, key_cooldown = self._find_cooldown(outcome, retry_after), None
        if outcome is Outcome.AUTH_FAILED:
            key_cooldown = self._cooldown.key
        elif permit.is_own_key and cooldown is not None:
            key_cooldown = min(cooldown, self._cooldown.key)
        recorded = RecordedOutcome(
            probe_id=permit.probe_id,
            is_success=outcome is Outcome.OK,
            is_counted=outcome in (COUNTED_OF_OWN_KEYS if permit.is_own_key else COUNTED),
            cooldown=None if permit.is_own_key else cooldown,
            fingerprint=permit.key.fingerprint if permit.key else self._keyless_fingerprint,
            key_cooldown=key_cooldown,
        )
        if not recorded.changes_health:
            return
        # From now on, and also if it cannot be stored, this process keeps to what the provider has asked for.
        hold = None if recorded.cooldown is None else self._own_holds.add(provider.name, recorded.cooldown)
        with _explain_loss():
            change = await record_outcome(
                self._pool, self._rows[provider.name], outcome=recorded, now=self._clock.now(), rules=self._breaker
            )
        if hold is not None:
            self._own_holds.mark_stored(hold)
        if recorded.key_cooldown is not None:
            log.warning("ai_key_refused", provider=provider.name, fingerprint=recorded.fingerprint[:8])
        if recorded.cooldown is not None:
            log.warning("ai_provider_cools", provider=provider.name, seconds=recorded.cooldown)
        if change is not None:
            log.warning("ai_breaker_changed", provider=provider.name, state=change, outcome=outcome)

    async def list_statuses(self) -> Sequence[ProviderStatus]:
        """Return the state of all providers, in the order of PROVIDER_NAMES; DatabaseUnavailable."""
        providers = sorted(self._providers.values(), key=lambda provider: PROVIDER_NAMES.index(provider.name))
        configured = [provider for provider in providers if _find_absence(provider) is None]
        seen = self._own_holds.count
        statuses = {status.name: status for status in await self._read_statuses(configured)}
        for name, status in statuses.items():
            held_until = self._own_holds.find(name, seen=seen) if status.is_available else None
            if held_until is not None:
                statuses[name] = replace(status, reason=Availability.COOLING, until=held_until, is_limited=True)
        return [
            statuses.get(provider.name) or _describe(provider, _find_absence(provider) or Availability.NO_KEY)
            for provider in providers
        ]

    async def list_own_statuses(self, providers: Sequence[ProviderConfig]) -> Sequence[ProviderStatus]:
        """Return the state of providers with keys of an account; DatabaseUnavailable."""
        return await self._read_statuses(providers, is_own_key=True)

    async def _read_statuses(
        self, providers: Sequence[ProviderConfig], *, is_own_key: bool = False
    ) -> Sequence[ProviderStatus]:
        if not providers:
            return ()
        now = self._clock.now()
        with _explain_loss():
            found = await list_health(
                self._pool,
                [self._rows[provider.name] for provider in providers],
                fingerprints=[key for provider in providers for key in self._list_fingerprints(provider)],
                now=now,
                key_seconds=self._cooldown.key,
            )
        statuses = []
        for provider in providers:
            health = found[provider.name]
            if is_own_key:
                health = replace(health, cooling_until=None)
            reason, until = health.find_hold(self._list_fingerprints(provider), now=now)
            statuses.append(_describe(provider, reason, until=until, is_limited=health.is_limited(now=now)))
        return statuses

    async def _renew(self, provider: ProviderConfig, probe_id: uuid.UUID) -> None:
        await renew_probe(
            self._pool,
            self._rows[provider.name],
            probe_id=probe_id,
            now=self._clock.now(),
            probe_lease=self._breaker.probe_lease,
        )

    def _list_fingerprints(self, provider: ProviderConfig) -> Sequence[str]:
        """Return the names of the keys; a server that needs none has one that stands for it."""
        return [key.fingerprint for key in provider.keys] or [self._keyless_fingerprint]

    def _take_key(self, provider: ProviderConfig, *, health: ProviderHealth) -> ProviderKey | None:
        """Return the next key in turn that is not held back, None for a server that needs none."""
        usable = [key for key in provider.keys if key.fingerprint not in health.cooling_keys]
        if not usable:
            return None
        self._turns[provider.name] += 1
        return usable[self._turns[provider.name] % len(usable)]

    def _find_client(self, provider: ProviderConfig) -> ChatProvider:
        client = self._clients.get(provider.name)
        if client is None:
            client = self._clients[provider.name] = self._open_client(provider)
        return client

    def _find_cooldown(self, outcome: Outcome, retry_after: float | None) -> float | None:
        """Return for how many seconds the provider is not called; what it asks for counts up to an hour."""
        if outcome in {Outcome.OK, Outcome.CANCELLED}:
            return None
        if retry_after is None or math.isnan(retry_after):
            return self._cooldown.default if outcome is Outcome.RATE_LIMITED else None
        return min(max(retry_after, self._cooldown.shortest), self._cooldown.longest)


def _find_absence(provider: ProviderConfig) -> Availability | None:
    """Return why a provider is never called, None if it may be."""
    if not provider.is_enabled:
        return Availability.DISABLED
    return Availability.NO_KEY if provider.needs_key and not provider.keys else None


def _describe(
    provider: ProviderConfig, reason: Availability, *, until: datetime | None = None, is_limited: bool = False
) -> ProviderStatus:
    return ProviderStatus(name=provider.name, models=provider.models, reason=reason, until=until, is_limited=is_limited)


@contextmanager
def _explain_loss() -> Iterator[None]:
    """Raise the error for callers, with its Retry-After, when the database is lost or full."""
    try:
        yield
    except DATABASE_LOST as error:
        explained = explain_unavailable(error)
        if explained is None:
            raise
        raise explained from error
