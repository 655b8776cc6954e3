"""A call that nobody waits for any more ends at the provider as well, and what it used is counted."""

import asyncio
import time
from contextlib import aclosing

from alcove.apps.study.ai_calls.model import TextAdded
from alcove.simulators.ai_provider import Behaviour
from integration.study.ai_calls.world import CallWorld
from support.until import until_async

ENDLESS = Behaviour(tokens=10_000, delay=0.02)


async def test_closing_the_answer_closes_the_connection_within_a_second(world: CallWorld) -> None:
    """After a close the provider is disconnected, and the tokens so far are counted, with the request."""
    world.site.script(ENDLESS, key="key-deepseek")
    count = 0
    async with aclosing(world.calls.stream(world.call())) as events:
        async for event in events:
            count += isinstance(event, TextAdded)
            if count == 10:
                break
        start = time.monotonic()
    entry = await world.site.wait_for_end()
    assert entry.end == "disconnected"
    assert entry.ended - start < 1.0
    requests, tokens = await world.count_answers()
    assert requests == 1
    assert 10 < tokens < 100


async def test_a_cancelled_task_counts_what_it_used(world: CallWorld) -> None:
    """A task that is cancelled while it waits, even twice, leaves no connection and no reservation."""
    world.site.script(ENDLESS, key="key-deepseek")
    task = asyncio.create_task(world.ask())
    await until_async(lambda: any(request.tokens > 5 for request in world.site.requests()))
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    assert (await world.site.wait_for_end()).end == "disconnected"
    await world.calls.close()
    requests, tokens = await world.count_answers()
    assert requests == 1
    assert tokens > 5


async def test_a_call_that_is_cancelled_before_its_first_token_is_no_request(world: CallWorld) -> None:
    """Nothing was said: the tokens of the question count, and no request."""
    world.site.script(Behaviour(ending="hang", after=0), key="key-deepseek")
    task = asyncio.create_task(world.ask())
    await until_async(world.site.requests)
    task.cancel()
    await asyncio.wait([task])
    await world.calls.close()
    requests, tokens = await world.count_answers()
    assert requests == 0
    assert tokens > 0
    assert (await world.ask()).attempts == [("deepseek", "ok")]


async def test_cancelling_a_complete_answer_ends_the_call(world: CallWorld) -> None:
    """Answers that are not streamed are cancelled in the same way."""
    world.site.script(Behaviour(ending="silence"), key="key-deepseek")
    task = asyncio.create_task(world.calls.complete(world.call()))
    await until_async(world.site.requests)
    task.cancel()
    await asyncio.wait([task])
    assert (await world.site.wait_for_end()).end == "disconnected"
    await world.calls.close()
    assert (await world.count_answers())[0] == 0


async def test_many_calls_at_once_do_not_mix(world: CallWorld) -> None:
    """Of sixty questions at once, four of which another provider continues, each has one answer of its own."""
    texts = [" ".join(f"answer{number}-{index}" for index in range(40)) for number in range(60)]
    cuts = [Behaviour(text=text, after=20, ending="cut", delay=0.002) for text in texts[:4]]
    world.site.script(*cuts, *(Behaviour(text=text, delay=0.002) for text in texts[4:]), key="key-deepseek")
    world.site.script(default=Behaviour(text="the end of it"), key="key-openai")
    answers = [transcript.text for transcript in await asyncio.gather(*(world.ask() for _ in range(60)))]
    ends = [f"{' '.join(text.split()[:20])} the end of it" for text in texts[:4]]
    assert sorted(answers) == sorted([*ends, *texts[4:]])
    assert (await world.count_answers())[0] == 60
