"""Without its database the server calls no provider, and keeps what was said before."""

from contextlib import aclosing

import pytest

from alcove.apps.study.ai_calls.model import CallDone, CallFailed, TextAdded
from alcove.foundation.database import Pool, close_pool, open_pool
from alcove.foundation.errors import DatabaseUnavailable
from alcove.simulators.ai_provider import Behaviour
from integration.study.ai_budgets.world import make_budgets
from integration.study.ai_calls.world import CallWorld, open_world
from support.ai_provider import AiProviderSite


async def lose_database(world: CallWorld, behaviour: Behaviour) -> list[object]:
    """Return the events of an answer during which the database is lost."""
    world.site.script(behaviour, key="key-deepseek")
    events: list[object] = []
    async with aclosing(world.calls.stream(world.call())) as stream:
        async for event in stream:
            if not events:
                await close_pool(world.pool)
            events.append(event)
    return events


async def test_a_question_is_503(dsn: str, site: AiProviderSite) -> None:
    """Nobody is called."""
    pool = await open_pool(dsn)
    async with open_world(pool, site) as world:
        await close_pool(pool)
        with pytest.raises(DatabaseUnavailable) as refused:
            await world.ask()
        with pytest.raises(DatabaseUnavailable):
            await world.calls.complete(world.call())
        assert refused.value.headers["Retry-After"]
        assert not site.requests()


async def test_an_answer_that_was_begun_is_completed(dsn: str, site: AiProviderSite) -> None:
    """What a provider says is sent, though nobody can record what it used."""
    pool = await open_pool(dsn)
    async with open_world(pool, site, budgets=make_budgets(pool, requests=10)) as world:
        events = await lose_database(world, Behaviour(text="One two three.", delay=0.01))
        assert "".join(event.text for event in events if isinstance(event, TextAdded)) == "One two three."
        assert isinstance(events[-1], CallDone)


@pytest.mark.parametrize("cap", [0, 10])
async def test_an_answer_that_breaks_off_stays_incomplete(dsn: str, site: AiProviderSite, cap: int) -> None:
    """Nobody else can be called: the partial answer stays, and the end says why."""
    pool: Pool = await open_pool(dsn)
    async with open_world(pool, site, budgets=make_budgets(pool, requests=cap)) as world:
        events = await lose_database(world, Behaviour(text="One two three.", after=2, ending="cut", delay=0.01))
        assert isinstance(events[-1], CallFailed)
        assert isinstance(events[-1].error, DatabaseUnavailable)
        assert len(site.requests()) == 1
