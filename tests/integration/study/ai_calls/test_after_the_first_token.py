"""An answer that breaks off is continued once by the next provider, as one answer."""

import pytest

from alcove.apps.study.ai_calls.model import CallFailed, TextAdded
from alcove.apps.study.ai_errors import ProvidersFailed
from alcove.foundation.database import Pool
from alcove.simulators.ai_provider import Behaviour
from alcove.wires.ai_providers import Outcome
from integration.study.ai_calls.world import CallWorld, find_repeat, open_world, words_of
from support.ai_provider import AiProviderSite

ENDINGS = {
    "cut": "connection_lost", "close": "incomplete", "malformed": "bad_answer", "hang": "timeout",
    "error": "server_error", "filter": "filtered",
}  # fmt: skip
LENGTH = 520
ANSWER = " ".join(f"fact{number}" for number in range(1, LENGTH + 1)) + "."


def continue_from(count: int, *, back: int) -> str:
    """Return the answer from some words before the place where it was cut off."""
    return " ".join(ANSWER.split()[max(0, count - back) :])


@pytest.mark.parametrize("count", [1, 5, 50, 500])
@pytest.mark.parametrize("ending", ENDINGS)
async def test_the_next_provider_continues(world: CallWorld, ending: str, count: int) -> None:
    """Whatever ends the answer, and wherever: one complete answer, one end, both names, nothing lost or repeated."""
    world.site.script(Behaviour(text=ANSWER, after=count, ending=ending), key="key-deepseek")  # type: ignore[arg-type]
    for back in (0, 6, LENGTH):
        world.site.script(Behaviour(text=ANSWER, after=count, ending=ending), key="key-deepseek")  # type: ignore[arg-type]
        world.site.script(Behaviour(text=continue_from(count, back=back)), key="key-openai")
        if ending == "hang" and back:
            continue
        transcript = await world.ask()
        assert transcript.text == ANSWER
        assert transcript.result.text == ANSWER
        assert not find_repeat(transcript.text)
        assert transcript.attempts == [("deepseek", ENDINGS[ending]), ("openai", "ok")]
        assert transcript.result.fallback_reason is Outcome(ENDINGS[ending])
        assert transcript.result.usage_is_estimated or ending == "filter"


async def test_the_partial_answer_is_context_of_the_continuation(world: CallWorld) -> None:
    """The next provider gets the question, the partial answer as the assistant's, and what to do."""
    world.site.script(Behaviour(text=ANSWER, after=5, ending="cut"), key="key-deepseek")
    await world.ask()
    question, answer, instruction = world.site.requests(key="key-openai")[0].body["messages"][-3:]
    assert question["content"] == "Why do plants need light?"
    assert (answer["role"], answer["content"]) == ("assistant", "fact1 fact2 fact3 fact4 fact5 ")
    assert instruction["role"] == "user"
    assert "cut off" in instruction["content"]


@pytest.mark.parametrize("second", ["500", "cut", "close", "401", "429"])
async def test_after_two_failures_no_third_provider_is_called(world: CallWorld, second: str) -> None:
    """If the continuation fails as well, the partial answer stays and the answer ends as incomplete."""
    behaviour = (
        Behaviour(status=int(second), retry_after="9") if second.isdigit() else
        Behaviour(text=continue_from(50, back=3), after=20, ending=second)  # type: ignore[arg-type]
    )  # fmt: skip
    world.site.script(Behaviour(text=ANSWER, after=50, ending="cut"), key="key-deepseek")
    world.site.script(behaviour, key="key-openai")
    transcript = await world.ask()
    failure = transcript.failure
    assert isinstance(failure.error, ProvidersFailed)
    assert [attempt.provider for attempt in failure.attempts] == ["deepseek", "openai"]
    assert len(world.site.requests()) == 2
    words = words_of(transcript.text)
    assert words == words_of(ANSWER)[: len(words)]
    assert len(words) >= 50
    requests, tokens = await world.count_answers()
    assert (requests, tokens) == (0, failure.usage.total)
    assert tokens > 0


async def test_with_nobody_left_the_partial_answer_stays(pool: Pool, site: AiProviderSite) -> None:
    """With one provider only, what it said was sent, and the answer ends as incomplete."""
    async with open_world(pool, site, names=["deepseek"]) as world:
        site.script(Behaviour(text=ANSWER, after=5, ending="close"), key="key-deepseek")
        transcript = await world.ask()
        assert transcript.text == "fact1 fact2 fact3 fact4 fact5 "
        assert transcript.attempts == [("deepseek", "incomplete")]
        assert len(site.requests()) == 1


async def test_reasoning_alone_is_no_answer_that_could_be_continued(world: CallWorld) -> None:
    """A provider that fails while it reasons is replaced, and the next one answers from the beginning."""
    world.site.script(
        Behaviour(text="Never.", reasoning="Well, well, let me see.", after=0, ending="cut"), key="key-deepseek"
    )
    world.site.script(Behaviour(text="Because."), key="key-openai")
    transcript = await world.ask()
    assert transcript.text == "Because."
    assert len(world.site.requests(key="key-openai")[0].body["messages"]) == 1
    assert transcript.attempts == [("deepseek", "connection_lost"), ("openai", "ok")]


async def test_failures_after_reasoning_end_the_answer_instead_of_raising(pool: Pool, site: AiProviderSite) -> None:
    """When something was sent, a failure is an event."""
    async with open_world(pool, site, names=["deepseek"]) as world:
        site.script(Behaviour(text="x", reasoning="Let me see now.", after=0, ending="cut"), key="key-deepseek")
        transcript = await world.ask()
        assert transcript.text == ""
        assert isinstance(transcript.events[-1], CallFailed)


async def test_an_answer_that_has_used_its_tokens_is_complete(world: CallWorld) -> None:
    """The reason `length` is an ordinary end."""
    world.site.script(Behaviour(text="One two", finish_reason="length"), key="key-deepseek")
    transcript = await world.ask()
    assert (transcript.result.finish_reason, transcript.attempts) == ("length", [("deepseek", "ok")])


async def test_the_first_increment_is_not_held_back(world: CallWorld) -> None:
    """Without rules each piece is sent as it comes."""
    world.site.script(Behaviour(text="One two three.", delay=0.05), key="key-deepseek")
    transcript = await world.ask()
    assert [event.text for event in transcript.events if isinstance(event, TextAdded)] == ["One ", "two ", "three."]


async def test_a_slow_answer_is_not_given_up(world: CallWorld) -> None:
    """A provider that speaks slowly keeps the word."""
    world.site.script(Behaviour(text="One two three four.", first_delay=0.3, delay=0.3), key="key-deepseek")
    assert (await world.ask()).attempts == [("deepseek", "ok")]
