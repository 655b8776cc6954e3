"""What an answer tells its clients, with the names of the native API."""

from collections.abc import Mapping, Sequence
from typing import Any

from alcove.apps.study.ai_calls.model import Attempt
from alcove.apps.study.tutor.model import TutorResult
from alcove.wires.ai_providers import TokenUsage


def describe_native(result: TutorResult) -> Mapping[str, Any]:
    """Return id, provider, model, usage and metadata of an answer."""
    facts = result.facts
    return {
        "id": result.answer_id,
        "provider": facts.provider,
        "model": facts.model,
        "usage": describe_usage(result),
        "metadata": {
            "request_id": result.answer_id,
            "requested_provider": facts.requested_provider,
            "actual_provider": facts.provider,
            "reason": facts.reason,
            "attempts": describe_attempts(result.attempts),
            "cached": result.is_cached,
            "finish_reason": facts.finish_reason,
            "answered": result.is_answered,
            "citations": [citation.describe() for citation in facts.citations],
            "closest": [citation.describe() for citation in result.closest],
        },
    }


def describe_usage(result: TutorResult) -> Mapping[str, Any]:
    """Return the tokens and cost of an answer."""
    usage = result.usage or TokenUsage(prompt=0, completion=0)
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.total,
        "estimated": result.usage_is_estimated,
        "cost_usd": float(result.cost_usd) if result.cost_usd is not None else None,
    }


def describe_attempts(attempts: Sequence[Attempt]) -> Sequence[Mapping[str, Any]]:
    """Return the calls of providers that led to an answer."""
    return [{"provider": attempt.provider, "outcome": attempt.outcome.value, "ms": attempt.ms} for attempt in attempts]
