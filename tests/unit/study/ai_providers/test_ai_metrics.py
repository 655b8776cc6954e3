"""The metrics of AI providers, of one process and of several."""

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from alcove.apps.study.ai_providers import (
    count_fallback,
    count_incomplete,
    count_request,
    count_usage,
    observe_first_token,
)
from alcove.apps.study.ai_providers.model import Availability
from alcove.foundation.telemetry import Gauge, render_metrics
from alcove.wires.ai_providers import Outcome, TokenUsage

COUNT = """
import sys
from alcove.apps.study.ai_providers import count_request, count_usage, observe_first_token
from alcove.wires.ai_providers import Outcome, TokenUsage
from decimal import Decimal
count_request("openai", Outcome.TIMEOUT)
count_usage("claude", TokenUsage(prompt=10, completion=5), cost_usd=Decimal("0.25"))
observe_first_token("gemini", 0.3)
"""
RENDER = """
import sys
from alcove.foundation.telemetry import Gauge, render_metrics
gauge = Gauge(name="alcove_ai_breaker_open", help="State.", labels=["provider"], samples=[(["openai"], 1.0)])
print(render_metrics([gauge])[0].decode())
"""


def read_samples(text: str) -> dict[str, tuple[str, float]]:
    """Return type and value by name and labels, as Prometheus reads them."""
    return {
        f"{sample.name}{{{','.join(f'{name}={value}' for name, value in sorted(sample.labels.items()))}}}": (
            family.type,
            sample.value,
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def read_metrics() -> dict[str, float]:
    """Return the values of the metrics of this process."""
    return {name: value for name, (_, value) in read_samples(render_metrics()[0].decode()).items()}


def test_each_function_counts_what_it_names() -> None:
    """Requests, fallbacks, tokens, cost, first tokens and incomplete answers have the names of the contract."""
    before = read_metrics()
    count_request("deepseek", Outcome.RATE_LIMITED)
    count_fallback("deepseek", "anthropic", reason=Outcome.RATE_LIMITED)
    count_fallback("openai", "ollama", reason=Availability.OPEN)
    count_usage("deepseek", TokenUsage(prompt=7, completion=3), cost_usd=Decimal("0.5"))
    count_usage("deepseek", TokenUsage(prompt=1, completion=1), cost_usd=None)
    count_incomplete("google")
    observe_first_token("openai", 0.7)
    after = read_metrics()
    changed = {name: value - before.get(name, 0) for name, value in after.items() if name.startswith("alcove_ai_")}
    counted = {
        name: value for name, value in changed.items() if value and "_bucket" not in name and "_created" not in name
    }
    assert counted == {
        "alcove_ai_requests_total{outcome=rate_limited,provider=deepseek}": 1,
        "alcove_ai_fallbacks_total{reason=rate_limited,source=deepseek,target=claude}": 1,
        "alcove_ai_fallbacks_total{reason=open,source=openai,target=ollama}": 1,
        "alcove_ai_tokens_total{kind=prompt,provider=deepseek}": 8,
        "alcove_ai_tokens_total{kind=completion,provider=deepseek}": 4,
        "alcove_ai_cost_usd_total{provider=deepseek}": 0.5,
        "alcove_ai_stream_incomplete_total{provider=gemini}": 1,
        "alcove_ai_first_token_seconds_count{provider=openai}": 1,
        "alcove_ai_first_token_seconds_sum{provider=openai}": pytest.approx(0.7),
    }


@pytest.mark.parametrize("name", ["", "sk-planted", "x" * 5000, "openai\n", 'a"b', "\ud800", "\x00"])
def test_no_other_text_becomes_a_label(name: str) -> None:
    """A name from outside is counted under `other`, so that neither secrets nor new series appear."""
    count_request(name, Outcome.OK)
    text = render_metrics()[0].decode()
    assert "planted" not in text
    samples = [name for name in read_samples(text) if name.startswith("alcove_ai_requests_total")]
    providers = {name.rpartition("provider=")[2] for name in samples}
    assert len(providers) <= 6


def test_strange_numbers_do_not_break_counting() -> None:
    """Negative counts and costs of a provider add nothing: a counter never goes back."""
    before = read_metrics()
    count_usage("ollama", TokenUsage(prompt=-5, completion=0), cost_usd=Decimal(-1))
    after = read_metrics()
    assert after.get("alcove_ai_cost_usd_total{provider=ollama}", 0) == before.get(
        "alcove_ai_cost_usd_total{provider=ollama}", 0
    )


def test_processes_add_up_with_their_types(tmp_path: Path) -> None:
    """Two processes are summed up; Prometheus reads counters as counters, and gauges as gauges."""
    for number in range(2):
        env = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "ALCOVE_PROCESS_NAME": f"api-{number}"}
        subprocess.run([sys.executable, "-W", "error", "-c", COUNT], check=True, env=env)
    env = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "ALCOVE_PROCESS_NAME": "reader"}
    rendered = subprocess.run([sys.executable, "-c", RENDER], check=True, env=env, capture_output=True)
    samples = read_samples(rendered.stdout.decode())
    expected = {
        "alcove_ai_requests_total{outcome=timeout,provider=openai}": ("counter", 2),
        "alcove_ai_tokens_total{kind=prompt,provider=claude}": ("counter", 20),
        "alcove_ai_cost_usd_total{provider=claude}": ("counter", 0.5),
        "alcove_ai_first_token_seconds_count{provider=gemini}": ("histogram", 2),
        "alcove_ai_breaker_open{provider=openai}": ("gauge", 1),
    }
    assert {name: samples[name] for name in expected} == expected


def test_gauges_of_one_process_are_rendered() -> None:
    """Without shared files the gauges are in the answer, too, with the text of their help escaped."""
    gauge = Gauge(name="alcove_ai_test_gauge", help="a\nb", labels=["provider"], samples=[(['x"y'], 2.0)])
    assert 'alcove_ai_test_gauge{provider="x\\"y"} 2.0' in render_metrics([gauge])[0].decode()
