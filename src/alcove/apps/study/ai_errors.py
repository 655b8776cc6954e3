"""Why no AI provider answers; the messages contain no text of a provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from alcove.foundation.errors import AppError
from alcove.wires.ai_providers import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One call of a provider, and how it ended."""

    provider: str
    outcome: Outcome
    ms: int


class AiError(AppError):
    """No answer; `attempts` and `reason` are for the metadata and the metrics."""

    code = "AI_PROVIDER_ERROR"
    reason: ClassVar[str] = "failed"
    attempts: Sequence[Attempt] = ()


class QuestionTooLong(AiError):
    """The conversation has more messages or text than a call can have."""

    status = 400
    code = "VALIDATION_ERROR"
    reason = "too_long"


class NoProvider(AiError):
    """No AI provider is configured."""

    status = 503
    reason = "no_provider"


class ProvidersHeld(AiError):
    """All providers are cooling down or have failed too often; Retry-After is the shortest of their waits."""

    status = 503
    reason = "providers_held"


class ProvidersLimited(AiError):
    """All providers ask for fewer requests; Retry-After is the shortest of their waits."""

    status = 429
    code = "RATE_LIMIT"
    reason = "providers_held"


class ProvidersFailed(AiError):
    """All providers that could be asked have failed."""

    status = 502


class CallCancelled(AiError):
    """Nobody waits for the answer any more."""

    status = 503
    reason = "cancelled"


class BudgetExceeded(AiError):
    """The budget is spent; Retry-After says when it renews, at most a day."""

    status = 429
    code = "BUDGET_EXCEEDED"
    reason = "budget"


class ModelUnpriced(AiError):
    """The model has no price, so that a cap on money could not be kept."""

    status = 400
    code = "VALIDATION_ERROR"
    reason = "unpriced"
