"""Metrics show which provider was called, why another one was, and what it cost."""

import pytest
from prometheus_client import REGISTRY

from alcove.simulators.ai_provider import Behaviour
from integration.study.ai_calls.world import CallWorld


def read(name: str, **labels: str) -> float:
    """Return a value of a metric."""
    return REGISTRY.get_sample_value(f"alcove_ai_{name}", labels) or 0.0


@pytest.fixture
def before() -> dict[str, float]:
    """Return the values before the test."""
    return snapshot()


def snapshot() -> dict[str, float]:
    """Return the values that the test looks at."""
    return {
        "cut": read("requests_total", provider="deepseek", outcome="connection_lost"),
        "ok": read("requests_total", provider="openai", outcome="ok"),
        "fallback": read("fallbacks_total", source="deepseek", target="openai", reason="connection_lost"),
        "incomplete": read("stream_incomplete_total", provider="deepseek"),
        "tokens": read("tokens_total", provider="openai", kind="completion"),
        "cost": read("cost_usd_total", provider="openai"),
        "first": read("first_token_seconds_count", provider="openai"),
    }


async def test_the_metrics_show_why(world: CallWorld, before: dict[str, float]) -> None:
    """One call per attempt, one fallback with its reason, one incomplete answer, tokens and their cost."""
    world.site.script(Behaviour(text="One two three four.", after=2, ending="cut"), key="key-deepseek")
    world.site.script(Behaviour(text="three four."), key="key-openai")
    assert (await world.ask()).text == "One two three four."
    after = snapshot()
    assert {name for name in after if after[name] == before[name] + 1} >= {
        "cut",
        "ok",
        "fallback",
        "incomplete",
        "first",
    }
    assert after["tokens"] > before["tokens"]
    assert after["cost"] > before["cost"]


async def test_attempts_metadata_and_metrics_agree(world: CallWorld) -> None:
    """A provider that rests is no attempt; each change of the provider is counted once, with its own reason."""
    world.site.script(Behaviour(status=429, retry_after="60"), key="key-deepseek")
    await world.ask()
    steps = [
        ("deepseek", "openai", "cooling"),
        ("openai", "claude", "server_error"),
        ("claude", "gemini", "incomplete"),
    ]
    before = [count_fallbacks(*step) for step in steps]
    total = sum(count_all_fallbacks())
    world.site.script(Behaviour(status=500), key="key-openai")
    world.site.script(Behaviour(text="One two three four.", after=2, ending="close"), key="key-claude")
    world.site.script(Behaviour(text="three four."), key="key-gemini")
    transcript = await world.ask()
    assert transcript.text == "One two three four."
    assert transcript.attempts == [("openai", "server_error"), ("claude", "incomplete"), ("gemini", "ok")]
    result = transcript.result
    assert (result.requested_provider, result.provider, result.fallback_reason) == ("deepseek", "gemini", "cooling")
    assert [count_fallbacks(*step) for step in steps] == [value + 1 for value in before]
    assert sum(count_all_fallbacks()) == total + 3


def count_fallbacks(source: str, target: str, reason: str) -> float:
    """Return how often a provider was replaced by another one for a reason."""
    return read("fallbacks_total", source=source, target=target, reason=reason)


def count_all_fallbacks() -> list[float]:
    """Return all values of the metric."""
    metrics = [metric for metric in REGISTRY.collect() if metric.name == "alcove_ai_fallbacks"]
    return [sample.value for metric in metrics for sample in metric.samples if sample.name.endswith("_total")]
