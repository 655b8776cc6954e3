"""Requests that no provider can answer say nothing about providers; answers that cannot be read do."""

import pytest

from alcove.apps.study.ai_errors import ProvidersFailed
from alcove.apps.study.ai_providers.model import Availability
from alcove.foundation.database import Pool
from alcove.simulators.ai_provider import Behaviour
from integration.study.ai_calls.world import CallWorld, open_world
from support.ai_provider import AiProviderSite

NAMES = ("deepseek", "openai", "claude", "gemini")
TIMES = 6
"""One more than failures that open the breaker."""


async def list_reasons(world: CallWorld) -> dict[str, Availability]:
    """Return the state of the configured providers."""
    statuses = await world.registry.list_statuses()
    return {status.name: status.reason for status in statuses if status.name in NAMES}


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_requests_that_all_providers_reject_open_no_breaker(world: CallWorld, status: int) -> None:
    """One user's requests that are too long fail for this user only: each is offered to all, and holds nobody."""
    message = "This model's maximum context length is 4096 tokens."
    world.site.script(default=Behaviour(status=status, message=message))
    for _ in range(TIMES):
        with pytest.raises(ProvidersFailed) as failed:
            await world.ask()
        outcomes = [(attempt.provider, attempt.outcome.value) for attempt in failed.value.attempts]
        assert outcomes == [(name, "bad_answer") for name in NAMES]
    assert set((await list_reasons(world)).values()) == {Availability.OK}
    world.site.simulator.scripts.clear()
    assert (await world.ask()).attempts == [("deepseek", "ok")]


async def test_errors_within_a_stream_about_the_request_open_no_breaker(pool: Pool, site: AiProviderSite) -> None:
    """An error event that rejects the request is like an error response that does."""
    async with open_world(pool, site) as world:
        site.script(default=Behaviour(after=0, ending="error", error_status=400))
        for _ in range(TIMES):
            with pytest.raises(ProvidersFailed):
                await world.ask()
        assert set((await list_reasons(world)).values()) == {Availability.OK}


async def test_questions_that_are_no_unicode_open_no_breaker(world: CallWorld) -> None:
    """Half of a surrogate pair is sent to nobody, and is nobody's failure."""
    for _ in range(TIMES):
        with pytest.raises(ProvidersFailed):
            await world.ask(text="\ud800")
    assert not world.site.requests()
    assert set((await list_reasons(world)).values()) == {Availability.OK}


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(after=0, ending="malformed"),
        Behaviour(after=5, ending="malformed"),
        Behaviour(ending="html"),
        Behaviour(status=404),
    ],
    ids=["malformed", "malformed later", "page", "wrong address"],
)
async def test_answers_that_cannot_be_read_open_the_breaker(world: CallWorld, behaviour: Behaviour) -> None:
    """Malformed answers, and addresses where there is no provider, are failures of the provider."""
    world.site.script(default=behaviour, key="key-deepseek")
    for _ in range(5):
        assert (await world.ask()).attempts[0] == ("deepseek", "bad_answer")
    assert (await list_reasons(world))["deepseek"] is Availability.OPEN


async def test_a_probe_that_is_rejected_is_followed_by_another(world: CallWorld) -> None:
    """A request at fault neither closes a breaker nor opens it again: the next question is the probe."""
    world.site.script(default=Behaviour(status=500), key="key-deepseek")
    for _ in range(5):
        await world.ask()
    await world.pool.execute("UPDATE study.ai_provider_health SET open_until = now() - interval '1 second'")
    world.site.script(Behaviour(status=400), default=Behaviour(), key="key-deepseek")
    assert (await world.ask()).attempts == [("deepseek", "bad_answer"), ("openai", "ok")]
    for _ in range(2):
        assert (await world.ask()).attempts == [("deepseek", "ok")]
    assert (await list_reasons(world))["deepseek"] is Availability.OK
