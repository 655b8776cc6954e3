"""A conversation whose first provider fails again and again: the learner notices nothing, the metrics say why."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.simulators.ai_provider import Behaviour
from e2e.study.tutor.tutor_server import TutorServer, repeated_runs, serve_tutor
from support.ai_provider import AiProviderSite

ANSWER = " ".join(f"The square of {number} is {number * number}, which is no prime." for number in range(2, 14))
CUT = Behaviour(text=ANSWER, ending="cut", after=23)
CLOSED = Behaviour(text=ANSWER, ending="close", after=40)
BROKEN = Behaviour(text=ANSWER, ending="malformed", after=61)
REFUSED = Behaviour(status=500)
FAILING = (CUT, REFUSED, CLOSED, BROKEN)
REASONS = ("connection_lost", "server_error", "incomplete", "bad_answer")
DONE = "[DONE]"


@pytest.fixture
def server(migrated_data: Path, site: AiProviderSite) -> Iterator[TutorServer]:
    """Yield a server with two providers."""
    with serve_tutor(migrated_data, **site.settings("deepseek", "openai")) as server:
        yield server


def test_a_conversation_goes_on_while_its_first_provider_fails(server: TutorServer, site: AiProviderSite) -> None:
    """Each turn is one whole answer without repetition and with one end; the metrics show what failed, and how."""
    site.script(*FAILING, key="key-deepseek")
    site.script(*(continue_after(behaviour) for behaviour in FAILING), key="key-openai")
    learner = server.add_learner()
    history: list[dict[str, str]] = []
    for number, reason in enumerate(REASONS):
        question = f"Question {number} about primes?"
        answer = learner.ask_streaming(question, history=history)
        assert answer.text == ANSWER
        assert repeated_runs(answer.text) == []
        assert [event["type"] for event in answer.ends] == ["done"]
        assert answer.last_line == DONE
        metadata = answer.ends[0]["metadata"]
        assert (metadata["requested_provider"], metadata["actual_provider"]) == ("deepseek", "openai")
        assert metadata["reason"] == reason
        assert [attempt["outcome"] for attempt in metadata["attempts"]] == [reason, "ok"]
        history += [{"role": "user", "content": question}, {"role": "assistant", "content": answer.text}]
    metrics = server.read_metrics()
    for reason in REASONS:
        labels = f'reason="{reason}",source="deepseek",target="openai"'
        assert metrics[f"alcove_ai_fallbacks_total{{{labels}}}"] == 1
        assert metrics[f'alcove_ai_requests_total{{outcome="{reason}",provider="deepseek"}}'] == 1
    assert metrics['alcove_ai_requests_total{outcome="ok",provider="openai"}'] == len(FAILING)
    assert metrics['alcove_ai_stream_incomplete_total{provider="deepseek"}'] > 0
    assert metrics['alcove_ai_breaker_open{provider="openai"}'] == 0
    assert metrics['alcove_ai_tokens_total{kind="completion",provider="openai"}'] > 0
    assert server.fetch("SELECT state, count(*) FROM study.answers GROUP BY state") == [("complete", len(FAILING))]


def test_the_breaker_opens_and_the_failing_provider_rests(server: TutorServer, site: AiProviderSite) -> None:
    """After some failures in a row the provider is no longer asked; the metrics, and /api/ai/providers, say so."""
    site.script(key="key-deepseek", default=REFUSED)
    learner = server.add_learner()
    for number in range(8):
        assert learner.ask(f"Question {number}?").status_code == 200
    calls = len(site.requests(key="key-deepseek"))
    assert 0 < calls < 8
    metrics = server.read_metrics()
    assert metrics['alcove_ai_breaker_open{provider="deepseek"}'] == 1
    assert metrics['alcove_ai_requests_total{outcome="server_error",provider="deepseek"}'] == calls
    fallbacks = 'alcove_ai_fallbacks_total{reason="%s",source="deepseek",target="openai"}'
    assert metrics[fallbacks % "server_error"] == calls
    assert metrics[fallbacks % "open"] == 8 - calls
    assert len(site.requests(key="key-openai")) == 8


def continue_after(behaviour: Behaviour) -> Behaviour:
    """Return the behaviour of a provider that repeats the last five words of a partial answer, and continues it."""
    if behaviour.after is None:
        return Behaviour(text=ANSWER)
    words = ANSWER.split()
    return Behaviour(text=" ".join(words[behaviour.after - 5 :]))
