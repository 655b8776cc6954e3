"""Every fault of a provider, through F1: who answers, and what the metrics say of it."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2
import pytest

from alcove.simulators.ai_provider import Behaviour
from e2e.study.tutor.tutor_server import Learner, TutorServer, serve_tutor
from support.ai_provider import AiProviderSite, serve_ai_providers

pytestmark = pytest.mark.slow

PROVIDERS: Final = ("deepseek", "openai", "claude", "gemini")
FIRST_TOKEN_TIMEOUT: Final = 2
FORGET_HEALTH: Final = "TRUNCATE study.ai_provider_health, study.ai_key_cooldowns"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a provider does, and how the call is counted; `reason` is why it is held back after its first failure."""

    behaviour: Behaviour
    outcome: str
    held: str | None = None


FAULTS: Final = {
    "401": Fault(behaviour=Behaviour(status=401), outcome="auth_failed", held="cooling"),
    "429": Fault(behaviour=Behaviour(status=429, retry_after="30"), outcome="rate_limited", held="cooling"),
    "429 with a date": Fault(behaviour=Behaviour(status=429, retry_date=40), outcome="rate_limited", held="cooling"),
    "500": Fault(behaviour=Behaviour(status=500), outcome="server_error"),
    "silence": Fault(behaviour=Behaviour(ending="silence"), outcome="timeout"),
    "slow first token": Fault(behaviour=Behaviour(first_delay=30), outcome="timeout"),
    "malformed": Fault(behaviour=Behaviour(ending="malformed", after=0), outcome="bad_answer"),
    "web page": Fault(behaviour=Behaviour(ending="html"), outcome="bad_answer"),
    "cut": Fault(behaviour=Behaviour(ending="cut", after=0), outcome="connection_lost"),
    "closed": Fault(behaviour=Behaviour(ending="close", after=0), outcome="incomplete"),
}


@pytest.fixture(scope="module")
def shared(migrated_data: Path) -> Iterator[tuple[TutorServer, AiProviderSite]]:
    """Yield a server with four providers, and their simulator."""
    with serve_ai_providers() as site:
        settings = {**site.settings(*PROVIDERS), "STUDY_FIRST_TOKEN_TIMEOUT": str(FIRST_TOKEN_TIMEOUT)}
        with serve_tutor(migrated_data, STUDY_ANSWER_CACHE_SECONDS="0", **settings) as server:
            yield server, site


@pytest.fixture
def server(shared: tuple[TutorServer, AiProviderSite]) -> TutorServer:
    """Return the server, which knows nothing of earlier failures."""
    server, site = shared
    site.simulator.scripts.clear()
    site.simulator.log.clear()
    server.execute(FORGET_HEALTH)
    return server


@pytest.fixture
def site(shared: tuple[TutorServer, AiProviderSite]) -> AiProviderSite:
    """Return the simulator."""
    return shared[1]


def test_success(server: TutorServer) -> None:
    """The first provider answers: there is one attempt, no fallback, and tokens, cost and first token are counted."""
    before = server.read_metrics()
    response = server.add_learner().ask("What is a prime?")
    assert response.status_code == 200
    metadata = response.json()["metadata"]
    assert [(attempt["provider"], attempt["outcome"]) for attempt in metadata["attempts"]] == [("deepseek", "ok")]
    assert "requested_provider" not in metadata
    grown = growth(server, before)
    assert grown['alcove_ai_requests_total{outcome="ok",provider="deepseek"}'] == 1
    assert grown['alcove_ai_tokens_total{kind="prompt",provider="deepseek"}'] > 0
    assert grown['alcove_ai_tokens_total{kind="completion",provider="deepseek"}'] > 0
    assert grown['alcove_ai_cost_usd_total{provider="deepseek"}'] > 0
    assert grown['alcove_ai_first_token_seconds_count{provider="deepseek"}'] == 1
    assert not [name for name in grown if "fallbacks" in name]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("name", FAULTS)
def test_the_next_provider_answers(server: TutorServer, site: AiProviderSite, name: str, *, streamed: bool) -> None:
    """The learner gets a whole answer of the second provider, and metrics and the list of providers name the fault."""
    fault = FAULTS[name]
    site.script(key="key-deepseek", default=fault.behaviour)
    before, learner = server.read_metrics(), server.add_learner()
    if streamed:
        answer = learner.ask_streaming("What is a prime?")
        assert [event["type"] for event in answer.ends] == ["done"]
        assert answer.last_line == "[DONE]"
        metadata = answer.ends[0]["metadata"]
    else:
        response = learner.ask("What is a prime?")
        assert response.status_code == 200
        metadata = response.json()["metadata"]
    assert [(attempt["provider"], attempt["outcome"]) for attempt in metadata["attempts"]] == [
        ("deepseek", fault.outcome), ("openai", "ok"),
    ]  # fmt: skip
    assert (metadata["actual_provider"], metadata["reason"]) == ("openai", fault.outcome)
    assert metadata["attempts"][0]["ms"] < (FIRST_TOKEN_TIMEOUT + 1) * 1000
    grown = growth(server, before)
    assert grown[f'alcove_ai_requests_total{{outcome="{fault.outcome}",provider="deepseek"}}'] == 1
    labels = f'reason="{fault.outcome}",source="deepseek",target="openai"'
    assert grown[f"alcove_ai_fallbacks_total{{{labels}}}"] == 1
    assert read_reason(learner, "deepseek") == (fault.held or "ok")
    if fault.held:
        assert learner.ask("And again?").status_code == 200
        assert len(site.requests(key="key-deepseek")) == 1


def test_a_slow_stream_is_read_to_its_end(server: TutorServer, site: AiProviderSite) -> None:
    """A provider that speaks slowly, but speaks, is not given up."""
    site.script(key="key-deepseek", default=Behaviour(tokens=20, delay=0.1))
    answer = server.add_learner().ask_streaming("What is a prime?")
    assert answer.text.split() == [f"word{number}" for number in range(1, 21)]
    assert [event["type"] for event in answer.ends] == ["done"]
    assert len(site.requests()) == 1


def test_all_providers_are_down(server: TutorServer, site: AiProviderSite) -> None:
    """After some questions nobody is called and all breakers are open; the error says when to come back."""
    site.script(default=Behaviour(status=500))
    before, learner = server.read_metrics(), server.add_learner()
    response = learner.ask("What is a prime?")
    assert response.status_code == 503
    assert response.json()["code"] == "AI_PROVIDER_ERROR"
    assert len(site.requests()) == len(PROVIDERS)
    held = ask_until_held(learner, site)
    assert held.status_code == 503
    assert int(held.headers["retry-after"]) >= 1
    grown, now = growth(server, before), server.read_metrics()
    for provider in PROVIDERS:
        assert grown[f'alcove_ai_requests_total{{outcome="server_error",provider="{provider}"}}'] > 1
        assert now[f'alcove_ai_breaker_open{{provider="{provider}"}}'] == 1
        assert read_reason(learner, provider) == "open"
    for source, target in itertools.pairwise(PROVIDERS):
        labels = f'reason="server_error",source="{source}",target="{target}"'
        assert grown[f"alcove_ai_fallbacks_total{{{labels}}}"] > 1
    assert not [name for name in grown if 'outcome="ok"' in name]


def ask_until_held(learner: Learner, site: AiProviderSite) -> httpx2.Response:
    """Ask until a question calls no provider, and return its response."""
    for number in range(20):
        before = len(site.requests())
        response = learner.ask(f"Question {number}?")
        if len(site.requests()) == before:
            return response
    raise AssertionError("the providers are still called")


def growth(server: TutorServer, before: Mapping[str, float]) -> dict[str, float]:
    """Return by how much samples have grown, for those that have."""
    now = server.read_metrics()
    return {name: value - before.get(name, 0) for name, value in now.items() if value > before.get(name, 0)}


def read_reason(learner: Learner, provider: str) -> str:
    """Return what `GET /api/ai/providers` says of a provider."""
    listed = learner.get("/api/ai/providers").json()["providers"]
    return next(str(entry["reason"]) for entry in listed if entry["name"] == provider)
