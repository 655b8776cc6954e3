"""Registries of AI providers on a database of the test, each as another process has it."""

import random
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from alcove.apps.study.ai_providers.configuration import NO_KEY, fingerprint_key, read_providers
from alcove.apps.study.ai_providers.model import BreakerRules, CallPermit, ProviderConfig, ProviderStatus
from alcove.apps.study.ai_providers.service import SharedProviderRegistry
from alcove.apps.study.settings import StudySettings
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.settings import Secret, fields_set, load_settings
from alcove.wires.ai_providers import ChatRequest, Outcome

KEYS: Mapping[str, str] = {"OPENAI_API_KEY": "sk-one", "DEEPSEEK_API_KEY": "sk-deep"}
RULES = BreakerRules()


class SilentClient:
    """A client that nobody calls; it knows whether it was closed."""

    def __init__(self, provider: ProviderConfig) -> None:
        self.provider = provider
        self.is_closed = False

    async def complete(self, request: ChatRequest, *, key: str) -> Any:
        """Fail: these tests call no provider."""
        raise AssertionError(request, key)

    async def stream(self, request: ChatRequest, *, key: str) -> AsyncGenerator[Any, None]:
        """Fail: these tests call no provider."""
        for part in await self.complete(request, key=key):
            yield part

    async def close(self) -> None:
        """Remember it."""
        self.is_closed = True


def fingerprint(key: Secret) -> str:
    """Return the fingerprint of a key in these tests."""
    return fingerprint_key(key, secret="s" * 32)


def make_registry(
    pool: Pool, clock: Clock, environ: Mapping[str, str] = KEYS, *, seed: int = 0, breaker: BreakerRules = RULES
) -> SharedProviderRegistry:
    """Return the registry of a process with these settings."""
    providers = read_providers(
        load_settings(StudySettings, environ=environ),
        fields_set=fields_set(StudySettings, environ=environ),
        fingerprint=fingerprint,
    )
    return SharedProviderRegistry(
        providers,
        pool=pool,
        clock=clock,
        open_client=SilentClient,
        keyless_fingerprint=fingerprint(NO_KEY),
        breaker=breaker,
        rng=random.Random(seed),  # noqa: S311 - no secret
    )


async def take(registry: SharedProviderRegistry, name: str = "openai") -> CallPermit:
    """Return a permit; fail without one."""
    permit = await registry.acquire(name)
    assert isinstance(permit, CallPermit), permit
    return permit


async def refuse(registry: SharedProviderRegistry, name: str = "openai") -> ProviderStatus:
    """Return why there is no permit; fail with one."""
    status = await registry.acquire(name)
    assert isinstance(status, ProviderStatus), status
    return status


async def fail(
    registry: SharedProviderRegistry,
    outcome: Outcome = Outcome.SERVER_ERROR,
    *,
    times: int = 1,
    retry_after: float | None = None,
) -> None:
    """Let calls of a provider end with an outcome, one after the other."""
    for _ in range(times):
        await registry.record(await take(registry), outcome, retry_after=retry_after)
