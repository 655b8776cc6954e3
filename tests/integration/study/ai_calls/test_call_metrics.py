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
