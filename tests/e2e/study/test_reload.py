"""SIGHUP lets a running server read the settings of study again."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.study.tutor.tutor_server import TutorServer, serve_tutor
from support.ai_provider import AiProviderSite, serve_ai_providers
from support.until import until


@pytest.fixture
def site() -> Iterator[AiProviderSite]:
    """Yield simulated AI providers."""
    with serve_ai_providers() as site:
        yield site


@pytest.fixture
def server(migrated_data: Path, site: AiProviderSite) -> Iterator[TutorServer]:
    """Yield a server with two providers, whose order and limits are in no variable."""
    settings = {**site.settings("deepseek", "openai"), "STUDY_PROVIDER_ORDER": ""}
    with serve_tutor(migrated_data, **settings, STUDY_LIMIT_F1_PER_MINUTE="") as server:
        yield server


def reload(server: TutorServer, text: str) -> None:
    """Write the settings, and wait until the server has them."""
    count = server.process.output.count('"event":"settings_reloaded"')
    Path(server.world.home, "alcove.toml").write_text(text)
    server.process.process.send_signal(signal.SIGHUP)
    until(
        lambda: server.process.output.count('"event":"settings_reloaded"') > count,
        describe=lambda: server.process.output,
    )


def test_order_and_limits_follow_the_file(server: TutorServer) -> None:
    """A new order asks another provider first, also one that was off; a new limit and budget count at once."""
    learner = server.add_learner()
    assert learner.ask("First?").json()["metadata"]["attempts"][-1]["provider"] == "deepseek"
    reload(server, 'study_provider_order = ["openai"]\n')
    assert learner.ask("Second?").json()["metadata"]["attempts"][-1]["provider"] == "openai"
    listed = learner.get("/api/ai/providers").json()["providers"]
    assert {provider["name"]: provider["reason"] for provider in listed}["deepseek"] == "disabled"
    reload(server, 'study_provider_order = ["deepseek"]\nstudy_limit_f1_per_minute = 3\n')
    assert learner.ask("Third?").json()["metadata"]["attempts"][-1]["provider"] == "deepseek"
    refused = learner.ask("Fourth?")
    assert (refused.status_code, refused.headers["X-RateLimit-Limit"]) == (429, "3")
    reload(server, "study_budget_user_requests_day = 3\n")
    spent = learner.ask("Fifth?")
    assert (spent.status_code, spent.json()["code"]) == (429, "BUDGET_EXCEEDED")
