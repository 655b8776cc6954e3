"""A provider that fails before its first token is replaced by the next one."""

import time

import pytest

from alcove.apps.study.ai_errors import (
    AiError,
    NoProvider,
    ProvidersFailed,
    ProvidersHeld,
    ProvidersLimited,
    QuestionTooLong,
)
from alcove.apps.study.ai_providers.model import Availability
from alcove.foundation.database import Pool
from alcove.simulators.ai_provider import Behaviour
from alcove.wires.ai_providers import ChatMessage, MessageRole, Outcome
from integration.study.ai_calls.world import CallWorld, open_world
from support.ai_provider import AiProviderSite

FAULTS = {
    "401": (Behaviour(status=401), "auth_failed"),
    "429": (Behaviour(status=429, retry_after="30"), "rate_limited"),
    "429 with a date": (Behaviour(status=429, retry_date=40), "rate_limited"),
    "500": (Behaviour(status=500), "server_error"),
    "cut": (Behaviour(after=0, ending="cut"), "connection_lost"),
    "closed": (Behaviour(after=0, ending="close"), "incomplete"),
    "malformed": (Behaviour(after=0, ending="malformed"), "bad_answer"),
    "page": (Behaviour(ending="html"), "bad_answer"),
    "error event": (Behaviour(after=0, ending="error"), "server_error"),
    "filter": (Behaviour(after=0, ending="filter"), "filtered"),
}
SECOND = "Because light drives photosynthesis."


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_next_provider_answers(world: CallWorld, fault: str) -> None:
    """Whatever the first provider does instead of an answer, the second one answers."""
    behaviour, outcome = FAULTS[fault]
    world.site.script(behaviour, key="key-deepseek")
    world.site.script(Behaviour(text=SECOND), key="key-openai")
    transcript = await world.ask()
    assert transcript.text == SECOND
    assert transcript.attempts == [("deepseek", outcome), ("openai", "ok")]
    result = transcript.result
    assert (result.provider, result.requested_provider, result.fallback_reason) == (
        "openai", "deepseek", Outcome(outcome),
    )  # fmt: skip
    assert result.has_fallen_back
    assert not result.usage_is_estimated
    requests, tokens = await world.count_answers()
    assert (requests, tokens) == (1, result.usage.total)


@pytest.mark.parametrize("ending", ["hang", "silence"])
async def test_silence_is_given_up_after_the_first_token_timeout(pool: Pool, site: AiProviderSite, ending: str) -> None:
    """A provider that says nothing, with headers or without, is given up in time; the next one answers."""
    async with open_world(pool, site, environ={"STUDY_FIRST_TOKEN_TIMEOUT": "0.4"}) as world:
        site.script(Behaviour(after=0, ending=ending, comments=True), key="key-deepseek")  # type: ignore[arg-type]
        start = time.monotonic()
        transcript = await world.ask()
        assert time.monotonic() - start >= 0.4
        assert transcript.attempts == [("deepseek", "timeout"), ("openai", "ok")]


async def test_the_requested_provider_and_model_come_first(world: CallWorld) -> None:
    """A requested provider is called first, with the requested model; the others use their own."""
    world.site.script(Behaviour(status=500), key="key-claude")
    transcript = await world.ask(provider="anthropic", model="claude-special")
    assert transcript.attempts == [("claude", "server_error"), ("deepseek", "ok")]
    models = [request.body["model"] for request in world.site.requests()]
    assert models == ["claude-special", "deepseek-chat"]
    assert transcript.result.requested_provider == "claude"


async def test_a_model_without_a_provider_selects_the_one_that_has_it(world: CallWorld) -> None:
    """A known model is asked of its provider, an unknown one of nobody."""
    assert (await world.ask(model="gpt-4o-mini")).attempts == [("openai", "ok")]
    assert (await world.ask(model="no-such-model")).attempts == [("deepseek", "ok")]
    assert world.site.requests()[-1].body["model"] == "deepseek-chat"


async def test_questions_that_need_reasoning_use_the_reasoning_model(world: CallWorld) -> None:
    """The reasoning model is asked, and its reasoning is an event of its own."""
    world.site.script(Behaviour(text="42", reasoning="Let me think."), key="key-deepseek")
    transcript = await world.ask(needs_reasoning=True)
    assert world.site.requests()[-1].body["model"] == "deepseek-reasoner"
    assert (transcript.text, transcript.result.reasoning) == ("42", "Let me think.")


async def test_a_provider_that_is_not_configured_is_passed_over(pool: Pool, site: AiProviderSite) -> None:
    """The result names the requested provider, and that it has no key."""
    async with open_world(pool, site, names=["openai"]) as world:
        result = (await world.ask(provider="gemini")).result
        assert (result.requested_provider, result.provider) == ("gemini", "openai")
        assert result.fallback_reason is Availability.NO_KEY


async def test_another_key_of_the_pool_is_used_after_a_refused_one(pool: Pool, site: AiProviderSite) -> None:
    """A 401 leads to the next key of the same provider, as a further attempt, and only that often."""
    keys = {"DEEPSEEK_API_KEY_2": "key-second", "DEEPSEEK_API_KEY_3": "key-third"}
    async with open_world(pool, site, environ=keys) as world:
        site.script(default=Behaviour(status=401), key="key-deepseek")
        site.script(default=Behaviour(status=401), key="key-second")
        for _ in range(3):
            transcript = await world.ask()
            assert transcript.result.provider == "deepseek"
            assert not transcript.result.has_fallen_back
        assert len(site.requests(key="key-deepseek")) <= 1
        assert len(site.requests(key="key-second")) <= 1
        site.script(default=Behaviour(status=401), key="key-third")
        assert (await world.ask()).attempts == [("deepseek", "auth_failed"), ("openai", "ok")]


async def test_nobody_is_called_before_retry_after(pool: Pool, site: AiProviderSite) -> None:
    """With all providers limited the caller gets 429 with the smallest wait, and no provider a further call."""
    async with open_world(pool, site, names=["deepseek", "openai"]) as world:
        site.script(default=Behaviour(status=429, retry_after="50"), key="key-deepseek")
        site.script(default=Behaviour(status=429, retry_after="20"), key="key-openai")
        for _ in range(2):
            with pytest.raises(ProvidersLimited) as refused:
                await world.ask()
            assert (refused.value.status, refused.value.code) == (429, "RATE_LIMIT")
            assert 18 <= int(refused.value.headers["Retry-After"]) <= 20
            assert len(site.requests()) == 2
        assert refused.value.attempts == ()


async def test_a_skipped_provider_costs_no_call(world: CallWorld) -> None:
    """A provider that cools down is not called, and is named as the reason."""
    world.site.script(Behaviour(status=429, retry_after="60"), key="key-deepseek")
    await world.ask()
    transcript = await world.ask()
    assert transcript.attempts == [("openai", "ok")]
    assert transcript.result.fallback_reason is Availability.COOLING
    assert len(world.site.requests(key="key-deepseek")) == 1


async def test_real_failures_are_502_without_a_body(pool: Pool, site: AiProviderSite) -> None:
    """When all have failed the error names providers and outcomes only; then the breaker holds them: 503."""
    async with open_world(pool, site, names=["deepseek", "openai"]) as world:
        site.script(default=Behaviour(status=500))
        for _ in range(5):
            with pytest.raises(ProvidersFailed) as failed:
                await world.ask()
        assert failed.value.status == 502
        assert "deepseek (server_error), openai (server_error)" in failed.value.message
        assert [attempt.provider for attempt in failed.value.attempts] == ["deepseek", "openai"]
        with pytest.raises(ProvidersHeld) as held:
            await world.ask()
        assert held.value.status == 503
        assert int(held.value.headers["Retry-After"]) >= 1
        assert len(site.requests()) == 10
        assert await world.count_answers() == (0, 0)


async def test_refused_keys_are_no_limit(pool: Pool, site: AiProviderSite) -> None:
    """When all keys were refused the error is 502, and afterwards 503 until they are tried again."""
    async with open_world(pool, site, names=["deepseek"]) as world:
        site.script(default=Behaviour(status=401))
        with pytest.raises(ProvidersFailed):
            await world.ask()
        with pytest.raises(ProvidersHeld) as held:
            await world.ask()
        assert 590 <= int(held.value.headers["Retry-After"]) <= 600
        assert len(site.requests()) == 1


async def test_without_any_provider_nobody_is_called(pool: Pool, site: AiProviderSite) -> None:
    """Without a configured provider the error is 503, for streams and complete answers."""
    async with open_world(pool, site, names=[], environ={"STUDY_PROVIDER_ORDER": "deepseek"}) as world:
        with pytest.raises(NoProvider):
            await world.calls.complete(world.call())
        with pytest.raises(AiError) as refused:
            await world.ask()
        assert (refused.value.status, refused.value.reason) == (503, "no_provider")


async def test_a_conversation_is_limited(world: CallWorld) -> None:
    """Too many messages are refused before anything is called."""
    messages = [ChatMessage(role=MessageRole.USER, content="?")] * 201
    with pytest.raises(QuestionTooLong):
        await world.ask(messages=messages)
    assert not world.site.requests()


async def test_a_model_that_only_the_caller_names_opens_no_breaker(world: CallWorld) -> None:
    """Requests that a provider rejects because of the caller's model do not count against the provider."""
    for _ in range(6):
        world.site.script(Behaviour(status=404), key="key-openai")
        transcript = await world.ask(provider="openai", model="no-such-model")
        assert transcript.attempts[0] == ("openai", "bad_answer")
    assert (await world.ask(provider="openai")).attempts == [("openai", "ok")]


async def test_a_lone_surrogate_or_nul_in_a_question_is_answered_or_refused(world: CallWorld) -> None:
    """Text that is no Unicode, and hostile text, ends in an answer or in an AppError."""
    for text in ("\0", "", "\u202e" * 100, "x" * 100_000):
        assert (await world.ask(text=text)).attempts == [("deepseek", "ok")]
    with pytest.raises(AiError):
        await world.ask(text="\ud800")
