"""The metrics of AI providers, which all processes of a host share; labels are names of a fixed set only.

They are made on first use: prometheus_client decides when it is imported whether processes share them.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from alcove.apps.study.ai_providers.model import Availability
from alcove.apps.study.ai_setting_checks import find_provider
from alcove.wires.ai_providers import Outcome, TokenUsage

if TYPE_CHECKING:
    from alcove.foundation.telemetry import Counter, Histogram

_SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 30, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class _AiMetrics:
    requests: "Counter"
    fallbacks: "Counter"
    tokens: "Counter"
    cost: "Counter"
    incomplete: "Counter"
    first_token: "Histogram"


def count_request(provider: str, outcome: Outcome) -> None:
    """Count a call of a provider, by how it ended."""
    _metrics().requests.labels(_label(provider), outcome.value).inc()


def count_fallback(source: str, target: str, *, reason: Outcome | Availability) -> None:
    """Count a question that another provider has answered, by what kept the first one from it."""
    _metrics().fallbacks.labels(_label(source), _label(target), reason.value).inc()


def count_usage(provider: str, usage: TokenUsage, *, cost_usd: Decimal | None) -> None:
    """Count the tokens of a call and what they cost; a model without a price costs nothing here."""
    name, metrics = _label(provider), _metrics()
    metrics.tokens.labels(name, "prompt").inc(max(0, usage.prompt))
    metrics.tokens.labels(name, "completion").inc(max(0, usage.completion))
    metrics.cost.labels(name).inc(float(max(Decimal(0), cost_usd or Decimal(0))))


def observe_first_token(provider: str, seconds: float) -> None:
    """Count how long a provider took until its first token."""
    _metrics().first_token.labels(_label(provider)).observe(seconds)


def count_incomplete(provider: str) -> None:
    """Count an answer that ended without its finish marker."""
    _metrics().incomplete.labels(_label(provider)).inc()


@cache
def _metrics() -> _AiMetrics:
    from alcove.foundation.telemetry import Counter, Histogram  # noqa: PLC0415 - see above

    return _AiMetrics(
        requests=Counter("alcove_ai_requests", "Calls of AI providers, by how they ended.", ["provider", "outcome"]),
        fallbacks=Counter(
            "alcove_ai_fallbacks",
            "Questions that another AI provider has answered, by reason.",
            ["source", "target", "reason"],
        ),
        tokens=Counter("alcove_ai_tokens", "Tokens of AI providers, by kind.", ["provider", "kind"]),
        cost=Counter("alcove_ai_cost_usd", "Cost of AI providers in US dollars.", ["provider"]),
        incomplete=Counter(
            "alcove_ai_stream_incomplete", "Answers of AI providers that ended without a finish marker.", ["provider"]
        ),
        first_token=Histogram(
            "alcove_ai_first_token_seconds",
            "Seconds until the first token of an answer.",
            ["provider"],
            buckets=_SECONDS,
        ),
    )


def _label(provider: str) -> str:
    """Return the name of a provider; no other text becomes a label."""
    return find_provider(provider) or "other"
