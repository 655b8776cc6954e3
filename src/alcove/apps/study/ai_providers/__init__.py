"""The configured AI providers, and their health."""

import random
import secrets
from collections.abc import Mapping, Sequence
from uuid import UUID

from alcove.apps.study.ai_budgets import load_prices
from alcove.apps.study.ai_providers.configuration import NO_KEY, fingerprint_key, read_providers
from alcove.apps.study.ai_providers.health import build_breaker_gauge, build_providers_probe
from alcove.apps.study.ai_providers.metrics import (
    count_fallback,
    count_incomplete,
    count_request,
    count_usage,
    observe_first_token,
)
from alcove.apps.study.ai_providers.model import ProviderConfig, ProviderKey, ProviderRegistry
from alcove.apps.study.ai_providers.schemas import describe_providers
from alcove.apps.study.ai_providers.service import ClientFactory, SharedProviderRegistry
from alcove.apps.study.keys import KeyStore
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.vault import build_vault_keys
from alcove.foundation.deps import Deps
from alcove.foundation.settings import Secret
from alcove.wires.ai_providers import AnswerTimeouts, ChatProvider

__all__ = [
    "build_breaker_gauge",
    "build_provider_registry",
    "build_providers_probe",
    "count_fallback",
    "count_incomplete",
    "count_request",
    "count_usage",
    "describe_providers",
    "observe_first_token",
]


def build_provider_registry(deps: Deps, *, open_client: ClientFactory | None = None) -> ProviderRegistry:
    """Return the configured AI providers of this process, and their health; SettingError, OSError.

    `open_client` opens the client of a provider, which is closed with the process; by default it speaks
    the provider's dialect over HTTP.
    """
    settings = deps.load(StudySettings)
    key_store = KeyStore(settings, data_dir=deps.data_dir, clock=deps.clock)
    secret, vault_keys = key_store.keys.jwt_secret, build_vault_keys(deps)

    def fingerprint(key: Secret) -> str:
        return fingerprint_key(key, secret=secret)

    async def read_own_keys(account_id: UUID, *, purpose: str) -> Mapping[str, Sequence[ProviderKey]]:
        found = await vault_keys.read_ai_keys(account_id, purpose=purpose)
        return {
            name: [ProviderKey(text=secret, fingerprint=fingerprint(secret)) for secret in dict.fromkeys(own)]
            for name, own in found.items()
        }

    def open_owned_client(provider: ProviderConfig) -> ChatProvider:
        client = open_client(provider) if open_client else _open_http_client(provider, deps)
        deps.exit_stack.push_async_callback(client.close)
        return client

    def read_configured() -> Sequence[ProviderConfig]:
        return read_providers(
            deps.load(StudySettings),
            fields_set=deps.fields_set(StudySettings),
            fingerprint=fingerprint,
            priced_models=load_prices(settings.study_prices_file).list_models,
        )

    registry = SharedProviderRegistry(
        read_configured(),
        pool=deps.pool,
        clock=deps.clock,
        open_client=open_owned_client,
        keyless_fingerprint=fingerprint(NO_KEY),
        rng=random.Random(secrets.randbits(64)),  # noqa: S311 - no secret: ids of probes and turns of keys
        read_own_keys=read_own_keys,
    )
    deps.exit_stack.push_async_callback(registry.close)
    deps.on_reload(lambda: registry.set_providers(read_configured()))
    return registry


def _open_http_client(provider: ProviderConfig, deps: Deps) -> ChatProvider:
    from alcove.wires.ai_providers.build import build_chat_provider  # noqa: PLC0415 - at the first call

    settings = deps.load(StudySettings)
    return build_chat_provider(
        provider.dialect.value,
        name=provider.name,
        base_url=provider.base_url,
        timeouts=AnswerTimeouts(
            first_token=settings.study_first_token_timeout, stall=settings.study_provider_stall_timeout
        ),
        clock=deps.clock,
        rng=random.Random(secrets.randbits(64)),  # noqa: S311 - no secret: the time between two attempts
        network=deps.network,
    )
