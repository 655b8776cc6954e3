"""A question to whichever AI provider answers it: the attempts, the answer in increments, and its result."""

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeAlias
from uuid import UUID

from alcove.apps.study.ai_errors import Attempt
from alcove.apps.study.ai_providers.model import Availability
from alcove.foundation.errors import AppError
from alcove.wires.ai_providers import ChatMessage, Outcome, TokenUsage

__all__ = [
    "AiCall",
    "AiCallService",
    "AiEvent",
    "AiResult",
    "Attempt",
    "CallDone",
    "CallFailed",
    "FallbackReason",
    "OnCancelled",
    "ReasoningAdded",
    "TextAdded",
]

FallbackReason: TypeAlias = Outcome | Availability
"""How the call of a provider ended, or why it was not called at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AiCall:
    """A question; `provider` and `model` are those that the caller asked for, None for the configured ones.

    Without substitutes only that provider is asked, and no other where it fails.
    """

    user_id: UUID
    messages: Sequence[ChatMessage]
    max_tokens: int
    temperature: float | None = None
    top_p: float | None = None
    provider: str | None = None
    model: str | None = None
    needs_reasoning: bool = False
    has_substitutes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AiResult:
    """An answer; `fallback_reason` is what led to another provider than the requested or first one.

    `usage` is the sum of all attempts, `is_counted` whether the provider that has ended the answer counted its part.
    `body` is the provider's own JSON, for calls that do not stream.
    """

    text: str
    provider: str
    model: str
    finish_reason: str
    usage: TokenUsage
    usage_is_estimated: bool
    cost_usd: Decimal | None
    attempts: Sequence[Attempt]
    requested_provider: str
    fallback_reason: FallbackReason | None = None
    reasoning: str = ""
    body: bytes = b""
    is_counted: bool = True

    @property
    def has_fallen_back(self) -> bool:
        """Whether another provider than the first one has spoken."""
        return self.provider != self.requested_provider


@dataclass(frozen=True, slots=True)
class TextAdded:
    """A further piece of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningAdded:
    """A further piece of the reasoning."""

    text: str


@dataclass(frozen=True, slots=True)
class CallDone:
    """The end of a complete answer."""

    result: AiResult


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFailed:
    """The end of an answer that stays incomplete, after its first token; what was sent before it counts.

    `provider` and `model` are the last ones that were called.
    """

    error: AppError
    attempts: Sequence[Attempt]
    usage: TokenUsage
    usage_is_estimated: bool = True
    cost_usd: Decimal | None = None
    provider: str = ""
    model: str = ""
    requested_provider: str = ""
    fallback_reason: FallbackReason | None = None


AiEvent: TypeAlias = TextAdded | ReasoningAdded | CallDone | CallFailed
OnCancelled: TypeAlias = Callable[[CallFailed], None]
"""Gets what a call used until it was cancelled."""


class AiCallService(Protocol):
    """Asks the providers in their order until one answers."""

    async def complete(self, call: AiCall) -> AiResult:
        """Return the answer; the errors of `ai_errors.py` when nobody answers."""
        ...

    def stream(self, call: AiCall, *, on_cancelled: OnCancelled | None = None) -> AsyncGenerator[AiEvent, None]:
        """Yield the answer in increments, CallDone or CallFailed as the last event.

        What fails before the first token is raised: the errors of `ai_errors.py`. Closing the generator closes the
        provider's connection, records what was used so far, and tells `on_cancelled`.
        """
        ...
