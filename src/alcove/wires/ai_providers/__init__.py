"""Providers of language models over HTTP: one question, one answer, the same for all of their dialects."""

from alcove.wires.ai_providers.model import (
    ChatMessage,
    ChatProvider,
    ChatRequest,
    Completion,
    MessageRole,
    Outcome,
    ProviderFailure,
    ReasoningDelta,
    StreamEnd,
    StreamPart,
    TextDelta,
    TokenUsage,
)

__all__ = [
    "ChatMessage",
    "ChatProvider",
    "ChatRequest",
    "Completion",
    "MessageRole",
    "Outcome",
    "ProviderFailure",
    "ReasoningDelta",
    "StreamEnd",
    "StreamPart",
    "TextDelta",
    "TokenUsage",
]
