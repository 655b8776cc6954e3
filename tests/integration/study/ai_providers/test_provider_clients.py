"""The clients that a process opens: the address, dialect, key and time-outs of the settings, over real HTTP."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from alcove.apps.study.ai_providers import build_provider_registry
from alcove.apps.study.ai_providers.model import CallPermit, ProviderRegistry
from alcove.foundation.database import Pool
from alcove.simulators.ai_provider import Behaviour
from alcove.wires.ai_providers import ChatMessage, ChatRequest, MessageRole, Outcome, ProviderFailure
from support.ai_provider import AiProviderSite, serve_ai_providers
from support.deps import make_deps

NAMES = ("deepseek", "openai", "claude", "gemini", "ollama")
OpenRegistry = Callable[..., ProviderRegistry]


@pytest.fixture
def site() -> Iterator[AiProviderSite]:
    """Yield a simulator of all providers."""
    with serve_ai_providers() as served:
        yield served


@pytest.fixture
async def open_registry(pool: Pool, dsn: str, tmp_path: Path) -> AsyncIterator[OpenRegistry]:
    """Yield what opens the registry of a process with further settings."""
    async with AsyncExitStack() as stack:

        def open_process(**environ: str) -> ProviderRegistry:
            deps = make_deps(dsn, pool=pool, data_dir=tmp_path, environ=environ)
            stack.push_async_callback(deps.exit_stack.aclose)
            return build_provider_registry(deps)

        yield open_process


async def ask(registry: ProviderRegistry, name: str) -> str:
    """Return the answer of a provider, whose end is recorded."""
    permit = await registry.acquire(name)
    assert isinstance(permit, CallPermit), permit
    request = ChatRequest(
        model=permit.provider.model,
        messages=[ChatMessage(role=MessageRole.USER, content="What is light?")],
        max_tokens=50,
    )
    try:
        completion = await permit.client.complete(request, key=permit.key.text.reveal() if permit.key else "")
    except ProviderFailure as failure:
        await registry.record(permit, failure.outcome, retry_after=failure.retry_after)
        raise
    await registry.record(permit, Outcome.OK)
    return completion.text


async def test_every_provider_is_called_with_its_key(site: AiProviderSite, open_registry: OpenRegistry) -> None:
    """Each provider gets its own key in its own dialect, at the private address that the owner has named."""
    registry = open_registry(**site.settings(*NAMES))
    site.script(default=Behaviour(text="A wave."))
    for name in NAMES:
        assert await ask(registry, name) == "A wave."
    assert [(entry.dialect, entry.key) for entry in site.requests()] == [
        ("openai", "key-deepseek"),
        ("openai", "key-openai"),
        ("anthropic", "key-claude"),
        ("google", "key-gemini"),
        ("openai", "key-ollama"),
    ]


async def test_nothing_is_sent_before_the_time_that_a_provider_asks_for(
    site: AiProviderSite, open_registry: OpenRegistry
) -> None:
    """After one 429 no process sends a request with any key of the pool; listing the providers sends none, either."""
    settings = {**site.settings("openai"), "OPENAI_API_KEY_2": "key-2", "OPENAI_API_KEY_3": "key-3"}
    first, second = open_registry(**settings), open_registry(**settings)
    site.script(default=Behaviour(status=429, retry_after="60"))
    with pytest.raises(ProviderFailure):
        await ask(first, "openai")
    for registry in (first, second):
        for _ in range(5):
            assert not isinstance(await registry.acquire("openai"), CallPermit)
        await registry.list_statuses()
    assert len(site.requests()) == 1


async def test_the_time_outs_are_those_of_the_settings(site: AiProviderSite, open_registry: OpenRegistry) -> None:
    """A provider that says nothing is given up after the configured time, which counts as a failure."""
    registry = open_registry(**site.settings("openai"), STUDY_FIRST_TOKEN_TIMEOUT="0.1")
    site.script(default=Behaviour(ending="silence"))
    for _ in range(5):
        with pytest.raises(ProviderFailure) as failed:
            await ask(registry, "openai")
        assert failed.value.outcome is Outcome.TIMEOUT
    assert not isinstance(await registry.acquire("openai"), CallPermit)
