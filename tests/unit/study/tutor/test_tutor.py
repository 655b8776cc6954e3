"""The tutor over parts that a test scripts: what is sent, what is answered, and what is stored."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pytest

from alcove.apps.study.ai_calls.model import CallDone, CallFailed, ReasoningAdded, TextAdded
from alcove.apps.study.ai_errors import (
    BudgetExceeded,
    ModelUnpriced,
    NoProvider,
    ProvidersFailed,
    ProvidersHeld,
    ProvidersLimited,
)
from alcove.apps.study.answers.model import AnswerEnd, AnswerPart, AnswerReasoning, AnswerState, AnswerText
from alcove.apps.study.content_rules.model import ContentRefused
from alcove.apps.study.passage_search.model import PassageKind
from alcove.apps.study.tutor.model import Question, Turn, TutorMode
from alcove.apps.study.tutor.payload import describe_native
from alcove.apps.study.tutor.service import AnswerInterrupted, FinishedAnswer, Tutor
from alcove.foundation.errors import AppError
from alcove.wires.ai_providers import MessageRole, Outcome, TokenUsage
from support.clock import FakeClock
from unit.study.tutor.scripted_parts import (
    LEARNER,
    CountedBudgets,
    ListedSearch,
    ScriptedCalls,
    ScriptedParts,
    WordRules,
    find_passage,
    make_result,
)

QUESTION: Final = Question(user_id=LEARNER, message="What is a prime?")
PRIMES: Final = find_passage("A prime has two divisors. It is a number.", quote="A prime has two divisors.", page=3)
FAR: Final = find_passage("Levers turn about a fulcrum.", score=0.1, title="Levers")
OWN: Final = "No AI provider is available now. This answer comes from your own materials only:"
UNAVAILABLE: Final[list[tuple[AppError, str]]] = [
    (NoProvider("No AI provider is configured."), "no_provider"),
    (ProvidersHeld("All AI providers are held."), "providers_held"),
    (ProvidersLimited("All AI providers are limited."), "providers_held"),
    (ProvidersFailed("All AI providers have failed."), "providers_held"),
]


def make_tutor(parts: ScriptedParts) -> Tutor:
    """Return a tutor."""
    return Tutor(parts, clock=FakeClock())


async def ask(parts: ScriptedParts, question: Question = QUESTION) -> FinishedAnswer:
    """Return the answer of a question."""
    return await (await make_tutor(parts).ask(question, describe=describe_native)).finish()


async def read_parts(parts: ScriptedParts) -> list[AnswerPart]:
    """Return what a reader of the answer gets."""
    await make_tutor(parts).ask(QUESTION, describe=describe_native)
    return [part async for part in parts.answers.readers[-1]]


def metadata(answer: FinishedAnswer) -> Mapping[str, Any]:
    """Return what its end says of it."""
    found: Mapping[str, Any] = answer.payload["metadata"]
    return found


async def test_a_provider_answers() -> None:
    """The text is that of the call, and its end says who has answered and what was used."""
    parts = ScriptedParts()
    answer = await ask(parts)
    assert answer.text == "Because of the primes."
    assert re.fullmatch(r"req_\d{13}_[0-9a-z]{9}", answer.payload["id"])
    assert answer.payload["usage"]["total_tokens"] == 25
    assert metadata(answer).items() >= {
        "requested_provider": "deepseek", "actual_provider": "deepseek", "reason": None, "cached": False,
        "answered": True, "citations": [], "closest": [], "finish_reason": "stop",
        "attempts": [{"provider": "deepseek", "outcome": "ok", "ms": 12}],
    }.items()  # fmt: skip
    started = parts.answers.started[0]
    assert (started.id, started.user_id, started.question) == (answer.payload["id"], LEARNER, QUESTION.message)


async def test_options_reach_the_call() -> None:
    """A temperature of 0 is 0, and the mode `reasoning` asks for a model that reasons."""
    parts = ScriptedParts()
    await ask(parts, replace(QUESTION, temperature=0.0, max_tokens=7, mode=TutorMode.REASONING, model="m", top_p=0.5))
    call = parts.calls.calls[0]
    assert (call.temperature, call.max_tokens, call.needs_reasoning, call.model, call.top_p) == (0.0, 7, True, "m", 0.5)


async def test_good_passages_are_sent_and_cited() -> None:
    """Those near the best one; quotes are verbatim, by chunk and page, and never from the model's text."""
    calls = ScriptedCalls(
        TextAdded('{"citations":[{"quote":"invented"}]}'), CallDone(make_result('{"citations":[{"quote":"invented"}]}'))
    )
    parts = ScriptedParts(calls=calls, search=ListedSearch(PRIMES, FAR, holds_answer=True))
    answer = await ask(parts)
    assert metadata(answer)["citations"] == [{
        "material_id": str(PRIMES.passage.source_id), "chunk_id": str(PRIMES.passage.id), "title": "Notes",
        "quote": "A prime has two divisors.", "page": 3,
    }]  # fmt: skip
    assert "two divisors" in calls.calls[0].messages[1].content
    assert "Levers" not in calls.calls[0].messages[1].content


async def test_passages_that_do_not_answer_are_not_sent() -> None:
    """A provider answers without them, and nothing is cited."""
    parts = ScriptedParts(search=ListedSearch(FAR))
    answer = await ask(parts)
    assert len(parts.calls.calls[0].messages) == 2
    assert metadata(answer).items() >= {"answered": True, "citations": []}.items()


async def test_a_quote_that_is_not_verbatim_is_replaced() -> None:
    """Then the passage's own beginning is cited."""
    wrong = replace(PRIMES, quote="A prime has three divisors.")
    answer = await ask(ScriptedParts(search=ListedSearch(wrong, holds_answer=True)))
    assert metadata(answer)["citations"][0]["quote"] == PRIMES.passage.content


@pytest.mark.parametrize(("error", "reason"), UNAVAILABLE)
async def test_without_a_provider_materials_answer(error: AppError, reason: str) -> None:
    """Quotes with their sources, the reason, and words that say where the answer is from."""
    parts = ScriptedParts(calls=ScriptedCalls(error=error), search=ListedSearch(PRIMES, FAR, holds_answer=True))
    answer = await ask(parts)
    assert answer.text == f"{OWN}\n\n“A prime has two divisors.” (Notes, page 3)"
    assert metadata(answer).items() >= {"answered": True, "reason": reason, "closest": []}.items()
    assert [citation["quote"] for citation in metadata(answer)["citations"]] == ["A prime has two divisors."]
    assert parts.cache.answers == {}


async def test_what_is_not_in_the_materials_is_said_to_be_not_there() -> None:
    """Nothing is cited, and the nearest passages are shown as the closest ones."""
    search = ListedSearch(FAR)
    answer = await ask(ScriptedParts(calls=ScriptedCalls(error=UNAVAILABLE[0][0]), search=search))
    assert "do not contain an answer" in answer.text
    assert "These passages are the closest:" in answer.text
    assert metadata(answer).items() >= {"answered": False, "citations": []}.items()
    assert [citation["title"] for citation in metadata(answer)["closest"]] == ["Levers"]


async def test_german_questions_are_answered_in_german() -> None:
    """Found or not."""
    question = replace(QUESTION, message="Was ist eine Primzahl?")
    calls = ScriptedCalls(error=UNAVAILABLE[0][0])
    found = await ask(ScriptedParts(calls=calls, search=ListedSearch(PRIMES, holds_answer=True)), question)
    assert found.text.startswith("Zurzeit ist kein KI-Anbieter verfügbar. Diese Antwort stammt nur aus")
    assert "Seite 3" in found.text
    missing = await ask(ScriptedParts(calls=calls, search=ListedSearch(has_passages=True)), question)
    assert missing.text.endswith("enthalten keine Antwort auf die Frage.")


@pytest.mark.parametrize(("error", "reason"), UNAVAILABLE)
async def test_without_provider_and_materials_the_error_is_raised(error: AppError, reason: str) -> None:
    """There is nothing to answer with."""
    del reason
    with pytest.raises(type(error)) as raised:
        await ask(ScriptedParts(calls=ScriptedCalls(error=error)))
    assert raised.value is error


@pytest.mark.parametrize("error", [BudgetExceeded("The budget is spent."), ModelUnpriced("m has no price.")])
async def test_a_spent_budget_is_an_error_also_with_materials(error: AppError) -> None:
    """Budgets and prices are the owner's limits, and no failure of providers."""
    with pytest.raises(type(error)):
        await ask(ScriptedParts(calls=ScriptedCalls(error=error), search=ListedSearch(PRIMES, holds_answer=True)))


async def test_earlier_messages_answer_when_materials_do_not() -> None:
    """But an answer that only quotes materials is no source of another one."""
    calls = ScriptedCalls(error=UNAVAILABLE[0][0])
    said = find_passage("Primes are endless, said Euclid.", kind=PassageKind.MESSAGE, title="Chat")
    answer = await ask(ScriptedParts(calls=calls, search=ListedSearch(FAR, messages=[said], messages_hold_answer=True)))
    assert "“Primes are endless, said Euclid.” (Chat)" in answer.text
    useless = find_passage(f"{OWN}\n\n“x”", kind=PassageKind.MESSAGE, title="Chat")
    search = ListedSearch(FAR, messages=[useless], messages_hold_answer=True)
    answer = await ask(ScriptedParts(calls=calls, search=search))
    assert metadata(answer)["answered"] is False
    assert [citation["title"] for citation in metadata(answer)["closest"]] == ["Levers"]


async def test_a_failure_after_the_first_token_is_an_incomplete_answer() -> None:
    """Its end has the attempts; who waits for the whole answer gets the error. Nothing is cached."""
    error = ProvidersFailed("All AI providers have failed.")
    attempts = make_result().attempts
    events = (
        TextAdded("Because"),
        CallFailed(error=error, attempts=attempts, usage=TokenUsage(prompt=9, completion=1)),
    )
    parts = ScriptedParts(calls=ScriptedCalls(*events))
    with pytest.raises(ProvidersFailed):
        await ask(parts)
    text, end = await read_parts(parts)
    assert isinstance(text, AnswerText)
    assert isinstance(end, AnswerEnd)
    assert end.error == error.message
    assert end.payload["metadata"]["finish_reason"] == "incomplete"
    assert end.payload["usage"]["total_tokens"] == 10
    assert parts.cache.answers == {}


async def test_a_repeated_question_is_answered_from_the_cache() -> None:
    """With the same text, provider and citations; it counts as a request, and asks nobody."""
    parts = ScriptedParts(search=ListedSearch(PRIMES, holds_answer=True))
    first, second = await ask(parts), await ask(parts)
    assert (first.text, metadata(first)["citations"]) == (second.text, metadata(second)["citations"])
    assert (metadata(first)["cached"], metadata(second)["cached"]) == (False, True)
    assert second.payload["usage"]["total_tokens"] == 0
    assert (len(parts.calls.calls), parts.counted.cached) == (1, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"message": "What is a number?"},
        {"history": [Turn(role=MessageRole.USER, content="Hello")]},
        {"subject": "Maths"},
        {"level": "beginner"},
        {"mode": TutorMode.REASONING},
        {"temperature": 0.0},
        {"top_p": 0.5},
        {"max_tokens": 1},
        {"provider": "openai"},
        {"model": "gpt-4o"},
        {"user_id": LEARNER.__class__(int=7)},
    ],
)
async def test_another_question_is_not_answered_from_the_cache(change: Mapping[str, Any]) -> None:
    """Everything that matters is in the key, the account above all."""
    parts = ScriptedParts()
    await ask(parts)
    assert metadata(await ask(parts, replace(QUESTION, **change)))["cached"] is False


async def test_changed_materials_models_and_rules_are_not_answered_from_the_cache() -> None:
    """The owner's settings and the learner's materials are in the key."""
    parts = ScriptedParts()
    await ask(parts)
    parts.search.version = "2"
    assert metadata(await ask(parts))["cached"] is False
    parts.listed.models["deepseek"] = "deepseek-2"
    assert metadata(await ask(parts))["cached"] is False
    started = await Tutor(parts, clock=FakeClock(), rules_version="b").ask(QUESTION, describe=describe_native)
    assert metadata(await started.finish())["cached"] is False
    assert metadata(await ask(parts))["cached"] is True


async def test_a_cached_answer_needs_a_budget_for_requests() -> None:
    """A user whose requests are spent gets nothing from the cache."""
    budgets = CountedBudgets(error=BudgetExceeded("The budget is spent."))
    parts = ScriptedParts(budgets=budgets)
    await ask(parts)
    with pytest.raises(BudgetExceeded):
        await ask(parts)


async def test_rules_apply_to_the_question() -> None:
    """A replacement reaches the provider; a refused question is not stored, and a refused turn is left out."""
    rules = WordRules(replaced="prime", refused="secret")
    parts = ScriptedParts(rules=rules)
    turns = [Turn(role=MessageRole.USER, content="the secret"), Turn(role=MessageRole.USER, content="a prime?")]
    await ask(parts, replace(QUESTION, history=turns))
    sent = " ".join(message.content for message in parts.calls.calls[0].messages[1:])
    assert "prime" not in sent
    assert "secret" not in sent
    assert "a ***?" in sent
    for name in ("message", "subject", "level"):
        change: dict[str, Any] = {name: "secret"}
        with pytest.raises(ContentRefused):
            await ask(parts, replace(QUESTION, **change))
    assert len(parts.answers.started) == 1


async def test_an_answer_that_a_rule_ends_is_incomplete() -> None:
    """Calls apply the rules to what a provider says; the end names the reason, and nothing is cached."""
    failed = CallFailed(error=ContentRefused("Not this."), attempts=[], usage=TokenUsage(prompt=9, completion=1))
    parts = ScriptedParts(calls=ScriptedCalls(TextAdded("Now "), failed))
    end = (await read_parts(parts))[-1]
    assert isinstance(end, AnswerEnd)
    assert (end.error, end.payload["metadata"]["finish_reason"]) == ("Not this.", "content_filter")
    assert parts.cache.answers == {}
    with pytest.raises(ContentRefused):
        await ask(parts)


async def test_rules_apply_to_quotes() -> None:
    """A quote that a rule would change is not verbatim any more: it is not shown."""
    search = ListedSearch(PRIMES, holds_answer=True)
    for rules in (WordRules(replaced="divisors"), WordRules(refused="divisors")):
        answer = await ask(ScriptedParts(rules=rules, search=search))
        assert metadata(answer)["citations"] == []
        without = ScriptedParts(rules=rules, search=search, calls=ScriptedCalls(error=UNAVAILABLE[0][0]))
        assert "divisors" not in (await ask(without)).text


async def test_reasoning_is_passed_on_and_never_part_of_the_answer() -> None:
    """Neither of its text nor of what is cached."""
    parts = ScriptedParts(calls=ScriptedCalls(ReasoningAdded("Hm. "), TextAdded("So."), CallDone(make_result("So."))))
    read = await read_parts(parts)
    assert [part.text for part in read if isinstance(part, AnswerReasoning)] == ["Hm. "]
    assert [part.text for part in read if isinstance(part, AnswerText)] == ["So."]
    assert [answer.content for answer in parts.cache.answers.values()] == ["So."]


async def test_an_answer_that_was_stopped_is_what_there_is_of_it() -> None:
    """Who waited for the whole answer gets the part, which is not cached."""
    parts = ScriptedParts(search=ListedSearch(PRIMES, holds_answer=True))
    parts.answers.stops_after = 1
    answer = await ask(parts)
    assert (answer.text, metadata(answer)["finish_reason"]) == ("Because of ", "stopped")
    assert parts.cache.answers == {}


@pytest.mark.parametrize("state", [AnswerState.INCOMPLETE, AnswerState.FAILED, AnswerState.RUNNING])
async def test_an_answer_whose_process_ends_is_an_error(state: AnswerState) -> None:
    """It can be asked for again in a moment."""
    parts = ScriptedParts()
    parts.answers.stops_after, parts.answers.stop_state = 1, state
    with pytest.raises(AnswerInterrupted) as raised:
        await ask(parts)
    assert raised.value.headers["Retry-After"]


async def test_a_fallback_is_named() -> None:
    """The requested provider, the actual one, and what happened."""
    result = make_result(provider="openai", model="gpt-4o-mini", fallback_reason=Outcome.SERVER_ERROR)
    answer = await ask(ScriptedParts(calls=ScriptedCalls(TextAdded("So."), CallDone(result))))
    assert metadata(answer).items() >= {
        "requested_provider": "deepseek", "actual_provider": "openai", "reason": "server_error",
    }.items()  # fmt: skip
