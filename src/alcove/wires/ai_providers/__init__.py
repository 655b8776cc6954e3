"""Providers of language models over HTTP: one question, one answer, the same for all of their dialects."""

from alcove.wires.ai_providers.build import build_chat_provider
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
from alcove.wires.ai_providers.provider import AnswerTimeouts

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
    "build_chat_provider",
]
