"""Complete answers fail over as streams do, and carry the provider's own JSON."""

import msgspec
import pytest

from alcove.apps.study.ai_errors import BudgetExceeded, ModelUnpriced, ProvidersFailed, ProvidersHeld, ProvidersLimited
from alcove.foundation.database import Pool
from alcove.simulators.ai_provider import Behaviour
from alcove.wires.ai_providers import Outcome
from integration.study.ai_budgets.world import make_budgets
from integration.study.ai_calls.test_before_the_first_token import FAULTS
from integration.study.ai_calls.world import CallWorld, open_world
from support.ai_provider import AiProviderSite


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault not in ("error event", "closed")])
async def test_the_next_provider_answers(world: CallWorld, fault: str) -> None:
    """Whatever the first provider does, the second one answers, with its own JSON."""
    behaviour, _ = FAULTS[fault]
    world.site.script(behaviour, key="key-deepseek")
    world.site.script(Behaviour(text="Light."), key="key-openai")
    result = await world.calls.complete(world.call())
    assert (result.text, result.provider, result.requested_provider) == ("Light.", "openai", "deepseek")
    assert msgspec.json.decode(result.body)["choices"][0]["message"]["content"] == "Light."
    assert isinstance(result.fallback_reason, Outcome)
    assert [attempt.provider for attempt in result.attempts] == ["deepseek", "openai"]
    assert await world.count_answers() == (1, result.usage.total)


async def test_a_provider_that_hangs_is_given_up(pool: Pool, site: AiProviderSite) -> None:
    """An answer that does not come is given up after a few times the first-token timeout."""
    async with open_world(pool, site, environ={"STUDY_FIRST_TOKEN_TIMEOUT": "0.2"}) as world:
        site.script(Behaviour(ending="silence"), key="key-deepseek")
        result = await world.calls.complete(world.call())
        assert result.provider == "openai"
        assert result.attempts[0].outcome is Outcome.TIMEOUT


async def test_nobody_left(pool: Pool, site: AiProviderSite) -> None:
    """The last failure decides nothing: limits alone are 429, limits and failures 503, failures alone 502."""
    async with open_world(pool, site, names=["deepseek", "openai"]) as world:
        site.script(Behaviour(status=500), key="key-deepseek")
        site.script(Behaviour(status=429, retry_after="7"), key="key-openai")
        with pytest.raises(ProvidersHeld) as held:
            await world.calls.complete(world.call())
        assert (held.value.status, held.value.headers["Retry-After"]) in ((503, "6"), (503, "7"))
        assert "deepseek (server_error), openai (rate_limited)" in held.value.message
        site.script(Behaviour(status=429), key="key-deepseek")
        with pytest.raises(ProvidersLimited):
            await world.calls.complete(world.call())


async def test_a_spent_budget_ends_the_call(pool: Pool, site: AiProviderSite) -> None:
    """The error of the budget is raised at once, and releases the provider."""
    budgets = make_budgets(pool, requests=1)
    async with open_world(pool, site, budgets=budgets) as world:
        await world.calls.complete(world.call())
        for _ in range(2):
            with pytest.raises(BudgetExceeded) as refused:
                await world.calls.complete(world.call())
        assert refused.value.status == 429
        assert len(site.requests()) == 1


async def test_a_budget_that_ends_between_two_attempts_names_the_first(pool: Pool, site: AiProviderSite) -> None:
    """A failed attempt uses its tokens; when they were the last ones, no other provider is called."""
    budgets = make_budgets(pool, tokens=2_100)
    async with open_world(pool, site, budgets=budgets) as world:
        site.script(Behaviour(tokens=400, after=390, ending="cut"), key="key-deepseek")
        transcript = await world.ask()
        assert isinstance(transcript.failure.error, BudgetExceeded)
        assert [attempt.provider for attempt in transcript.failure.attempts] == ["deepseek"]
        assert transcript.text.startswith("word1 word2")


async def test_models_without_a_price_under_a_cap_on_money(pool: Pool, site: AiProviderSite) -> None:
    """The requested model is refused by name; a further provider whose model has no price is skipped."""
    budgets = make_budgets(pool, user_usd="100")
    environ = {"OPENAI_MODEL": "priceless"}
    async with open_world(pool, site, budgets=budgets, environ=environ) as world:
        with pytest.raises(ModelUnpriced, match="priceless") as refused:
            await world.ask(provider="openai")
        assert (refused.value.status, refused.value.code) == (400, "VALIDATION_ERROR")
        assert not site.requests()
        site.script(Behaviour(status=500), key="key-deepseek")
        transcript = await world.ask()
        assert transcript.attempts == [("deepseek", "server_error"), ("claude", "ok")]
        assert transcript.result.cost_usd
        assert transcript.result.cost_usd > 0


async def test_the_number_of_attempts_is_bounded(world: CallWorld) -> None:
    """With all providers failing each is called once."""
    world.site.script(default=Behaviour(status=500))
    with pytest.raises(ProvidersFailed):
        await world.calls.complete(world.call())
    assert len(world.site.requests()) == 4
