"""Providers of language models over HTTP: one question, one answer, the same for all of their dialects.

These are the types; `build` makes a provider of an address.
"""

from alcove.wires.ai_providers.model import (
    AnswerTimeouts,
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
    "AnswerTimeouts",
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
